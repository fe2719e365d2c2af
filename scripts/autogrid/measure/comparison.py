"""Which line is best at a code dimension, and whether chance would explain it."""

from statistics import mean
from typing import NamedTuple

from scipy.stats import ttest_1samp, ttest_rel

LEVEL = 0.05  # of the test, for all comparisons at a code dimension together


class Best(NamedTuple):
    """The line with the lowest mean, the others that chance may have put behind it, and the seeds that were compared.

    With one seed nothing is tested: what is equal to four decimals is a tie.
    """

    line: str
    ties: tuple
    seeds: int


def best(values):
    """The best of some lines at one code dimension.

    A line is behind if it is so by more than chance explains: by a paired t-test over the seeds, two-sided,
    at a level of 5 % divided by the number of comparisons (Bonferroni).

    Parameters
    ----------
    values : dict of str to dict
        Of each line a measure by seed; the lower, the better.
    """
    line = min(values, key=lambda name: mean(values[name].values()))
    others = [name for name in values if name != line]
    ties = tuple(name for name in others if not differ(values[line], values[name], LEVEL / len(others)))
    return Best(line, ties, min(len(seeds) for seeds in values.values()))


def differ(first, second, level):
    """Whether two lines differ by more than chance explains, over the seeds that both have; one seed, in print."""
    seeds = sorted(first.keys() & second.keys())
    pairs = [(first[seed], second[seed]) for seed in seeds]
    if len({a - b for a, b in pairs}) == 1:  # one seed, or the same difference in all of them
        return in_print(pairs[0][0]) != in_print(pairs[0][1])
    return bool(ttest_rel(*zip(*pairs)).pvalue < level) if pairs else False


def differ_from(values, reference):
    """Whether a line, by seed, differs from a number by more than chance explains; one seed, in print."""
    values = list(values.values())
    if len(set(values)) == 1:
        return in_print(values[0]) != in_print(reference)
    return bool(ttest_1samp(values, reference).pvalue < LEVEL)


def in_print(value):
    """A measure as tables print it."""
    return f"{value:.4f}"
