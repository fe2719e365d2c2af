"""How often Snakemake looks for jobs that it can start."""

from autogrid.start.start import before_jobs

DEFAULT = (100, 1)  # jobs, in seconds: of --max-jobs-per-timespan


def start_jobs_as_others_end(workflow):
    """Lift Snakemake's default limit of jobs in a second from jobs on this machine.

    Where there is a limit, Snakemake 9.27 begins a timer of a second whenever it has looked for jobs, and
    looks again when that is over, which begins the next: after a hundred jobs it looks a hundred times a
    second, at every input of every job that is ready. A limit that was asked for, and that of submissions
    to a cluster, are kept.
    """

    def lift():
        limit = workflow.scheduler.job_rate_limiter
        if workflow.local_exec and limit and (limit.max_jobs, limit.timespan) == DEFAULT:
            workflow.scheduler.job_rate_limiter = None

    before_jobs(workflow, lift)
