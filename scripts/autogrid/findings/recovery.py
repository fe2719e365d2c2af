"""How much can it compress: the share of what the mean image misses that a code recovers."""

from typing import NamedTuple

from autogrid.config.names import count
from autogrid.findings.lines import average
from autogrid.findings.wording import fitting, name, percent
from autogrid.measure.metrics import recovered


class Recovery(NamedTuple):
    """What a code dimension recovers, by its leader and by PCA (None where there is no such PCA).

    ``size`` is that of the code as a share of the pixel values. Shares are negative for anything worse than the mean
    image, and None where the mean image is perfect.
    """

    dimension: int
    size: float
    line: str
    leader: float | None
    pca: float | None


def recovery(contest, baselines):
    """What each code dimension recovers, by the measure of a contest."""
    measure = "excess" if contest.measure.name == "error" else contest.measure.name
    whole, pca, lines = baselines["mean image"][measure], baselines["PCA"], contest.lines
    return [
        Recovery(
            dimension,
            next(iter(lines[leader.line][dimension].values()))["code_size"],
            leader.line,
            recovered(average(lines[leader.line][dimension], measure), whole),
            recovered(pca[dimension][measure], whole) if dimension in pca else None,
        )
        for dimension, leader in contest.leaders.items()
    ]


def how_much(contest, baselines):
    """The answer to how much an autoencoder can compress, at the largest code and at the smallest."""
    rows = recovery(contest, baselines)
    largest, smallest = rows[-1], rows[0]
    if largest.leader is None:  # the mean image is perfect: all images are the same
        return "All test images are the same as the mean image, so there is nothing to recover."
    text = f"a code of {count(largest.dimension, 'number')} ({percent(largest.size)} of the pixel values)"
    text += f" recovers {part(largest.leader)} of what the mean image misses{by_pca(largest)}"
    if smallest is largest:
        return f"With {name(largest.line)}, {text}."
    one = f"one of {smallest.dimension:,} recovers {part(smallest.leader)}{by_pca(smallest)}"
    other = ", and" if smallest.line == largest.line else f"; with {name(smallest.line)},"
    return fitting(
        f"With {name(largest.line)}, {text}{other} {one}.",
        f"{text[0].upper()}{text[1:]}, and {one}, each with its leader.",
    )


def part(share):
    """The share that is recovered, in words."""
    return percent(share) if share > 0 else "nothing"


def by_pca(row):
    """What PCA recovers with a code of the same size, in brackets."""
    return "" if row.pca is None else f" (PCA: {part(row.pca)})"
