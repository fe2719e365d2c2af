"""The one place that touches attributes of Snakemake that its documentation does not name.

Each is optional: where a version of Snakemake lacks an attribute, the workflow does without. docs/upstream.md has the
reports that would make them unnecessary.
"""

import os

DEFAULT = (100, 1)  # jobs, in seconds: of --max-jobs-per-timespan


def lift_default_limit(workflow):
    """Lift Snakemake's default limit of jobs per second, which no option can lift.

    With a limit, Snakemake starts a timer of one second whenever it has looked for jobs, and looks again when the timer
    ends, which starts the next one: after a hundred jobs it looks a hundred times per second, at every input of every
    job that is ready. A limit set by an option is kept. Submissions to a cluster are limited by its own plugin and by
    ``--jobs``.

    Returns
    -------
    bool
        Whether it was lifted.
    """
    scheduler = getattr(workflow, "scheduler", None)
    limit = getattr(scheduler, "job_rate_limiter", None)
    if scheduler is None or (getattr(limit, "max_jobs", None), getattr(limit, "timespan", None)) != DEFAULT:
        return False
    scheduler.job_rate_limiter = None
    return True


def config_files(workflow):
    """The config files of a run, those that others override first."""
    return getattr(workflow, "configfiles", [])


def started_in(workflow):
    """The folder that Snakemake was started in, which differs from the one it works in with ``--directory``.

    It is the folder of the jobs that it submits. Executor plugins know it by this name.
    """
    return getattr(workflow, "workdir_init", os.getcwd())


def in_bucket(workflow):
    """Whether files are in storage from which Snakemake retrieves them for each job, and not on a disk."""
    settings = getattr(workflow, "storage_settings", None)
    return getattr(settings, "default_storage_provider", None) is not None


def deployment(workflow):
    """Snakemake's options that deploy the software of its jobs as in this run, for a run that one of them starts."""
    settings = getattr(workflow, "deployment_settings", None)
    methods = sorted(str(method) for method in getattr(settings, "deployment_method", ()))
    return ["--software-deployment-method", *methods] if methods else []
