"""What the page says: known sentences, and for random grids a second, slow reading of each of them."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autogrid.findings.grid_findings import sentences
from autogrid.findings.lines import contest, minimised, plus_minus, series
from autogrid.findings.recovery import recovery
from autogrid.measure.convergence import OUTCOMES
from autogrid.measure.selection import select
from support.cells import baselines, cell, seeds
from support.reading import Reading

A, B, C = "relu → sigmoid", "sigmoid → relu", "linear → sigmoid"
VARIANTS = ["hidden 512-256-128", "noise 0.25", "adadelta", "rate 0.0003", "batch 1024"]
LOSSES = ["binary_crossentropy", "mean_squared_error", "cosine_similarity"]


def said(cells, about="", reference=None):
    """The sentences that have a word, in order."""
    found = sentences(cells, reference or baselines(), 5000)
    return [text for part in found[:3] for text in part if about in text]


def read(cells, reference=None):
    """All sentences, each held against the cells."""
    reading = Reading(cells, reference or baselines(), 5000)
    found = said(cells, "", reference)
    for text in found:
        reading.check(text)
    assert len(set(found)) == len(found)
    return found


@st.composite
def grids(draw):
    """A grid of made-up cells, some of whose values are equal or nearly so, and what it is compared with."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    dimensions = sorted(rng.choice(np.arange(1, 785), draw(st.integers(1, 15)), replace=False).tolist())
    runs, kind = draw(st.integers(1, 7)), draw(st.sampled_from(["apart", "close", "equal"]))
    pairs = list(itertools.product(["relu", "elu", "sigmoid", "tanh", "linear"], ["sigmoid", "relu", "softplus"]))
    words = VARIANTS[: draw(st.integers(0, 5))]
    lines = [", ".join([f"{a} → {b}", *words]) for a, b in pairs][: draw(st.integers(1, 15))]
    losses = draw(st.lists(st.sampled_from(LOSSES), min_size=1, max_size=2))
    noisy = draw(st.sampled_from([[], ["0.5"], ["0.25", "0.5"]]))
    patience, ends = draw(st.sampled_from([None, 5])), draw(st.lists(st.sampled_from([*OUTCOMES, None]), min_size=1))
    dying, published = draw(st.floats(0, 1)), draw(st.sampled_from([0, 0.05, 1]))
    spread = {"apart": 0.5, "close": 0.002, "equal": 0}[kind]
    cells = []
    for line, d in itertools.product(lines, dimensions):
        centre, mse = (0.07 + 0.2 / d**0.3) * np.exp(spread * rng.normal(size=2)), 10 ** rng.uniform(-5, 0)
        for seed in range(runs):
            error, other = centre * np.exp(0.01 * rng.normal(size=2) * rng.integers(0, 2))
            measures = {"error": float(error), "excess": float(error) - 0.06, "mse": float(mse * other)}
            restored = {share: {n: float(v * (1 + 0.1 * rng.random())) for n, v in measures.items()} for share in noisy}
            cells.append(
                cell(
                    d,
                    line,
                    measures["error"],
                    seed,
                    measures["mse"],
                    losses[lines.index(line) % len(losses)],
                    noisy=restored,
                    published_error=float(rng.uniform(0.1, 1)) if rng.random() < published else None,
                    outcome=ends[int(rng.integers(len(ends)))],
                    patience=patience,
                    dead_outputs=int(rng.integers(1, 785)) if rng.random() < dying else 0,
                    inactive_units=int(rng.integers(0, d + 1)) if rng.random() < dying else 0,
                )
            )
    pca = {d: (float(rng.uniform(0.06, 0.4)), 10 ** rng.uniform(-5, 0)) for d in dimensions if rng.random() < 0.8}
    return cells, baselines(pca, draw(st.sampled_from([0.1, 0.26])))


@settings(max_examples=80, deadline=None, derandomize=True)
@given(grids())
def test_every_sentence_on_any_grid_is_true_of_its_numbers(grid):
    read(*grid)


def test_a_false_sentence_does_not_pass_the_second_reading():
    cells = [cell(2, A, 0.2), cell(8, A, 0.1), cell(2, B, 0.3), cell(8, B, 0.2)]
    reading = Reading(cells, baselines(), 5000)
    for text in said(cells):
        for word, other in ((A, B), (" 8", " 2"), ("better", "worse"), ("0.1000", "0.1300"), ("4 ", "3 ")):
            if word in text and "seeds or more" not in text:
                with pytest.raises((AssertionError, KeyError)):
                    reading.check(text.replace(word, other, 1))


