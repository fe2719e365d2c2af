"""SLURM jobs that outlived the Snakemake that submitted them.

A Snakemake that is killed does not cancel its jobs, and the next one does not know them: the outputs of a job are
marked, but its number is lost when it starts (https://github.com/snakemake/snakemake/issues/762). It would submit the
same jobs again, and both would write the same files.
"""

import subprocess
from pathlib import Path
from typing import NamedTuple

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

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


def refuse(folder):
    """Raise a WorkflowError that names the live jobs of earlier runs in a folder, and how to cancel them."""
    alive = submitted_from(folder, queue())
    if alive:
        lines = "\n  ".join(map(str, alive))
        raise WorkflowError(
            f"SLURM jobs of an earlier run in this folder are alive, and would write the same files as this run:\n"
            f"  {lines}\n"
            "Nothing was started. Let them end and start again, which resumes from what they have made; "
            f"or cancel them: scancel {' '.join(job.id for job in alive)}"
        )


def queue():
    """The lines of SLURM's queue; none where there is no SLURM, or where it does not answer, which is logged.

    A machine that has SLURM's programs, but no cluster that they could ask, says that it has no configuration.
    """
    try:
        done = subprocess.run(["squeue", "--noheader", "--format", FORMAT], capture_output=True, text=True)
    except OSError:
        return []
    if done.returncode:
        if "configuration source" in done.stderr:
            return []
        reason = done.stderr.strip().rpartition("\n")[2]
        logger.warning(f"squeue cannot tell whether jobs of an earlier run are alive: {reason}")
        return []
    return done.stdout.splitlines()


def submitted_from(folder, lines):
    """The jobs among some lines of the queue that a Snakemake submitted from a folder, and that have not ended.

    Its executor plugin begins their comments with ``rule_``, and starts them in the folder that it was started in.
    """
    jobs = (Live(*line.split("|", 4)) for line in lines)
    here = Path(folder).resolve()
    alive = [job for job in jobs if job.comment.startswith("rule_") and job.state != "COMPLETING"]
    return [job for job in alive if Path(job.folder).resolve() == here]
