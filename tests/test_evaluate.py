import json

import keras
import numpy as np
import pytest

from autogrid.measure.metrics import binary_crossentropy, error_by_class
from autogrid.measure.metrics import metrics as metrics_with_errors
from autogrid.model import numpy_model
from autogrid.model.autoencoder import build
from autogrid.model.numpy_model import load, read_layer

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


KINDS = {
    "plain": {},
    "hidden": {"hidden": (12, 8)},
    "convolutional": {"filters": (3, 2)},
    "convolutional and hidden": {"filters": (3,), "hidden": (12,), "code": "linear"},
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@pytest.mark.parametrize("pair", [("relu", "sigmoid"), ("tanh", "softplus"), ("elu", "softmax")])
def test_the_forward_pass_is_that_of_keras(tmp_path, pair, kind):
    autoencoder = build((5, 4), 4, *pair, seed=1, **kind)
    autoencoder.save(tmp_path / "model.h5")
    stored = load(tmp_path / "model.h5")
    codes = stored.encoder(IMAGES)
    assert codes.shape == (6, 4)
    np.testing.assert_allclose(stored.decoder(codes), autoencoder(IMAGES), rtol=1e-5, atol=1e-6)


LAYERS = keras.layers
SIZES = [((28, 28, 1), 3, 2), ((13, 9, 3), 3, 2), ((8, 7, 3), 5, 3), ((7, 8, 2), 2, 1), ((6, 9, 1), (3, 1), (1, 4))]


@pytest.mark.parametrize(("shape", "kernel", "strides"), SIZES, ids=str)
@pytest.mark.parametrize("kind", [LAYERS.Conv2D, LAYERS.Conv2DTranspose])
@pytest.mark.parametrize("activation", ["linear", "relu", "softmax"])
def test_a_convolution_in_numpy_is_that_of_keras(kind, shape, kernel, strides, activation):
    layer = kind(4, kernel, strides, "same", activation=activation, bias_initializer="random_normal")
    images = RANDOM.random((5, *shape), np.float32)
    wanted = layer(images)
    weights = dict(zip(("kernel", "bias"), layer.get_weights()))
    ours = read_layer(kind.__name__, json.loads(json.dumps(layer.get_config())) | weights)
    np.testing.assert_allclose(ours(images), wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("setting", [{"padding": "valid"}, {"dilation_rate": 2}, {"use_bias": False}, {"groups": 2}])
def test_a_convolution_of_another_kind_is_refused(setting):
    config = json.loads(json.dumps(LAYERS.Conv2D(4, 3, **{"padding": "same"} | setting).get_config()))
    with pytest.raises(ValueError, match=f"a layer of the class Conv2D has {next(iter(setting))}"):
        read_layer("Conv2D", config | {"kernel": np.zeros((3, 3, 1, 4)), "bias": np.zeros(4)})


def test_images_go_through_convolutions_in_batches_and_come_out_in_order(tmp_path, monkeypatch):
    build((5, 4), 4, "relu", "sigmoid", seed=1, filters=(3, 2)).save(tmp_path / "model.h5")
    whole = load(tmp_path / "model.h5").encoder(IMAGES)
    monkeypatch.setattr(numpy_model, "BATCH", 4)
    np.testing.assert_allclose(load(tmp_path / "model.h5").encoder(IMAGES), whole, rtol=1e-6)


def test_active_units_are_those_that_are_not_near_zero_beside_the_largest():
    codes = np.array([[0, 100, -2, 0.5], [0, 0, 0, 50]], np.float32)
    assert metrics(IMAGES[:2], codes, RECONSTRUCTIONS[:2])["active_share"] == 3 / 8
    assert metrics(IMAGES[:2], codes / 1000, RECONSTRUCTIONS[:2])["active_share"] == 3 / 8
    assert metrics(IMAGES[:2], 0 * codes, RECONSTRUCTIONS[:2])["active_share"] == 0
    assert metrics(IMAGES[:2], codes[:, :0], RECONSTRUCTIONS[:2])["active_share"] == 0  # the mean image has no code


def test_another_model_is_refused_by_name(tmp_path):
    images = keras.Input((20,))
    keras.Model(images, keras.layers.Dense(20)(images)).save(tmp_path / "other.h5")
    with pytest.raises(ValueError, match="other.h5 is not an autoencoder of this workflow"):
        load(tmp_path / "other.h5")