def test_the_answer_is_two_sentences_on_how_much_and_which():
    cells = [cell(2, A, 0.2), cell(8, A, 0.1), cell(2, B, 0.3), cell(8, B, 0.2)]
    assert sentences(cells, baselines(), 5000).answer == [
        "With relu → sigmoid, a code of 8 numbers (1.0 % of the pixel values) recovers 80 % of what the mean image "
        "misses (PCA: 55 %), and one of 2 recovers 30 % (PCA: 5.0 %).",
        "relu → sigmoid has the lowest binary cross-entropy of the autoencoders at every code dimension: "
        "0.2000 nats per pixel at d' = 2 "
        "and 0.1000 at d' = 8.",
    ]
    read(cells)


def test_a_table_has_what_leader_and_pca_recover_at_each_dimension():
    lines = series([cell(2, A, 0.16), cell(8, A, 0.06), cell(2, B, 0.3), cell(8, B, 0.2)])
    first, second = recovery(contest(lines, minimised(lines)), baselines({2: (0.21, 0.05)}))
    assert (first.dimension, first.line, second.leader, second.pca) == (2, A, 1, None)
    assert (first.leader, first.pca, first.size) == pytest.approx((0.5, 0.25, 2 / 784))


@pytest.mark.parametrize(
    ("errors", "text"),
    [
        ([0.2], ""),
        ([0.2, 0.2], " ± 0.0"),
        ([0.2, 0.3], " ± 0.071"),
        ([0.2, 0.20013], " ± 0.000092"),
        ([0.2, 0.21269], " ± 0.0090"),
    ],
)
def test_a_standard_deviation_has_two_digits_and_no_exponent(errors, text):
    assert plus_minus(dict(enumerate(seeds(8, A, errors)))) == text


def test_a_single_cell_has_no_leader():
    found = read([cell(8, A, 0.1)])
    assert found[1] == (
        "relu → sigmoid is the only line of this grid: its test binary cross-entropy is 0.1000 nats per pixel at "
        "d' = 8."
    )
    assert not any("lead" in text or "chance" in text for text in found)


def test_two_seeds_tell_nothing_apart_and_equal_nothing():
    cells = [
        *seeds(64, A, [0.0980, 0.0988]),
        *seeds(64, B, [0.53, 0.54]),
        *seeds(2, A, [0.24, 0.25]),
        *seeds(2, B, [1, 1.1]),
    ]
    found = read(cells)
    assert "2 seeds cannot tell a difference from chance: that takes 5 seeds or more." in found
    assert not any(word in text for text in found for word in ("tied", "no different", "not distinguished"))


def test_a_clear_lead_a_tie_and_what_the_seeds_cannot_tell_are_three_things():
    noise = np.random.default_rng(0).normal(0, 0.001, 10)
    lead = [*seeds(2, A, 0.2 + noise), *seeds(2, B, 0.23 + noise[::-1])]
    tie = [*seeds(2, A, 0.2 + noise), *seeds(2, B, 0.2002 + noise[::-1])]
    wide = [*seeds(2, A, 0.2 + 30 * noise), *seeds(2, B, 0.21 + 30 * noise[::-1])]
    assert any("more than chance explains" in text for text in read(lead))
    assert (
        "At d' = 2, sigmoid → relu is tied with relu → sigmoid: within 1 % of it, and not distinguished from it by 10 "
        "seeds." in read(tie)
    )
    assert any("but not distinguished from it by 10 seeds" in text for text in read(wide))
    assert not any("tied" in text for text in read(wide))


def test_small_errors_are_printed_and_compared_with_all_their_digits():
    cells = [cell(2, line, 0.2, mse=mse, loss="mean_squared_error") for line, mse in ((A, 0.00016), (B, 0.00021))]
    found = read(cells)
    assert any("relu → sigmoid has the lowest" in text and ": 0.0001600 per pixel at d' = 2." in text for text in found)
    assert not any("within" in text for text in found if "PCA" not in text)


def test_another_leader_by_squared_error_is_named():
    cells = [cell(2, A, 0.2, mse=0.03), cell(2, B, 0.3, mse=0.02)]
    assert "By mean squared error, sigmoid → relu at d' = 2 is ahead of that leader." in read(cells)
    assert not said([cell(2, A, 0.2), cell(2, B, 0.3)], "By mean squared error,")


def test_the_best_is_held_against_pca_by_both_measures():
    cells = [cell(2, A, 0.2, mse=0.06), cell(8, A, 0.2, mse=0.03)]
    assert [text for text in read(cells) if text.startswith("Against PCA")] == [
        "Against PCA of 5,000 training images, the best autoencoder is better at d' = 2; worse at d' = 8, "
        "by binary cross-entropy.",
        "Against PCA of 5,000 training images, the best autoencoder is within 1 % at d' = 8; worse at d' = 2, "
        "by mean squared error.",
    ]
    assert not said(cells, "PCA", baselines({}))


