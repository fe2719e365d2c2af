"""What twice the code buys."""

import math
from itertools import pairwise

from autogrid.findings.lines import average
from autogrid.findings.wording import name, signed


def doubling(contest):
    """By how much each doubling of the code changes the error of the line that leads at the largest code."""
    measure = "excess" if contest.measure.name == "error" else contest.measure.name
    line = contest.leaders[contest.dimensions[-1]].line
    factors = per_doubling({d: average(cells, measure) for d, cells in contest.lines[line].items()})
    if not factors:
        return ""
    changes = list(dict.fromkeys(signed(factor - 1) for factor in (max(factors), min(factors))))
    what = "excess error" if measure == "excess" else contest.measure.quantity
    return f"With {name(line)}, a doubling of d' changes the {what} by {' to '.join(changes)}."


def per_doubling(means):
    """By which factor a measure changes per doubling of the code, from one code to the next at least twice as large.

    Closer codes tell nothing about a doubling.
    """
    chain = []
    for dimension in means:
        if not chain or dimension >= 2 * chain[-1]:
            chain.append(dimension)
    steps = [(second / first, means[first], means[second]) for first, second in pairwise(chain)]
    return [(after / before) ** (1 / math.log2(times)) for times, before, after in steps if before > 0 and after > 0]
