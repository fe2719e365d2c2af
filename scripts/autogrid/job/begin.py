"""How a job begins: its output goes to the log of its rule, and it ends when its Snakemake does."""

import logging
import os
import sys
import threading
import time

from autogrid.job import parent
from autogrid.provenance import code

STARTED = time.monotonic()


def open_standard_files():
    """Open stdin, stdout and stderr to nowhere where they were closed, as by ``nohup … 2>&-``."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest free number
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)


open_standard_files()
CONSOLE = os.dup(2)  # where Snakemake's own messages go


def begin(snakemake):
    """Begin a job, before anything is logged.

    Raises
    ------
    RuntimeError
        If the code of this job is not the code that the run was planned with.
    """
    pid = parent.snakemake_pid()
    if pid is not None:
        threading.Thread(target=parent.end_with, args=[pid, CONSOLE], daemon=True).start()
    log = os.open(snakemake.log[0], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)  # for output of C++ libraries, too
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    software = snakemake.params.get("software")
    if software:  # all but `fetch`, whose outputs have known digests
        code.require(software)


def seconds():
    """The seconds since this job began."""
    return time.monotonic() - STARTED


def tell(text):
    """Log something that people should see, and show it among Snakemake's own messages."""
    logging.warning(text)
    os.write(CONSOLE, f"{text}\n".encode())
