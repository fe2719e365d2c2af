import csv

import pytest

from autogrid.measure.convergence import (
    CONVERGED,
    IMPROVING,
    OVERFIT,
    PLATEAU,
    STOPPED,
    convergence,
    read_history,
)


def history(losses, every=1):
    return [
        {"epoch": i, "loss": 1} | ({"val_loss": loss} if i % every == 0 else {})
        for i, loss in enumerate(losses, start=1)
    ]


def ended(losses, floor=0.0, epochs=None, patience=None, output_variance=0.9, every=1):
    return convergence(history(losses, every), epochs or len(losses), patience, floor, output_variance)


def test_the_fall_is_that_of_the_last_ten_epochs_relative_to_what_is_left():
    found = ended([1.0] * 10 + [0.8] * 5 + [0.6] * 5, floor=0.2)
    assert found == {
        "epochs_trained": 20,
        "lowest_epoch": 16,
        "val_loss": 0.6,
        "val_fall": pytest.approx(1),
        "val_rise": 0,
        "outcome": IMPROVING,
    }


def test_of_many_epochs_it_is_that_of_the_last_tenth():
    assert ended([1.0] * 270 + [0.5] * 10 + [0.4] * 20)["val_fall"] == pytest.approx(0.6 / 0.4)


@pytest.mark.parametrize(("last", "outcome"), [(0.9905, CONVERGED), (0.9895, IMPROVING), (1.2, OVERFIT)])
def test_a_hundredth_of_what_is_left_is_no_change(last, outcome):
    assert ended([1.0] * 10 + [last] * 10)["outcome"] == outcome
    assert ended([1.5] * 10 + [0.5 + last] * 10, floor=0.5)["outcome"] == outcome  # an error above its floor


@pytest.mark.parametrize("shift", [-3.0, -1.0, 0.0, 5.0])
def test_a_loss_of_any_sign_is_read_in_the_same_way(shift):
    falling = [1 - 0.02 * epoch for epoch in range(30)]
    flat, rising = [0.5] * 30, [1.0, 0.5] + [0.5 + 0.01 * epoch for epoch in range(28)]
    for losses, outcome in ((falling, IMPROVING), (flat, CONVERGED), (rising, OVERFIT)):
        assert ended([loss + shift for loss in losses], floor=shift)["outcome"] == outcome


def test_a_loss_that_jumps_at_the_end_is_not_overfitting():
    assert ended([1.0] * 10 + [0.995, 1.0] * 5)["outcome"] == CONVERGED
    assert ended([0.5] * 10 + [0.499] * 8 + [0.7, 0.6])["outcome"] == CONVERGED


def test_overfitting_is_judged_from_the_best_epoch_however_long_ago_that_was():
    found = ended([0.5, 0.3] + [0.4] * 40)
    assert found["outcome"] == OVERFIT and found["lowest_epoch"] == 2
    assert found["val_rise"] == pytest.approx(1 / 3) and found["val_fall"] == 0
    assert found["val_loss"] == 0.4  # of the last weights, which are kept


def test_with_patience_a_training_keeps_its_best_weights_and_does_not_overfit():
    stopped = ended([0.5, 0.3] + [0.4] * 20, epochs=100, patience=20)
    assert (stopped["outcome"], stopped["val_loss"]) == (STOPPED, 0.3)
    finished = ended([0.5, 0.3] + [0.4] * 20, patience=30)
    assert (finished["outcome"], finished["val_loss"]) == (CONVERGED, 0.3)


def test_stopped_before_the_window_of_the_end_is_stopped_all_the_same():
    assert ended([0.5, 0.4, 0.4, 0.4], epochs=50, patience=2)["outcome"] == STOPPED


def test_the_same_reconstruction_for_every_image_is_a_plateau_however_the_training_ended():
    assert ended([0.26] * 20, output_variance=1e-5)["outcome"] == PLATEAU
    assert ended([0.26] * 20, epochs=90, patience=10, output_variance=1e-5)["outcome"] == PLATEAU
    assert ended([0.5] * 10 + [0.3] * 10, output_variance=1e-5)["outcome"] == IMPROVING  # not flat yet


def test_a_loss_below_that_of_a_perfect_reconstruction_is_measured_by_its_range():
    assert ended([1.0] * 10 + [0.2] * 10, floor=0.9)["outcome"] == IMPROVING
    assert ended([0.3] * 10 + [0.6] * 10, floor=0.9)["outcome"] == OVERFIT
    assert ended([0.3] * 20, floor=0.9)["outcome"] == CONVERGED


def test_too_few_validations_tell_nothing():
    assert ended([1.0] * 10)["outcome"] is None
    found = ended([1.0] * 15, every=20)
    assert found["outcome"] is found["lowest_epoch"] is found["val_loss"] is None


def test_a_history_is_read_as_it_was_written(tmp_path):
    file = tmp_path / "history.csv"
    with file.open("w", newline="") as lines:
        table = csv.DictWriter(lines, ["epoch", "loss", "val_loss", "val_images"])
        table.writeheader()
        table.writerows([{"epoch": 1, "loss": 0.5}, {"epoch": 2, "loss": 0.4, "val_loss": 0.45, "val_images": 50}])
    assert read_history(file) == [
        {"epoch": 1, "loss": 0.5},
        {"epoch": 2, "loss": 0.4, "val_loss": 0.45, "val_images": 50},
    ]
