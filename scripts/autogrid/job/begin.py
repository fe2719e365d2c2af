"""How a job begins: what it says goes to the log of its rule, and it ends when its Snakemake does."""

import logging
import os
import sys
import threading
import time

from autogrid.provenance import code

RUN = "AUTOGRID_RUN"  # the environment variable that tells jobs which process their Snakemake is
PATIENCE = 0.2  # seconds from one look after Snakemake to the next
STARTED = time.monotonic()


def open_standard_files():
    """Open those of stdin, stdout and stderr that were closed, as by ``nohup … 2>&-``, to nowhere."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest free number
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


open_standard_files()
CONSOLE = os.dup(2)  # where Snakemake's own words are


def begin(snakemake):
    """Begin a job, before anything is logged.

    Raises
    ------
    RuntimeError
        If the code of this job is not the code that the run was planned with.
    """
    pid = snakemake_pid()
    if pid is not None:
        threading.Thread(target=end_with, args=[pid], daemon=True).start()
    log = os.open(snakemake.log[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)  # what C++ libraries print, too
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    software = snakemake.params.get("software")
    if software:  # of all but what is fetched, whose digests are known
        code.require(software)


def seconds():
    """The seconds since this job began."""
    return time.monotonic() - STARTED


def tell(text):
    """Log something that people should see, and show it where Snakemake's own words are."""
    logging.warning(text)
    os.write(CONSOLE, f"{text}\n".encode())


def name_run():
    """Tell jobs which process their Snakemake is: the nearest one, so on a cluster that of their node."""
    os.environ[RUN] = f"{os.getpid()} {pid_namespace()}"


def snakemake_pid():
    """The number of the process that is this job's Snakemake; None in a container with process numbers of its own."""
    pid, _, namespace = os.environ.get(RUN, "").partition(" ")
    return int(pid) if pid and namespace == pid_namespace() else None


def end_with(pid):
    """End this process as soon as its Snakemake has ended, however that was.

    A job that outlives it could finish later than one of the next run, and replace what that has made.
    """
    while is_alive(pid):
        time.sleep(PATIENCE)
    os.write(CONSOLE, b"a job ends: the Snakemake that started it is gone\n")
    os._exit(1)


def is_alive(pid):
    """Whether there is a process of a number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def pid_namespace():
    """What tells apart places where processes have numbers of their own; only Linux has several."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
