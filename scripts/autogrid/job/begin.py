"""How a job begins: what it says goes to the log of its rule, and it ends when its Snakemake does."""

import logging
import os
import threading
import time

RUN = "AUTOGRID_RUN"  # the environment variable that tells jobs which process their Snakemake is
PATIENCE = 0.2  # seconds from one look after Snakemake to the next
CONSOLE = os.dup(2)


def begin(snakemake):
    """Begin a job: to be called before anything is said."""
    if RUN in os.environ:
        threading.Thread(target=end_with, args=[os.environ[RUN]], daemon=True).start()
    log = os.open(snakemake.log[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)  # what C++ libraries print, too
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")


def tell(text):
    """Log something that people should see, and show it where Snakemake's own words are."""
    logging.warning(text)
    os.write(CONSOLE, f"{text}\n".encode())


def name_run():
    """Tell jobs which process their Snakemake is: the nearest one, so on a cluster that of their node."""
    os.environ[RUN] = f"{os.getpid()} {pid_namespace()}"


def end_with(run):
    """End this process as soon as its Snakemake has ended, however that was.

    A job that outlives it could finish later than one of the next run, and replace what that has made.
    """
    pid, _, namespace = run.partition(" ")
    if namespace != pid_namespace():
        return  # in a container of its own, processes have other numbers
    while is_alive(int(pid)):
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
