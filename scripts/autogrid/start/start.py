"""What is done when a run begins: after planning, before any job, and in no dry run."""


def before_jobs(workflow, act):
    """Call a function when a run of a workflow begins, unless it only touches files.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    act : callable
        Takes nothing.
    """
    then = workflow._onstart  # `onstart:` itself works in the main Snakefile only, and not in a module

    def start(log):
        if not workflow.touch:
            act()
        then(log)

    workflow._onstart = start
