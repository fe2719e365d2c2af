import csv

import numpy as np
import pytest

from autogrid.measure.metrics import binary_crossentropy
from autogrid.model.principal_components import load
from baselines import codes, fit, measure
from support.workflow import REPOSITORY

with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    TRAIN = SAMPLE["x_train"][:500].reshape(500, -1).astype(np.float32) / 255
    TEST = SAMPLE["x_test"].reshape(200, -1).astype(np.float32) / 255


def measured(dimensions, train=TRAIN):
    return measure(TEST, codes(fit(train, dimensions), dimensions, train))


def test_components_reconstruct_like_a_truncated_singular_value_decomposition():
    table = measured([8, 2]).set_index("dimension")
    mean = TRAIN.mean(axis=0, dtype=np.float64)
    directions = np.linalg.svd(TRAIN - mean, full_matrices=False)[2]
    for dimension in (0, 2, 8):
        projection = directions[:dimension].T @ directions[:dimension]
        restored, margin = (TEST - mean) @ projection + mean, table["margin"][dimension]
        assert table["mse_unclipped"][dimension] == pytest.approx(np.mean((TEST - restored) ** 2), rel=1e-4)
        clipped = restored.clip(margin, 1 - margin)
        assert table["mse"][dimension] == pytest.approx(np.mean((TEST - clipped) ** 2), rel=1e-4)
        assert table["parameters"][dimension] == 784 * (dimension + 1)
        assert table["code_size"][dimension] == dimension / 784
    assert table["method"].tolist() == ["mean image", "PCA", "PCA", "perfect reconstruction"]
    assert table["mse"].is_monotonic_decreasing
    assert table["recovered"].iloc[[0, -1]].tolist() == [0, 1]


def test_components_are_clipped_where_training_images_are_restored_best_and_no_worse_than_at_0_and_1():
    table = measured([2, 8]).set_index("dimension")
    for dimension, code in codes(fit(TRAIN, [2, 8]), [2, 8], TRAIN).items():
        restored = code.linear(code.encoder(TRAIN))
        errors = {m: binary_crossentropy(TRAIN, restored.clip(m, 1 - m)).mean() for m in (1e-7, code.margin, 0.1)}
        assert min(errors, key=errors.get) == code.margin
        hard = binary_crossentropy(TEST, code.linear(code.encoder(TEST)).clip(0, 1)).mean()
        assert table["error"][dimension] < hard if dimension else table["error"][dimension] <= hard


def test_the_margin_of_components_is_stored_for_each_dimension(tmp_path):
    fitted = codes(fit(TRAIN, [2, 8]), [2, 8], TRAIN)
    margins = {"dimensions": list(fitted), "margins": [code.margin for code in fitted.values()]}
    np.savez(tmp_path / "pca.npz", mean=fitted[8].mean, components=fitted[8].components, **margins)
    for dimension in (2, 8):
        found = load(tmp_path / "pca.npz", dimension)
        np.testing.assert_array_equal(
            found.decoder(found.encoder(TEST)), fitted[dimension].decoder(found.encoder(TEST))
        )


def test_there_are_no_more_components_than_the_images_span():
    assert measured([8, 64], TRAIN[:20])["dimension"].tolist() == [0, 8, 784]


def test_the_workflow_measures_every_dimension_of_its_grid(finished):
    with (finished.folder / "results/baselines.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [(row["method"], row["dimension"]) for row in rows] == [
        ("mean image", "0"),
        ("PCA", "2"),
        ("PCA", "8"),
        ("perfect reconstruction", "784"),
    ]
    assert [float(row["error"]) for row in rows] == pytest.approx(measured([2, 8])["error"].tolist(), rel=1e-5)


def test_the_summary_has_what_is_recovered_of_what_the_mean_image_misses(finished):
    with (finished.folder / "results/baselines.csv").open() as file:
        whole = next(float(row["excess"]) for row in csv.DictReader(file) if row["method"] == "mean image")
    with (finished.folder / "results/summary.csv").open() as file:
        for row in csv.DictReader(file):
            assert float(row["recovered"]) == pytest.approx(1 - float(row["excess"]) / whole)
