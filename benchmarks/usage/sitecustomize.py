"""Every Python process notes its processor seconds when it ends; Python imports this automatically from PYTHONPATH.

A line a process: the script without the prefix that Snakemake gives its copy, and seconds of user and system.
"""

import atexit
import os
import resource
import sys
from pathlib import Path

USAGE = "AUTOGRID_USAGE"  # the environment variable that names the file
NAMES = {"__main__": "snakemake"}


def note():
    usage, script = resource.getrusage(resource.RUSAGE_SELF), Path(sys.argv[0]).stem.rpartition(".")[2]
    with open(os.environ[USAGE], "a") as file:
        file.write(f"{NAMES.get(script, script)}\t{usage.ru_utime + usage.ru_stime}\n")


def note_and_exit(status, leave=os._exit):
    """In place of `os._exit`, with which forks end: it calls nothing of atexit."""
    note()
    leave(status)


if USAGE in os.environ:
    atexit.register(note)
    os._exit = note_and_exit
