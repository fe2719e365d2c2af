import csv

import numpy as np
import pytest

from baselines import fit, measure
from support.workflow import REPOSITORY

with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    TRAIN = SAMPLE["x_train"][:500].reshape(500, -1).astype(np.float32) / 255
    TEST = SAMPLE["x_test"].reshape(200, -1).astype(np.float32) / 255


def test_components_reconstruct_like_a_truncated_singular_value_decomposition():
    table = measure(TEST, fit(TRAIN, [8, 2]), [8, 2]).set_index("dimension")
    mean = TRAIN.mean(axis=0, dtype=np.float64)
    directions = np.linalg.svd(TRAIN - mean, full_matrices=False)[2]
    for dimension in (0, 2, 8):
        projection = directions[:dimension].T @ directions[:dimension]
        restored = ((TEST - mean) @ projection + mean).clip(0, 1)
        assert table["mse"][dimension] == pytest.approx(np.mean((TEST - restored) ** 2), rel=1e-4)
        assert table["parameters"][dimension] == 784 * (dimension + 1)
        assert table["compression_ratio"][dimension] == dimension / 784
    assert table["method"].tolist() == ["mean image", "PCA", "PCA", "perfect reconstruction"]
    assert table["mse"].is_monotonic_decreasing


def test_there_are_no_more_components_than_the_images_span():
    table = measure(TEST, fit(TRAIN[:20], [8, 64]), [8, 64])
    assert table["dimension"].tolist() == [0, 8, 784]


def test_the_workflow_measures_every_dimension_of_its_grid(finished):
    with (finished.folder / "results/baselines.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["method"], row["dimension"]) for row in rows] == [
        ("mean image", "0"),
        ("PCA", "2"),
        ("PCA", "8"),
        ("perfect reconstruction", "784"),
    ]
    expected = measure(TEST, fit(TRAIN, [2, 8]), [2, 8])
    assert [float(row["error"]) for row in rows] == pytest.approx(expected["error"].tolist(), rel=1e-5)
