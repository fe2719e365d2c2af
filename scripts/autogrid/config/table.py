"""The table of the grid, in ``grid.json``: every configuration, what it is called, and what an axis is called."""

from typing import Any, TypedDict

from autogrid.provenance import records


class Cell(TypedDict):
    """A configuration of the grid: the settings of its training, and its names."""

    configuration: dict[str, Any]  # a value of each axis
    optimizer: dict[str, Any]  # its settings beside the learning rate
    validation: dict[str, int]
    patience: int | None
    divide_by: float
    line: str  # the line of a figure that it is a point of: all but dimension and seed
    pair: str  # its activations
    variant: dict[str, str]  # what else tells lines apart: by axis, in words
    published_error: float | None  # nats per pixel, where one was published for it


class Table(TypedDict):
    """Cells by stem in grid order; what images are reduced to otherwise, by stem; labels by axis."""

    cells: dict[str, Cell]
    references: dict[str, dict[str, Any]]
    axes: dict[str, str]


def read(file) -> Table:
    """The table in a ``grid.json``."""
    return records.read(file)


def reductions(table: Table):
    """What images are reduced to, by stem: the configurations, and principal components and pixels beside them."""
    cells = {stem: {"method": "autoencoder", **cell["configuration"]} for stem, cell in table["cells"].items()}
    return cells | table["references"]
