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
    text += f" recovers {part(largest)} of what the mean image misses"
    if smallest is largest:
        return f"With {name(largest.line)}, {text}."
    and_one = f"and one of {smallest.dimension:,} recovers {part(smallest)}"
    if smallest.line == largest.line:
        return f"With {name(largest.line)}, {text}, {and_one}."
    text = text[0].upper() + text[1:]
    return fitting(
        f"{text} ({name(largest.line)}), {and_one} ({name(smallest.line)}).",
        f"{text}, {and_one}, each with its leader.",
    )


def part(row):
    """The share that is recovered, in words."""
    return percent(row.leader) if row.leader > 0 else "nothing"
