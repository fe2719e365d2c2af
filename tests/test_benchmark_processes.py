"""What the benchmark counts as a command's processor seconds."""

import subprocess
import sys

from support.workflow import REPOSITORY

BUSY = "import time\nwhile time.process_time() < 0.5: pass"
# A command that ends before its child, as Snakemake does before its run's fork server.
MEASURE = f"""
import processes, sys
start = ["sh", "-c", '"$0" -c "$1" &', sys.executable, {BUSY!r}]
print(processes.measure(start).cpu_seconds >= 0.5)
"""


def test_orphans_of_a_command_are_counted():
    command = [sys.executable, "-c", MEASURE]  # a process of its own: it adopts orphans from now on
    done = subprocess.run(command, cwd=REPOSITORY / "benchmarks", capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
