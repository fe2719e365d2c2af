"""The table of the grid, in ``grid.json``: every configuration with its names, and the labels of axes."""

import hashlib
import json
from typing import Literal, NotRequired, TypedDict

from autogrid.config.configuration import Configuration, Training
from autogrid.provenance import records


class Line(TypedDict):
    """The name of a configuration's line in figures: all but dimension and seed."""

    line: str
    pair: str  # its activations
    variant: dict[str, str]  # what else distinguishes lines: by axis, in words


class Cell(Training, Line):
    """A configuration of the grid: the settings of its training, and its names."""

    published_error: float | None  # nats per pixel, where one was published for it


class AutoencoderReduction(Configuration):
    """Images reduced to the code of an autoencoder, that of a configuration."""

    method: Literal["autoencoder"]


class Reference(TypedDict):
    """Images reduced to their principal components, or left as pixels."""

    method: Literal["PCA", "pixels"]
    dimension: int
    seed: NotRequired[int]  # of the classifier, for one that is trained on them


Reduction = AutoencoderReduction | Reference


class Table(TypedDict):
    """Cells by stem in grid order; other reductions of images by stem; labels by axis."""

    cells: dict[str, Cell]
    references: dict[str, Reference]
    axes: dict[str, str]


def of_job(snakemake) -> Table:
    """The table of the grid that a job was planned with; a ValueError if the file belongs to another grid.

    Snakemake's own records can get lost, and a table of another grid would then be taken for this one.
    """
    file = snakemake.input.grid
    table = records.read(file)
    if sha256(table) != snakemake.params.grid:
        raise ValueError(
            f"{file} is the table of another grid; to recompute it: snakemake --cores 1 --forcerun tabulate_grid"
        )
    return table


def sha256(table: Table) -> str:
    """A digest of a table, its order included."""
    return hashlib.sha256(json.dumps(table).encode()).hexdigest()


def reduction(configuration: Configuration) -> AutoencoderReduction:
    """Images reduced to the code of a configuration."""
    return {"method": "autoencoder", **configuration}


def reductions(table: Table) -> dict[str, Reduction]:
    """The reductions of images by stem: the configurations, principal components and pixels."""
    return {stem: reduction(cell["configuration"]) for stem, cell in table["cells"].items()} | table["references"]
