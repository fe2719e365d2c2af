"""Which line of a grid leads at a code dimension, and which leads chance could explain.

Differences of two lines are taken over the seeds that both have, and have paired t intervals that hold
simultaneously, at 95 %, for all pairs of lines at all code dimensions of the grid: Bonferroni's inequality,
as Dunn uses it (Multiple comparisons among means, 1961, doi:10.1080/01621459.1961.10482090). The leader is
chosen from the same numbers, but whichever it is, its differences are among those that the intervals hold for.
Variances may differ from line to line, as they do by a factor of a hundred.
"""

from statistics import mean, stdev
from typing import NamedTuple

from scipy.special import stdtrit

LEVEL = 0.05  # at most, of grids with equal lines: those with a false verdict
ENOUGH = 5  # seeds for a verdict
CLOSE = 0.01  # of the leader's mean: lines within this are close


class Interval(NamedTuple):
    """How far one line is above another: the mean difference, and the ends of its interval; None without a verdict."""

    difference: float
    low: float | None
    high: float | None

    @property
    def verdict(self):
        """Whether the difference is distinguished from 0; None where the seeds are too few."""
        return None if self.low is None or self.high is None else bool(self.low > 0 or self.high < 0)


class Leader(NamedTuple):
    """The line with the lowest mean at a code dimension."""

    line: str
    mean: float
    above: dict[str, Interval]  # how far each other line is above it

    def close(self, difference):
        """Whether a difference is at most 1 % of the leader's mean."""
        return abs(difference) <= CLOSE * abs(self.mean)

    @property
    def near(self):
        """The lines whose means are close to the leader's."""
        return tuple(name for name, interval in self.above.items() if self.close(interval.difference))

    @property
    def tied(self):
        """The lines that are close to the leader and not distinguished from it."""
        return tuple(name for name in self.near if self.above[name].verdict is False)

    @property
    def unclear(self):
        """The lines that are not distinguished from the leader although their means are not close."""
        return tuple(
            name for name, above in self.above.items() if above.verdict is False and not self.close(above.difference)
        )

    @property
    def ahead(self):
        """Whether the leader is distinguished from all others."""
        return bool(self.above) and all(interval.verdict for interval in self.above.values())


def comparisons(values):
    """How many differences the intervals of a grid hold for: of all pairs of lines, and of each line to a reference."""
    return sum(len(lines) * (len(lines) + 1) // 2 for lines in values.values())


def leaders(values) -> dict[int, Leader]:
    """The leader at each code dimension, from a measure by code dimension, line and seed; lower is better."""
    many = comparisons(values)
    return {dimension: leader(lines, many) for dimension, lines in values.items()}


def leader(lines, many):
    """The leader of some lines at one code dimension, in a grid with that many comparisons."""
    first = min(lines, key=lambda name: mean(lines[name].values()))
    above = {
        name: interval(
            [lines[name][seed] - lines[first][seed] for seed in lines[name].keys() & lines[first].keys()], many
        )
        for name in lines
        if name != first
    }
    return Leader(first, mean(lines[first].values()), above)


def interval(differences, many):
    """The interval of a mean difference over the seeds, one of many that hold simultaneously."""
    middle, n = mean(differences), len(differences)
    if n < ENOUGH:
        return Interval(middle, None, None)
    half = float(quantile(n, 1 - LEVEL / many)) * stdev(differences) / n**0.5
    return Interval(middle, middle - half, middle + half)


def quantile(n, confidence):
    """The (1 + confidence) / 2 quantile of Student's t with n - 1 degrees of freedom; nan for n = 1.

    With this quantile q, the mean of n values with standard deviation sd is in mean ± q sd / √n, and one more value in
    mean ± q sd √(1 + 1/n) (Hahn and Meeker, Statistical Intervals, 1991, chapter 4).
    """
    return stdtrit(n - 1, (1 + confidence) / 2)
