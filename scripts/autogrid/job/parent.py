"""Which process is a job's Snakemake: set while planning, known to the job, which ends when that process does."""

import os
import time

RUN = "AUTOGRID_RUN"  # the environment variable that tells jobs which process their Snakemake is
PATIENCE = 0.2  # seconds between checks whether Snakemake is alive


def name_run():
    """Tell jobs which process their Snakemake is: the nearest one, so on a cluster that of their node."""
    os.environ[RUN] = f"{os.getpid()} {pid_namespace()}"


def snakemake_pid():
    """The number of the process that is this job's Snakemake; None in a container, which numbers its own processes."""
    pid, _, namespace = os.environ.get(RUN, "").partition(" ")
    return int(pid) if pid and namespace == pid_namespace() else None


def end_with(pid, console):
    """End this process as soon as its Snakemake has ended, however it ended, and say so in an open file.

    A job that outlives it could finish later than one of the next run, and replace its results.
    """
    while is_alive(pid):
        time.sleep(PATIENCE)
    os.write(console, b"a job ends: the Snakemake that started it is gone\n")
    os._exit(1)


def is_alive(pid):
    """Whether there is a process with a number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def pid_namespace():
    """The namespace of process numbers, of which only Linux has several."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
