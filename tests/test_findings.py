"""What the page says, each sentence against numbers computed in the test."""

import numpy as np
import pytest

from autogrid.findings.grid_findings import minimised, sentences, series, winners
from autogrid.measure.comparison import best, differ, differ_from

FLOOR = 0.06
PCA = {2: {"error": 0.25, "mse": 0.05}, 8: {"error": 0.15, "mse": 0.03}}


def cell(dimension, encoder, error, seed=0, mse=None, loss="binary_crossentropy", **more):
    return {
        "configuration": {"dimension": dimension, "seed": seed, "loss": loss},
        "line": f"{encoder} → sigmoid",
        "error": error,
        "excess": error - FLOOR,
        "mse": error / 10 if mse is None else mse,
        "dead_outputs": 0,
        "collapsed_codes": 0,
        "compression_ratio": dimension / 784,
        "published_error": None,
        "noisy": {},
        "converged": True,
        "val_fall": 0.0,
        "lowest_epoch": 50,
    } | more


def said(cells, about, pca=PCA):
    """The sentences that have a word."""
    return [text for text in sentences(cells, {"PCA": pca, "floor": FLOOR}, 5000) if about in text]


def seeds(dimension, encoder, errors, **more):
    return [cell(dimension, encoder, error, seed, **more) for seed, error in enumerate(errors)]


def test_a_single_cell_is_told_without_a_winner():
    assert (
        said([cell(8, "relu", 0.1)], "")[0]
        == "relu → sigmoid has a test cross-entropy of 0.1000 nats a pixel at d' = 8."
    )


def test_single_runs_have_a_lowest_error_and_no_significance():
    cells = [cell(2, "relu", 0.2), cell(8, "relu", 0.1), cell(2, "tanh", 0.3), cell(8, "tanh", 0.2)]
    (answer,) = said(cells, "ahead")
    assert answer == (
        "By test cross-entropy, relu → sigmoid is ahead at every code dimension, d' = 2, 8: 0.2000 nats a pixel at "
        "d' = 2 and 0.1000 nats a pixel at d' = 8. These are single runs: how much of a difference is chance, "
        "only more seeds can tell."
    )


def test_what_prints_alike_is_tied():
    cells = [cell(2, "relu", 0.20001), cell(2, "tanh", 0.20002), cell(2, "elu", 0.3)]
    (answer,) = said(cells, "tied")
    assert answer.startswith("By test cross-entropy, relu → sigmoid and tanh → sigmoid are tied at d' = 2. ")


def test_two_winners_are_told_with_where_each_is_ahead():
    cells = [cell(2, "relu", 0.4), cell(8, "relu", 0.1), cell(2, "tanh", 0.3), cell(8, "tanh", 0.2)]
    (answer,) = said(cells, "ahead")
    assert answer.startswith(
        "By test cross-entropy, tanh → sigmoid is ahead at d' = 2 and relu → sigmoid is ahead at d' = 8. "
    )


def test_a_clear_difference_over_the_seeds_wins_and_one_that_chance_explains_is_a_tie():
    noise = np.random.default_rng(0).normal(0, 0.01, 10)
    clear = [*seeds(2, "relu", 0.2 + noise), *seeds(2, "tanh", 0.23 + noise[::-1])]
    (answer,) = said(clear, "seeds")
    assert answer.startswith("By the mean test cross-entropy of 10 seeds, relu → sigmoid is ahead at d' = 2")
    assert "paired t-test over the seeds tells from chance, at 5 %" in answer
    close = [*seeds(2, "relu", 0.2 + noise), *seeds(2, "tanh", 0.201 + noise[::-1])]
    assert said(close, "relu → sigmoid and tanh → sigmoid are tied at d' = 2")


