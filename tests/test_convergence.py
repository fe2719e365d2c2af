import csv

import pytest

from autogrid.measure.convergence import convergence, read_history


def history(losses, every=1):
    return [
        {"epoch": i, "loss": 1} | ({"val_loss": loss} if i % every == 0 else {})
        for i, loss in enumerate(losses, start=1)
    ]


def test_the_fall_is_that_of_the_last_ten_epochs():
    found = convergence(history([1.0] * 10 + [0.8] * 5 + [0.5] * 5))
    assert found == {"epochs_trained": 20, "lowest_epoch": 16, "val_fall": 0.5, "converged": False}


def test_of_many_epochs_it_is_that_of_the_last_tenth():
    losses = [1.0] * 270 + [0.5] * 10 + [0.4] * 20
    assert convergence(history(losses))["val_fall"] == pytest.approx(0.6)


@pytest.mark.parametrize(("last", "converged"), [(0.996, True), (0.994, False), (1.2, True)])
def test_less_than_half_a_percent_is_the_end(last, converged):
    assert convergence(history([1.0] * 10 + [last] * 10))["converged"] is converged


def test_too_few_validations_tell_nothing():
    assert convergence(history([1.0] * 10))["converged"] is None
    assert convergence(history([1.0] * 15, every=20))["lowest_epoch"] is None


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
