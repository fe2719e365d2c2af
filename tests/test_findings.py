import pytest

from autogrid.measure.findings import best, sentences, series

LINEAR = {2: 0.25, 8: 0.15}


def cell(dimension, encoder, error, seed=0, dead=0, collapsed=0, published=None):
    return {
        "configuration": {"dimension": dimension, "seed": seed},
        "line": f"{encoder} → sigmoid",
        "error": error,
        "dead_outputs": dead,
        "collapsed_codes": collapsed,
        "compression_ratio": dimension / 784,
        "published_error": published,
    }


def test_one_winner_is_said_to_be_best_everywhere_and_two_to_be_best_somewhere():
    everywhere = [cell(2, "relu", 0.2), cell(8, "relu", 0.1), cell(2, "tanh", 0.3), cell(8, "tanh", 0.2)]
    assert sentences(everywhere, LINEAR)[0] == (
        "relu → sigmoid has the lowest test error at every code dimension: "
        "0.2000 nats a pixel at d' = 2, 0.1000 at d' = 8."
    )
    somewhere = [cell(2, "relu", 0.4), *everywhere[1:]]
    assert sentences(somewhere, LINEAR)[0] == (
        "The lowest test error is that of tanh → sigmoid at d' = 2; of relu → sigmoid at d' = 8."
    )


def test_the_best_is_found_by_the_mean_over_the_seeds():
    cells = [cell(2, "relu", 0.1), cell(2, "relu", 0.5, seed=1), cell(2, "tanh", 0.2), cell(2, "tanh", 0.3, seed=1)]
    assert best(series(cells)) == {2: "tanh → sigmoid"}


@pytest.mark.parametrize(("last", "said"), [(0.1, "−50 %"), (0.9, "+50 %")])
def test_two_doublings_change_the_error_by_the_square_of_one(last, said):
    (doubling,) = [
        text for text in sentences([cell(2, "relu", 0.4), cell(8, "relu", last)], LINEAR) if "doubling" in text
    ]
    assert doubling == f"Each doubling of d' changes the error on average by {said} with relu → sigmoid."


def test_dead_outputs_are_told_only_where_there_are_any():
    alive = [cell(2, "relu", 0.2), cell(2, "tanh", 0.3)]
    assert not any("dead" in text for text in sentences(alive, LINEAR))
    (dead,) = [text for text in sentences([*alive, cell(2, "elu", 0.9, dead=468)], LINEAR) if "dead" in text]
    assert dead.startswith("468 of 784 output units are dead with elu → sigmoid, and none with the others.")
    assert "16.1 nats" in dead


def test_collapsed_codes_are_told_where_they_are_half_of_the_units_or_more():
    cells = [cell(2, "tanh", 0.3, collapsed=2), cell(8, "tanh", 0.2, collapsed=3), cell(8, "relu", 0.1, collapsed=4)]
    (collapsed,) = [text for text in sentences(cells, LINEAR) if "collapsed" in text]
    assert collapsed.startswith(
        "At least half of the code units have collapsed with "
        "tanh → sigmoid at d' = 2 (100 %) and relu → sigmoid at d' = 8 (50 %): "
    )
    assert not any("collapsed" in text for text in sentences([cell(8, "relu", 0.1, collapsed=3)], LINEAR))


def test_the_largest_difference_to_the_published_errors_is_named():
    cells = [cell(2, "relu", 0.11, published=0.1), cell(8, "relu", 0.08, published=0.1), cell(8, "tanh", 0.3)]
    assert sentences(cells, LINEAR)[-1] == (
        "The errors differ from the 2 published ones by 15.0 % in the median; "
        "the largest difference is −20 % with relu → sigmoid at d' = 8."
    )


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ((0.2, 0.1), "That is less than what the best linear code, PCA, loses: 0.2500 at d' = 2, 0.1500 at d' = 8."),
        ((0.3, 0.2), "The best linear code, PCA, loses less at every code dimension: "),
        ((0.2, 0.2), "The best linear code, PCA, loses more at d' = 2 and less at d' = 8: "),
    ],
)
def test_the_best_is_held_against_the_best_linear_code(errors, said):
    cells = [cell(dimension, "relu", error) for dimension, error in zip((2, 8), errors)]
    assert sentences(cells, LINEAR)[1].startswith(said)
    assert not any("PCA" in sentence for sentence in sentences(cells, {}))
