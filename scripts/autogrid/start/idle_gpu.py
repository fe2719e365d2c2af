"""Say once, before hours of training on the processor, that there is a GPU."""

from snakemake.logging import logger

from autogrid.job import gpu


def warn():
    """Log why trainings on this machine cannot use its GPU; those that got it from SLURM would fail instead."""
    try:
        _, unused = gpu.decide(True, listed=1)
    except RuntimeError as error:
        unused = str(error)
    if unused:
        logger.warning(f"{unused}. (To train on the processor without this warning: CUDA_VISIBLE_DEVICES= snakemake …)")
