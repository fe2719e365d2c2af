"""Run a command and measure it: seconds from start to exit, processor seconds, and peak memory."""

import os
import subprocess
import tempfile
import time
from typing import NamedTuple


class Measured(NamedTuple):
    """One finished command with its children.

    `cpu_seconds` are those of all cores together: they hardly depend on what
    else the machine does. `peak_mib` is the memory of the largest process.
    """

    seconds: float
    cpu_seconds: float
    peak_mib: float
    stdout: str


def measure(command, cwd=None, **environment):
    """Run a command and wait for it.

    Memory is the maximum resident set that Linux reports for a process and the
    descendants it waited for. A child inherits its parent's maximum, so the
    caller must be small itself: it imports no library.

    Raises
    ------
    RuntimeError
        If the command fails; the message has what it printed last.
    """
    with tempfile.TemporaryFile("w+") as stdout, tempfile.TemporaryFile("w+") as stderr:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=cwd, stdout=stdout, stderr=stderr, env=quiet_environment() | environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} exited with {process.returncode}:\n{tail(stdout)}{tail(stderr)}")
        stdout.seek(0)
        return Measured(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, stdout.read())


def quiet_environment():
    """The environment, with TensorFlow's C++ messages off."""
    return {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}


def tail(file, characters=3000):
    """The end of what was written to a file."""
    file.seek(0)
    return file.read()[-characters:]
