import keras
import numpy as np
import pytest

from autogrid.measure.metrics import binary_crossentropy, error_by_class
from autogrid.measure.metrics import metrics as metrics_with_errors
from autogrid.model.autoencoder import build
from autogrid.model.numpy_model import load

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((6, 20), np.float32)
RECONSTRUCTIONS = RANDOM.random((6, 20), np.float32)
CODES = RANDOM.random((6, 4), np.float32)


def metrics(images, codes, reconstructions):
    return metrics_with_errors(images, codes, reconstructions, binary_crossentropy(images, reconstructions))


def test_metrics_equal_keras_own():
    found = metrics(IMAGES, CODES, RECONSTRUCTIONS)
    assert found["error"] == pytest.approx(float(keras.losses.BinaryCrossentropy()(IMAGES, RECONSTRUCTIONS)), rel=1e-6)
    assert found["mse"] == pytest.approx(float(keras.losses.MeanSquaredError()(IMAGES, RECONSTRUCTIONS)), rel=1e-6)
    psnr = -20 * np.log10(np.sqrt(np.mean((IMAGES.astype(float) - RECONSTRUCTIONS) ** 2)))
    assert found["psnr"] == pytest.approx(psnr, rel=1e-6)


def test_error_of_clipped_pixels_is_that_of_keras_epsilon():
    found = metrics(np.ones((1, 2), np.float32), CODES[:1], np.array([[0, 2]], np.float32))
    assert found["error"] == pytest.approx(-np.log(1e-7) / 2, rel=1e-6)


def test_compression_is_code_dimension_by_pixels():
    found = metrics(IMAGES, CODES, RECONSTRUCTIONS)
    assert (found["compression_ratio"], found["compression_percent"]) == (0.2, 20)


def test_dead_outputs_and_collapsed_codes_are_counted():
    reconstructions, codes = RECONSTRUCTIONS.copy(), CODES.copy()
    reconstructions[:, 3] = 0
    reconstructions[:, 4] = 1.5
    reconstructions[0, 5] = 0
    codes[:, 1] = 0.25
    codes[:, 2] = [0.9, 1.09, 0.9, 1.09, 0.9, 1.09]  # a variance of 0.0090
    codes[:, 3] = [0.9, 1.11, 0.9, 1.11, 0.9, 1.11]  # of 0.0110
    found = metrics(IMAGES, codes, reconstructions)
    assert (found["dead_outputs"], found["collapsed_codes"]) == (2, 2)


def test_the_error_is_the_mean_of_its_classes_by_their_sizes():
    labels = np.array([7, 3, 7, 7, 3, 9])
    found = error_by_class(binary_crossentropy(IMAGES, RECONSTRUCTIONS), labels)
    assert list(found) == ["3", "7", "9"]
    mean = (2 * found["3"] + 3 * found["7"] + found["9"]) / 6
    assert mean == pytest.approx(metrics(IMAGES, CODES, RECONSTRUCTIONS)["error"], rel=1e-6)
    assert found["9"] == pytest.approx(metrics(IMAGES[5:], CODES[5:], RECONSTRUCTIONS[5:])["error"], rel=1e-6)


@pytest.mark.parametrize("hidden", [(), (12, 8)], ids=["plain", "hidden"])
@pytest.mark.parametrize("pair", [("relu", "sigmoid"), ("tanh", "softplus")])
def test_the_forward_pass_is_that_of_keras(tmp_path, pair, hidden):
    autoencoder = build(20, 4, *pair, seed=1, hidden=hidden)
    autoencoder.save(tmp_path / "model.h5")
    stored = load(tmp_path / "model.h5")
    codes = stored.encoder(IMAGES)
    assert codes.shape == (6, 4)
    np.testing.assert_allclose(stored.decoder(codes), autoencoder(IMAGES), rtol=1e-5, atol=1e-6)


def test_another_model_is_refused_by_name(tmp_path):
    images = keras.Input((20,))
    keras.Model(images, keras.layers.Dense(20)(images)).save(tmp_path / "other.h5")
    with pytest.raises(ValueError, match="other.h5 is not an autoencoder of this workflow"):
        load(tmp_path / "other.h5")
