"""A job that only makes its output."""

from pathlib import Path

Path(snakemake.output[0]).touch()  # noqa: F821
