"""The cells of a grid by line, code dimension and seed."""

from decimal import Decimal
from statistics import mean, stdev
from typing import NamedTuple

from autogrid.measure import comparison, measures
from autogrid.measure.measures import Measure


def series(cells):
    """The cells of each line: those that differ in code dimension and seed only, and are not left out by validation.

    By line, then by code dimension, ascending, then by seed. A cell has metrics of `evaluate`, and its ``line``,
    ``selected`` and ``published_error``.
    """
    kept = [cell for cell in cells if cell["selected"] is not False]
    found = {cell["line"]: {} for cell in kept}  # in grid order
    for cell in sorted(kept, key=lambda cell: cell["configuration"]["dimension"]):
        configuration = cell["configuration"]
        found[cell["line"]].setdefault(configuration["dimension"], {})[configuration["seed"]] = cell
    return found


def dimensions(lines):
    """The code dimensions of a grid, ascending."""
    return sorted({dimension for by_dimension in lines.values() for dimension in by_dimension})


def every(lines):
    """All cells of some lines."""
    return [cell for by_dimension in lines.values() for seeds in by_dimension.values() for cell in seeds.values()]


def average(cells, measure="error"):
    """The mean of a measure over the seeds."""
    return mean(cell[measure] for cell in cells.values())


def plus_minus(cells, measure="error"):
    """The standard deviation of a measure over the seeds, with two digits, after its sign; empty for a single seed."""
    if len(cells) == 1:
        return ""
    spread = stdev(cell[measure] for cell in cells.values())
    return f" ± {Decimal(f'{spread:.1e}'):f}"


def minimised(lines):
    """The measure that all trainings minimised, or else the cross-entropy."""
    return measures.minimised(cell["configuration"]["loss"] for cell in every(lines))


def values(lines, measure):
    """A measure (by its name, or a function of a cell) by code dimension, line and seed."""
    value = measure if callable(measure) else lambda cell: cell[measure]
    return {
        dimension: {
            line: {seed: value(cell) for seed, cell in by_dimension[dimension].items()}
            for line, by_dimension in lines.items()
            if dimension in by_dimension
        }
        for dimension in dimensions(lines)
    }


class Contest(NamedTuple):
    """The lines of a grid, compared by one measure."""

    lines: dict  # see `series`
    measure: Measure
    leaders: dict  # a Leader by code dimension
    seeds: int  # that every cell has
    comparisons: int  # that the intervals of the leaders hold for

    @property
    def dimensions(self):
        """The code dimensions, ascending."""
        return list(self.leaders)


def contest(lines, measure):
    """The lines of a grid compared by a measure, see `comparison`."""
    compared = values(lines, measure.name)
    seeds = min(len(of_seeds) for of_lines in compared.values() for of_seeds in of_lines.values())
    return Contest(lines, measure, comparison.leaders(compared), seeds, comparison.comparisons(compared))
