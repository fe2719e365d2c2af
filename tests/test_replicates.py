import pandas as pd
import pytest

from summarise import replicates

AXES = ["dimension", "encoder"]


def summary(dimension, errors, published):
    columns = {"dimension": dimension, "encoder": "relu", "seed": range(len(errors)), "error": errors}
    return pd.DataFrame(columns | {"published_error": published})


def test_intervals_are_those_of_students_t():
    row = replicates(summary(2, [0.1, 0.2, 0.3, 0.4], 0.8), AXES).iloc[0]
    # by hand: sd² = (0.15² + 0.05² + 0.05² + 0.15²) / 3; t(0.975, 3) = 3.1824 from a printed table
    sd = (0.05 / 3) ** 0.5
    assert row[["dimension", "encoder", "n"]].tolist() == [2, "relu", 4]
    assert row["mean"] == pytest.approx(0.25)
    assert row["sd"] == pytest.approx(sd)
    assert row["mean_high"] - row["mean"] == row["mean"] - row["mean_low"] == pytest.approx(3.1824 * sd / 2, rel=1e-4)
    assert row["run_high"] - row["mean"] == pytest.approx(3.1824 * sd * 1.25**0.5, rel=1e-4)  # up to 0.709
    assert row["run_low"] == pytest.approx(2 * row["mean"] - row["run_high"])
    assert row["published_inside"] == False  # noqa: E712
    assert replicates(summary(2, [0.1, 0.2, 0.3, 0.4], 0.7), AXES)["published_inside"].tolist() == [True]


def test_a_single_run_has_no_spread():
    row = replicates(summary(2, [0.1], 0.1), AXES).iloc[0]
    assert row[["n", "mean", "published_error"]].tolist() == [1, 0.1, 0.1]
    spread = ["sd", "mean_low", "mean_high", "run_low", "run_high", "published_inside"]
    assert row[spread].isna().all()


def test_cells_keep_grid_order_and_need_no_published_error():
    runs = [summary(8, [0.1, 0.2], None), summary(2, [0.3, 0.5], 0.4)]
    table = replicates(pd.concat(runs), AXES)
    assert table["dimension"].tolist() == [8, 2]
    assert table["mean"].tolist() == pytest.approx([0.15, 0.4])
    assert table["published_inside"].isna().tolist() == [True, False]
