"""Classifiers of the digits, by known numbers; tests/strangers runs them in the workflow."""

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from autogrid.classify import convolutional
from autogrid.classify.probe import classify
from autogrid.config.grid import reductions
from compare_classifiers import compare
from support.workflow import REPOSITORY
from train_classifiers import reduce, result

with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    DATA = {name: SAMPLE[name] for name in SAMPLE}
STEM = "d8_relu-sigmoid_seed0"


def test_the_reductions_are_every_configuration_pca_where_it_can_be_and_the_pixels():
    grid = {f"d{d}_seed{seed}": {"dimension": d, "seed": seed} for d in (600, 8) for seed in (0, 1)}
    references = ["d8_pca_seed0", "d8_pca_seed1", "pixels_seed0", "pixels_seed1"]
    assert list(reductions(grid, pixels=784, images=500)) == [*grid, *references]


def test_the_probe_sees_codes_of_any_scale():
    labels = np.arange(300) % 3
    codes = np.random.default_rng(0).normal(size=(300, 2)) + 8 * np.array([[0, 1], [1, 0], [-1, -1]])[labels]
    for scale in (1, 1e-4):
        train, validation, test = np.split(scale * codes, [150, 200])
        predicted, how = classify(train, labels[:150], validation, labels[150:200], test)
        assert (predicted == labels[200:]).all()
        assert how["parameters"] == 3 * (2 + 1)


def test_the_penalty_and_the_scaling_are_those_that_validation_images_choose():
    images, labels = (DATA["x_train"].reshape(-1, 784) / np.float32(255)), DATA["y_train"]
    train, validation = (images[:400], labels[:400]), (images[400:500], labels[400:500])
    scores = {}
    for standardised in (True, False):
        for C in (0.01, 0.1, 1, 10):
            scale = StandardScaler().fit(train[0]).transform if standardised else np.asarray
            fitted = LogisticRegression(C=C, max_iter=1000).fit(scale(train[0]), train[1])
            scores[standardised, C] = fitted.score(scale(validation[0]), validation[1])
    _, how = classify(*train, *validation, images[:1])
    assert scores[how["standardised"], how["C"]] == max(scores.values())


def test_images_of_a_single_class_need_no_probe():
    codes, labels = np.zeros((4, 2)), np.ones(4, int)
    assert classify(codes, labels, codes, labels, codes)[1] == {"parameters": 0, "C": None, "standardised": None}


def test_the_network_learns_and_repeats_itself():
    images = DATA["x_train"].astype(np.float32) / 255
    tests = DATA["x_test"].astype(np.float32) / 255
    first, again = (
        convolutional.classify(images, DATA["y_train"], tests, 10, seed=3, epochs=4, batch_size=64) for _ in range(2)
    )
    assert (first[0] == again[0]).all()
    assert np.mean(first[0] == DATA["y_test"]) > 0.6
    # kernels and biases by hand; 28 → 14 → 14 → 7 pixels
    assert first[1] == 16 * (25 + 1) + 32 * (16 * 9 + 1) + 10 * (32 * 7 * 7 + 1)


@pytest.mark.parametrize("side", [1, 8, 33])
def test_images_of_any_size_are_classified(side):
    assert convolutional.build((side, side, 1), 3).output_shape == (None, 3)


def test_results_count_who_is_taken_for_whom():
    counted = result(np.array([0, 0, 1, 2]), np.array([0, 2, 1, 2]), classes=3)
    assert counted == {"accuracy": 0.75, "confusion": [[1, 0, 1], [0, 1, 0], [0, 0, 1]]}


def test_pixels_are_not_reduced():
    images = np.ones((2, 4))
    codes, restored = reduce({"method": "pixels"}, [], images)
    assert codes is images and restored is images


def test_accuracies_meet_the_errors_of_the_same_reduction():
    scores = {name: {"accuracy": 0.5, "parameters": 3, "C": 1, "standardised": True} for name in ("probe", "cnn")}
    results = {
        stem: {"reduction": reduction, "code_size": 0.1, **scores}
        for stem, reduction in reductions({STEM: {"dimension": 8, "seed": 0}}, 784, 500).items()
    }
    summary = pd.DataFrame({"stem": ["d2_relu-sigmoid_seed0", STEM], "error": [0.9, 0.2], "mse": [0.9, 0.02]})
    baselines = pd.DataFrame(
        {"method": ["mean image", "PCA"], "dimension": [0, 8], "error": [0.3, 0.1], "mse": [0.03, 0.01]}
    )
    table = compare(results, {STEM: "relu → sigmoid"}, summary, baselines)
    assert table.index.tolist() == [STEM, "d8_pca_seed0", "pixels_seed0"]
    assert table["line"].tolist() == ["relu → sigmoid", "PCA", "raw pixels"]
    assert table["error"].fillna(-1).tolist() == [0.2, 0.1, -1]
    assert table["mse"].fillna(-1).tolist() == [0.02, 0.01, -1]
    assert table["method"].tolist() == ["autoencoder", "PCA", "pixels"]
