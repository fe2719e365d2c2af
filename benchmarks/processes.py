"""Run a command and measure it: seconds from start to exit, processor seconds, and peak memory."""

import ctypes
import os
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

ADOPT_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER, prctl(2)


class Measured(NamedTuple):
    """One finished command with its descendants, the run's fork server among them.

    `cpu_seconds` are those of all cores together: they hardly depend on what
    else the machine does. `peak_mib` is the memory of the largest process.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float
    stdout: str


def measure(command, cwd=None, **environment):
    """Run a command and wait for it.

    Orphans that it leaves are waited for as well, but not in its seconds: the fork server
    of a run ends just after Snakemake. Memory is the maximum resident set that Linux
    reports for a process and the descendants it waited for. A child inherits its parent's
    maximum, so the caller must be small itself: it imports no library.

    Raises
    ------
    RuntimeError
        If the command fails; the message has what it printed last.
    """
    ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1)
    others = children()
    with tempfile.TemporaryFile("w+") as stdout, tempfile.TemporaryFile("w+") as stderr:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, stdout=stdout, stderr=stderr, env=quiet_environment() | environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        usages = [usage, *(os.wait4(orphan, 0)[2] for orphan in children() - others)]
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} exited with {process.returncode}:\n{tail(stdout)}{tail(stderr)}")
        stdout.seek(0)
        cpu_seconds = sum(usage.ru_utime + usage.ru_stime for usage in usages)
        return Measured(seconds, cpu_seconds, max(usage.ru_maxrss for usage in usages) / 1024, stdout.read())


def children():
    """The processes that this thread has started or adopted and not yet waited for."""
    return set(map(int, Path(f"/proc/self/task/{threading.get_native_id()}/children").read_text().split()))


def quiet_environment():
    """The environment, with TensorFlow's C++ messages off."""
    return {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}


def tail(file, characters=3000):
    """The end of what was written to a file."""
    file.seek(0)
    return file.read()[-characters:]
