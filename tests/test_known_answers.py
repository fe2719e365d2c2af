"""Answers that are known beforehand, as the tables report them."""

import numpy as np
import pytest

from autogrid.measure import metrics
from autogrid.model.checkpoint import Checkpoint
from autogrid.model.numpy_model import load, scaled
from autogrid.model.training import train
from baselines import codes, fit, measure
from support.workflow import REPOSITORY

with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    RAW = SAMPLE["x_train"]
DIMENSIONS = [2, 8, 32]


@pytest.fixture(scope="module")
def images():
    return scaled(RAW, 255)


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_linear_layers_trained_on_squared_error_find_the_principal_components(images, dimension, tmp_path):
    """Baldi and Hornik 1989, doi:10.1016/0893-6080(89)90014-2. On the images that both were fitted to."""
    configuration = {
        **{"dimension": dimension, "encoder": "linear", "code": "linear", "decoder": "linear"},
        **{"hidden": [], "filters": [], "sparsity": 0},
        **{"optimizer": "adam", "learning_rate": 0.005, "loss": "mean_squared_error", "corruption": 0, "seed": 0},
        **{"epochs": 300, "train": len(RAW), "batch_size": 100},
    }
    settings = {"optimizer": {}, "validation": {"every": 300, "images": 10}, "patience": None, "divide_by": 255}
    no_checkpoint = Checkpoint(str(tmp_path / "checkpoint"), "", every=10**6)
    autoencoder, *_ = train(RAW, RAW, configuration, **settings, checkpoint=no_checkpoint)
    autoencoder.save(tmp_path / "model.h5")
    stored = load(tmp_path / "model.h5")
    ours = np.square(images - stored.decoder(stored.encoder(images))).mean()  # not clipped, as in the table
    table = measure(images, codes(fit(images, DIMENSIONS), DIMENSIONS, images)).set_index("dimension")
    assert ours == pytest.approx(table["mse_unclipped"][dimension], rel=0.02)


def test_the_floor_is_the_entropy_of_the_pixels_by_hand():
    pixels = np.array([[0, 1, 0.5, 0.25]], np.float32)
    entropy = -(0.5 * np.log(0.5) * 2 + 0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / 4
    assert metrics.floor(pixels) == pytest.approx(entropy, rel=1e-6)


def test_no_reconstruction_has_an_error_below_the_floor(images):
    floor = metrics.floor(images)
    for shift in (-0.1, -0.01, 0.01, 0.1):
        assert metrics.binary_crossentropy(images, np.clip(images + shift, 0, 1)).mean() > floor
