"""Snakemake that asks SLURM for news twice a second.

The plugin waits 10 s longer after each check that found nothing finished: right
for a real cluster, and most of the time of a test.
"""

import signal
import sys

from snakemake.cli import main
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor

RemoteExecutor.next_seconds_between_status_checks = property(lambda executor: 0.5, lambda executor, seconds: None)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts what is in its background without it
    sys.exit(main())
