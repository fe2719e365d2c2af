"""Say once, before hours of training on the processor, that a GPU is there."""

import logging

from autogrid.config.refusal import Refusal
from autogrid.job import gpu


def say(workflow, missing):
    """Log why the trainings of a run on this machine will not use its GPU.

    Parameters
    ----------
    missing : callable
        Returns the names of those of CUDA's libraries that the environment of the trainings lacks.

    Raises
    ------
    Refusal
        If SLURM gave the GPU to this run: every one of its trainings would fail.
    """
    if workflow.local_exec and any(gpu.asked(job.resources) for job in workflow.dag.needrun_jobs()):
        try:
            _, unused = gpu.decide(True, listed=1, missing=missing)
        except RuntimeError as error:
            raise Refusal(str(error)) from None
        if unused:
            logging.getLogger("snakemake").warning(
                f"{unused}. Trainings run on the processor; if that is meant, --set-resources train:gpu=0 says so."
            )