def test_the_test_is_students_paired_t_at_a_level_for_all_comparisons():
    first = dict(enumerate([0.10, 0.12, 0.11, 0.13, 0.12]))
    second = dict(enumerate([0.13, 0.13, 0.13, 0.16, 0.13]))
    d = np.array(list(second.values())) - np.array(list(first.values()))
    t = d.mean() / (d.std(ddof=1) / np.sqrt(5))  # 4.47; a printed table has 2.776 for 5 % and 4.604 for 1 %
    assert 2.776 < t < 4.604
    assert differ(first, second, 0.05) and not differ(first, second, 0.01)
    far = {name: {seed: 1 + seed / 1000 for seed in range(5)} for name in "abcd"}
    assert best({"one": first, "two": second}).ties == ()
    assert best({"one": first, "two": second, **far}).ties == ("two",)  # 1 % for each of five comparisons


def test_seeds_that_only_one_line_has_are_not_compared():
    assert not differ({0: 0.1, 1: 0.2}, {2: 0.3, 3: 0.4}, 0.05)
    assert differ({0: 0.1, 1: 0.2}, {1: 0.3}, 0.05)  # one pair, by what is printed


def test_lines_are_held_against_a_number_without_seeds():
    assert differ_from({0: 0.1}, 0.2) and not differ_from({0: 0.10001}, 0.10002)
    assert differ_from({0: 0.10, 1: 0.11, 2: 0.10}, 0.2)
    assert not differ_from({0: 0.10, 1: 0.30, 2: 0.20}, 0.21)


def test_the_best_is_found_by_the_mean_over_the_seeds():
    cells = [*seeds(2, "relu", [0.1, 0.5]), *seeds(2, "tanh", [0.2, 0.3])]
    assert winners(series(cells), "error")[2].line == "tanh → sigmoid"


def test_another_winner_by_squared_error_is_told():
    cells = [cell(2, "relu", 0.2, mse=0.03), cell(2, "tanh", 0.3, mse=0.02)]
    assert said(cells, "By squared error") == ["By squared error it is another: tanh → sigmoid is ahead at d' = 2."]
    assert not said([cell(2, "relu", 0.2), cell(2, "tanh", 0.3)], "By squared error")


def test_what_was_minimised_is_what_is_compared():
    cells = [
        cell(2, encoder, 0.2, loss="mean_squared_error", mse=mse) for encoder, mse in (("relu", 0.04), ("elu", 0.03))
    ]
    assert minimised(cells) == "mse"
    answer, *others = said(cells, "")
    assert answer.startswith("By test squared error, elu → sigmoid is ahead at d' = 2: 0.0300 at d' = 2. ")
    assert (
        "Trained on mean squared error, autoencoders did not minimise the binary cross-entropy that errors are."
        in others
    )
    assert minimised([*cells, cell(2, "tanh", 0.1)]) == "error"


BOTH = (
    "by cross-entropy better at d' = 2 and worse at d' = 8; by squared error no different at d' = 8 and worse at d' = 2"
)


@pytest.mark.parametrize(
    ("errors", "mses", "verdict"),
    [
        ((0.2, 0.1), (0.04, 0.02), "by both measures better at every code dimension, d' = 2, 8"),
        ((0.3, 0.2), (0.06, 0.04), "by both measures worse at every code dimension, d' = 2, 8"),
        ((0.2, 0.2), (0.06, 0.03), BOTH),
    ],
)
def test_the_best_is_held_against_pca_by_both_measures(errors, mses, verdict):
    cells = [cell(d, "relu", error, mse=mse) for d, error, mse in zip((2, 8), errors, mses)]
    (sentence,) = said(cells, "PCA")
    assert sentence == (
        "Against PCA, the best linear code by squared error, fitted on the same 5,000 training images, "
        f"the best autoencoder is {verdict}."
    )
    assert not said(cells, "PCA", pca={})


