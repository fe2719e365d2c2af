# What Snakemake defines in every script, for the type checker.

from typing import Any

snakemake: Any
