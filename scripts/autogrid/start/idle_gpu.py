"""Say once, before hours of training on the processor, that a GPU is there."""

from snakemake.logging import logger

from autogrid.job import gpu


def warn():
    """Log why trainings on this machine cannot use its GPU; one that SLURM gave they refuse to leave idle."""
    try:
        _, unused = gpu.decide(True, listed=1)
    except RuntimeError as error:
        unused = str(error)
    if unused:
        logger.warning(f"{unused}. (To train on the processor without this warning: CUDA_VISIBLE_DEVICES= snakemake …)")
