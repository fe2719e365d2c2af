"""The table of the grid, in ``grid.json``: every configuration, what it is called, and what an axis is called."""

from typing import Literal, NotRequired, TypedDict

from autogrid.config.configuration import Configuration, Training
from autogrid.provenance import records


class Line(TypedDict):
    """How the line of a figure that a configuration is a point of is called: all but dimension and seed."""

    line: str
    pair: str  # its activations
    variant: dict[str, str]  # what else tells lines apart: by axis, in words


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
    """Cells by stem in grid order; what images are reduced to otherwise, by stem; labels by axis."""

    cells: dict[str, Cell]
    references: dict[str, Reference]
    axes: dict[str, str]


def read(file) -> Table:
    """The table in a ``grid.json``."""
    return records.read(file)


def reduction(configuration: Configuration) -> AutoencoderReduction:
    """Images reduced to the code of a configuration."""
    return {"method": "autoencoder", **configuration}


def reductions(table: Table) -> dict[str, Reduction]:
    """What images are reduced to, by stem: the configurations, and principal components and pixels beside them."""
    return {stem: reduction(cell["configuration"]) for stem, cell in table["cells"].items()} | table["references"]
