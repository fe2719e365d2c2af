"""Snakemake's lock on the folder, left behind by a run that was killed, goes away with the next run."""

import fcntl
import os
from pathlib import Path


def remove_stale(folder=".snakemake"):
    """Remove the locks in Snakemake's folder if no process that could hold them is alive.

    Every run shares a lock on one file, which the system releases however the run
    ends. Whoever finds it free is alone. Where the file system has no such locks,
    Snakemake's stay, and `snakemake --unlock` removes them.
    """
    Path(folder).mkdir(exist_ok=True)
    file = os.open(Path(folder, "alive"), os.O_RDWR | os.O_CREAT)  # open as long as this process lives
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pass  # another run is at work
    except OSError:
        return
    else:
        for lock in Path(folder, "locks").glob("*.lock"):
            lock.unlink(missing_ok=True)
    fcntl.flock(file, fcntl.LOCK_SH)
