"""What is looked at before a run starts its first job.

Snakemake's `onstart:` is for that, but is not run for a workflow that is imported as a module.
"""

import functools

from snakemake.scheduling.job_scheduler import JobScheduler
from snakemake_interface_executor_plugins.settings import ExecMode


def before_jobs(*looks):
    """From now on call each look with the workflow before its first job: not in a dry run, nor inside of a job."""
    if hasattr(JobScheduler.schedule, "__wrapped__"):
        return
    schedule = JobScheduler.schedule

    @functools.wraps(schedule)
    def look_and_schedule(scheduler):
        workflow = scheduler.workflow
        if workflow.exec_mode == ExecMode.DEFAULT and not (workflow.dryrun or workflow.touch):
            for look in looks:
                look(workflow)
        return schedule(scheduler)

    JobScheduler.schedule = look_and_schedule
