"""What a page shows for a configuration: a column of its table, an axis of its charts, a name in its filter."""

from typing import NamedTuple

from autogrid.config.names import written
from autogrid.measure.measures import MEASURES


class Column(NamedTuple):
    """An axis of the grid or a measure.

    Its ``name`` is that in ``summary.csv``; the ``label`` is for people to read and type; ``form`` is how a number
    is printed in the table, empty for words.
    """

    name: str
    label: str
    form: str
    measure: bool = True

    def text(self, value):
        """A value as the table prints it."""
        if value is None:
            return "∞" if self.name == "psnr" else ""
        return self.form.format(value).rstrip(".") if self.form else str(value)


WORDS = {True: "yes", False: "no"}


def axes(names, cells):
    """The columns of some axes of the grid."""
    return [
        Column(
            axis,
            {"dimension": "d'"}.get(axis, axis.replace("_", " ")),
            "{:g}" if all(is_number(cell["configuration"][axis]) for cell in cells) else "",
            measure=False,
        )
        for axis in names
    ]


def measures(cells):
    """The columns of measures for which some cell has a value, on noisy images too."""
    noisy = [
        Column(f"{measure.name}_noise_{share}", f"{measure.label} at noise {share}", measure.form)
        for share in dict.fromkeys(share for cell in cells for share in cell.get("noisy", {}))
        for measure in MEASURES
        if measure.of_noisy_images
    ]
    plain = [Column(measure.name, measure.heading, measure.form) for measure in MEASURES if measure.on_page]
    return [column for column in [*plain, *noisy] if any(value(cell, column) is not None for cell in cells)]


def value(cell, column):
    """The value of a cell in a column: a number or a word, or None."""
    if not column.measure:
        found = cell["configuration"][column.name]
        return found if column.form else written(found)
    measure, _, share = column.name.partition("_noise_")
    found = (cell.get("noisy", {}).get(share, {}) if share else cell).get(measure)
    return WORDS.get(found, found) if column.name == "selected" else found


def is_number(value):
    """Whether a value can be ordered and drawn along an axis."""
    return isinstance(value, int | float)
