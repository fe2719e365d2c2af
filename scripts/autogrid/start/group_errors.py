"""Say why a group of jobs failed.

The executor knows (`sbatch` refused the partition, SLURM cancelled the job), and
Snakemake prints it for a single job, but drops it for a group: up to 9.27,
`GroupJob.log_error` takes the message and does not use it
(https://github.com/snakemake/snakemake-executor-plugin-slurm/issues/456).
"""

import functools
import logging

from snakemake.jobs import GroupJob


def show_reasons():
    """From now on log the executor's message before Snakemake's account of the failed group."""
    if hasattr(GroupJob.log_error, "__wrapped__"):
        return
    log_error = GroupJob.log_error

    @functools.wraps(log_error)
    def log_error_with_reason(group, msg=None, **details):
        if msg:
            logging.getLogger("snakemake").error(msg)
        log_error(group, msg, **details)

    GroupJob.log_error = log_error_with_reason
