"""Everything a job says, its traceback included, goes to the log of its rule."""

import logging
import os


def write_to(path):
    """Send stdout, stderr and logging to a file, also what C++ libraries print."""
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
    os.dup2(log, 1)
    os.dup2(log, 2)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
