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
    """By which factor a measure changes with each doubling of the code, for each step from one code to the next."""
    steps = pairwise(means.items())
    return [(b / a) ** (1 / math.log2(second / first)) for (first, a), (second, b) in steps if a > 0 and b > 0]