@pytest.mark.parametrize(
    ("last", "change"),
    [(0.08, "−50 %"), (0.38, "+100 %")],  # an excess of 0.08, and after two doublings a quarter or four times of it
)
def test_two_doublings_change_the_excess_by_the_square_of_one(last, change):
    (sentence,) = said([cell(2, "relu", 0.14), cell(8, "relu", last)], "doubling")
    assert sentence == (
        "With relu → sigmoid, each doubling of d' changes the excess, its error above the 0.0600 nats that a perfect "
        f"reconstruction costs, by {change}."
    )


def test_a_range_of_doublings_is_told_as_one():
    cells = [cell(2, "relu", 0.26), cell(4, "relu", 0.16), cell(8, "relu", 0.085)]  # excess 0.2, 0.1, 0.025
    assert "by −50 % to −75 %." in said(cells, "doubling")[0]
    assert not said([cell(2, "relu", 0.2)], "doubling")


def test_unfinished_trainings_are_counted():
    unfinished = {"converged": False, "val_fall": 0.07}
    cells = [
        cell(2, "relu", 0.2, **unfinished),
        cell(8, "relu", 0.1, converged=False, val_fall=0.012),
        cell(8, "elu", 0.1),
    ]
    (sentence,) = said(cells, "improving")
    assert sentence.startswith("2 of 3 trainings were still improving: ")
    assert "fell by 1.2 to 7.0 %. More epochs would help" in sentence
    assert said([cell(2, "relu", 0.2)], "All 1 trainings had converged")
    assert not said([cell(2, "relu", 0.2, converged=None, val_fall=None)], "validation loss")


def test_overfitting_is_told_only_where_the_validation_loss_rose():
    cells = [cell(2, "relu", 0.2, val_fall=-0.02, lowest_epoch=30), cell(8, "relu", 0.1, val_fall=-0.004)]
    (sentence,) = said(cells, "overfit")
    assert sentence.startswith("1 of 2 trainings overfit") and sentence.endswith("it was lowest at epoch 30.")


def test_denoisers_are_compared_on_noisy_images():
    def noisy(error):
        return {"0.5": {"error": error, "excess": 0, "mse": 0}}

    cells = [cell(2, "relu", 0.2, noisy=noisy(0.3)), cell(2, "tanh", 0.25, noisy=noisy(0.21))]
    (sentence,) = said(cells, "black")
    assert sentence == (
        "By cross-entropy with the clean images, in restoring test images of which 50 % of the pixels are black, "
        "tanh → sigmoid is ahead at d' = 2."
    )


def test_dead_outputs_are_told_only_where_there_are_any():
    alive = [cell(2, "relu", 0.2), cell(2, "tanh", 0.3)]
    assert not said(alive, "dead")
    (dead,) = said([*alive, cell(2, "elu", 0.9, dead_outputs=468)], "dead")
    assert dead.startswith("468 of 784 output units are dead with elu → sigmoid, and none with the others.")
    assert "16.1 nats" in dead  # -log(1e-7)


def test_collapsed_codes_are_told_where_they_are_half_of_the_units_or_more():
    cells = [
        cell(2, "tanh", 0.3, collapsed_codes=2),
        cell(8, "tanh", 0.2, collapsed_codes=3),
        cell(8, "relu", 0.1, collapsed_codes=4),
    ]
    (collapsed,) = said(cells, "collapsed")
    assert collapsed.startswith(
        "At least half of the code units have collapsed with tanh → sigmoid at d' = 2 and relu → sigmoid at d' = 8: "
    )
    assert not said([cell(8, "relu", 0.1, collapsed_codes=3)], "collapsed")


def test_the_largest_difference_to_the_published_errors_is_named():
    cells = [
        cell(2, "relu", 0.11, published_error=0.1),
        cell(8, "relu", 0.08, published_error=0.1),
        cell(8, "tanh", 0.3),
    ]
    (sentence,) = said(cells, "published")
    assert sentence == (
        "The errors differ from the 2 published ones, trained by the same protocol, by 15.0 % in the median; "
        "the largest difference is −20 % with relu → sigmoid at d' = 8."
    )
    assert not said([cell(2, "relu", 0.1)], "published")
