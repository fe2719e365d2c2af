"""Verdicts on lines of a grid: how often they are false, and whether they find what is there."""

import numpy as np
import pytest
from scipy.stats import ttest_rel

from autogrid.measure.comparison import ENOUGH, LEVEL, comparisons, interval, leader, leaders

DIMENSIONS = (2, 8)


def grid(rng, lines, seeds, means=None, spreads=None, draw=None):
    """Errors by code dimension, line and seed: normal, unless drawn otherwise, with a spread for each line."""
    draw = draw or rng.standard_normal
    means, spreads = means or [0] * lines, spreads or [0.01] * lines
    return {
        d: {f"line {i}": dict(enumerate((1 + means[i] + spreads[i] * draw(seeds)).tolist())) for i in range(lines)}
        for d in DIMENSIONS
    }


def any_verdict(values):
    """Whether the leader anywhere is told from any other line."""
    return any(above.verdict for found in leaders(values).values() for above in found.above.values())


def share_of_false_verdicts(lines, seeds, grids=400, **how):
    rng = np.random.default_rng([lines, seeds])
    draw = how.pop("draw", None)
    return np.mean([any_verdict(grid(rng, lines, seeds, draw=draw and draw(rng), **how)) for _ in range(grids)])


@pytest.mark.parametrize("seeds", [5, 10])
@pytest.mark.parametrize("lines", [3, 10, 30])
def test_of_grids_with_equal_lines_at_most_one_in_twenty_has_a_false_verdict(lines, seeds):
    grids = 400 if lines < 30 else 100
    found = share_of_false_verdicts(lines, seeds, grids)
    assert found <= LEVEL + 2 * np.sqrt(LEVEL * (1 - LEVEL) / grids)


@pytest.mark.parametrize("seeds", [5, 10])
def test_nor_have_more_if_the_spread_of_lines_differs_a_hundredfold_or_tails_are_heavy(seeds):
    limit = LEVEL + 2 * np.sqrt(LEVEL * (1 - LEVEL) / 400)
    assert share_of_false_verdicts(10, seeds, spreads=np.geomspace(1e-4, 1e-2, 10).tolist()) <= limit
    assert share_of_false_verdicts(10, seeds, draw=lambda rng: lambda n: rng.standard_t(3, n)) <= limit


@pytest.mark.parametrize(("lines", "seeds", "apart"), [(3, 5, 8), (10, 5, 16), (3, 10, 3), (30, 10, 6)])
def test_differences_of_some_standard_deviations_are_found(lines, seeds, apart):
    rng, found = np.random.default_rng(1), 0
    for _ in range(60):
        values = grid(rng, lines, seeds, means=[0, *[0.01 * apart] * (lines - 1)])
        found += np.mean([of.line == "line 0" and of.ahead for of in leaders(values).values()])
    assert found / 60 > 0.5
    if lines == 3:
        assert found / 60 > 0.8


def test_an_interval_is_that_of_a_paired_t_test_at_a_level_for_all_comparisons():
    first, second = np.random.default_rng(0).normal([[0.1], [0.12]], 0.01, (2, 6))
    found = interval((second - first).tolist(), 7)
    wanted = ttest_rel(second, first).confidence_interval(1 - LEVEL / 7)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))
    assert found.difference == pytest.approx(np.mean(second - first))


def test_all_pairs_at_all_dimensions_and_each_line_against_a_reference_are_counted():
    values = grid(np.random.default_rng(0), 4, 2)
    assert comparisons(values) == 2 * (6 + 4)


def test_below_five_seeds_there_is_no_verdict():
    far = {"a": dict.fromkeys(range(ENOUGH - 1), 0.1), "b": dict.fromkeys(range(ENOUGH - 1), 0.9)}
    found = leader(far, 1)
    assert found.above["b"].verdict is None
    assert not (found.ahead or found.tied or found.unclear or found.near)


@pytest.mark.parametrize(
    ("second", "kind"),
    [
        ([0.1001, 0.1011, 0.0991, 0.1002, 0.0996], "tied"),
        ([0.11, 0.16, 0.05, 0.13, 0.10], "unclear"),
        ([0.20, 0.21, 0.19, 0.20, 0.20], "ahead"),
    ],
)
def test_a_tie_is_close_and_not_told_apart_and_what_is_only_not_told_apart_is_no_tie(second, kind):
    first = [0.1000, 0.1010, 0.0990, 0.1003, 0.0995]
    found = leader({"a": dict(enumerate(first)), "b": dict(enumerate(second))}, 1)
    assert {"tied": found.tied, "unclear": found.unclear, "ahead": found.ahead}[kind]
    assert sum(map(bool, (found.tied, found.unclear, found.ahead))) == 1


def test_equal_differences_in_all_seeds_have_an_interval_without_width():
    found = leader({"a": dict.fromkeys(range(5), 0.25), "b": dict.fromkeys(range(5), 0.5)}, 100)
    assert found.ahead
    assert not leader({"a": dict.fromkeys(range(5), 0.25), "b": dict.fromkeys(range(5), 0.25)}, 100).ahead


def test_seeds_that_only_one_line_has_are_not_compared():
    found = leader({"a": dict(enumerate([0.1] * 9)), "b": {seed: 0.2 for seed in range(7, 12)}}, 1)
    assert found.above["b"].verdict is None