@pytest.mark.parametrize(("last", "change"), [(0.08, "−50 %"), (0.38, "+100 %"), (0.14, "0 %")])
def test_two_doublings_change_the_excess_by_the_square_of_one(last, change):
    found = read([cell(2, A, 0.14), cell(8, A, last)])
    assert f"With relu → sigmoid, a doubling of d' changes the excess error by {change}." in found


def test_a_paragraph_on_convergence_counts_each_training_once():
    ends = ["improving", "improving", "overfit", "plateau", "stopped by patience"]
    cells = [cell(2**i, A, 0.2, outcome=outcome, patience=5) for i, outcome in enumerate(ends)]
    found = read(cells)
    assert (
        "Of 5 trainings, 2 were still improving, 1 ended with nearly the same reconstruction for every image, 1 had "
        "overfitted and 1 was stopped by patience."
    ) in found
    assert "The training had converged." in read([cell(2, A, 0.2)])
    assert "Both trainings were still improving." in read([cell(d, A, 0.2, outcome="improving") for d in (2, 8)])


def test_other_losses_are_counted():
    cells = [cell(2, A, 0.2), cell(2, f"{A}, mean squared error", 0.3, loss="mean_squared_error")]
    assert "1 of 2 trainings minimised mean squared error, not binary cross-entropy." in read(cells)
    cells = [cell(d, A, 0.2, mse=0.02, loss="cosine_similarity") for d in (2, 8)]
    assert "Both trainings minimised cosine similarity, not binary cross-entropy." in read(cells)


def test_lines_with_commas_are_written_without_them():
    found = read([cell(2, f"{A}, hidden 64-32, noise 0.5", 0.2), cell(2, B, 0.3)])
    assert found[1].startswith("relu → sigmoid (hidden 64-32; noise 0.5) has the lowest")


def test_denoisers_are_compared_on_noisy_images():
    def noisy(error):
        return {"0.5": {"error": error, "excess": error - 0.06, "mse": 0.1}}

    found = read([cell(2, A, 0.2, noisy=noisy(0.3)), cell(2, B, 0.25, noisy=noisy(0.21))])
    assert (
        "On test images with 50 % of the pixel values at 0, "
        "sigmoid → relu has the lowest binary cross-entropy of the autoencoders at d' = 2."
    ) in found


def test_what_fails_is_named_with_its_worst_case():
    alive = [cell(2, A, 0.2), cell(8, A, 0.15), cell(2, C, 0.3), cell(8, C, 0.2)]
    assert not said(alive, "die") and not said(alive, "inactive")
    dead = [*alive, cell(2, B, 0.9, dead_outputs=468), cell(8, B, 0.9, dead_outputs=4, inactive_units=4)]
    found = read(dead)
    assert "Output units die with sigmoid → relu, at most 468 of 784 at d' = 2." in found
    assert any(
        text.startswith("At least half of the code units are inactive with sigmoid → relu at d' = 8:") for text in found
    )


def test_the_largest_difference_to_the_published_errors_is_named():
    cells = [cell(2, A, 0.11, published_error=0.1), cell(8, A, 0.08, published_error=0.1), cell(8, B, 0.3)]
    found = read([*cells, cell(2, B, 0.3)])
    assert (
        "Errors differ from the 2 published for this protocol by 15.0 % in the median; the largest difference is −20 % "
        "(relu → sigmoid at d' = 8)."
    ) in found


def test_four_hundred_configurations_are_few_sentences():
    pairs = [f"{a} → {b}" for a, b in itertools.product("abcdefgh", "stuvwxyz")][:50]
    rng = np.random.default_rng(0)
    cells = [
        cell(d, pair, float(e), dead_outputs=3) for d in range(1, 9) for pair, e in zip(pairs, rng.random(50) + 0.1)
    ]
    assert len(read(cells)) <= 12


def test_what_validation_left_out_is_not_compared_but_counted():
    cells = {}
    for line, rates in {A: (0.5, 0.2), B: (0.3, 0.4)}.items():
        for i, loss in enumerate(rates):
            cells[f"{line} {i}"] = cell(2, line, 1 - loss, val_loss=loss)  # test errors would choose the others
            cells[f"{line} {i}"]["configuration"]["learning_rate"] = 10.0**-i
    found = list(select(cells).values())
    assert [c["selected"] for c in found] == [False, True, True, False]
    told = read(found)
    assert any(
        "sigmoid → relu has the lowest" in text and ": 0.7000 nats per pixel at d' = 2." in text for text in told
    )
    assert any(text.startswith("Of 4 trainings, the 2 with the lowest validation loss") for text in told)
    assert not any("one learning rate" in text for text in told)
