"""SLURM jobs that outlived the Snakemake that submitted them.

A Snakemake that is killed does not cancel its jobs, and the next one does not know them: it marks
what a job is to write, but the number of the job is lost when that starts
(https://github.com/snakemake/snakemake/issues/762). It would submit the same again, and both
would write the same files.
"""

import subprocess
from pathlib import Path
from typing import NamedTuple

from autogrid.config.refusal import Refusal

FORMAT = "%i|%u|%T|%k|%Z"  # squeue's: job, user, state, comment, folder


class Live(NamedTuple):
    """A job in the queue that a Snakemake submitted; its comment has the rule and wildcards, or the group."""

    id: str
    user: str
    state: str
    comment: str
    folder: str

    def __str__(self):
        return f"{self.id} of {self.user}, {self.state}: {self.comment}"


def refuse(workflow):
    """Raise a Refusal that names the jobs alive, and how to cancel them, if they may write what this run would."""
    jobs, submits = list(workflow.dag.needrun_jobs()), workflow.executor_plugin.name == "slurm"
    # A job that SLURM has started marks what it writes some seconds later: who submits does not rely on marks.
    if not jobs or not (submits or any(begun(workflow.persistence, job) for job in jobs)):
        return
    alive = submitted_from(workflow.workdir_init, queue(required=submits))
    if alive:
        lines = "\n  ".join(map(str, alive))
        raise Refusal(
            f"SLURM jobs of an earlier run in this folder are alive, and would write the same files as this run:\n"
            f"  {lines}\n"
            "Nothing was submitted. Let them end and start again, which goes on from what they have made; "
            f"or cancel them: scancel {' '.join(job.id for job in alive)}"
        )


def begun(persistence, job):
    """Whether an earlier run marked that it began to make the outputs of a job, and not that it made them."""
    return bool(persistence._filter_incomplete_keys([persistence._get_key(file) for file in job.output]))


def queue(required):
    """The lines of SLURM's queue; none where there is no SLURM, but a Refusal if it is required."""
    try:
        done = subprocess.run(["squeue", "--noheader", "--format", FORMAT], capture_output=True, text=True)
        reason = done.stderr.strip() if done.returncode else None
    except OSError as error:
        reason = str(error)
    if reason is None:
        return done.stdout.splitlines()
    if required:
        raise Refusal(f"whether jobs of an earlier run are alive cannot be told: squeue says {reason}")
    return []


def submitted_from(folder, lines):
    """The jobs among some lines of the queue that a Snakemake submitted from a folder, and that have not ended.

    Of its executor plugin their comments begin with ``rule_``, and their folders are the one
    that it was started in.
    """
    jobs = (Live(*line.split("|", 4)) for line in lines)
    here = Path(folder).resolve()
    alive = [job for job in jobs if job.comment.startswith("rule_") and job.state != "COMPLETING"]
    return [job for job in alive if Path(job.folder).resolve() == here]
