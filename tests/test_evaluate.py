import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from autogrid.measure.metrics import binary_crossentropy, dead_outputs, error_by_class, inactive_units, recovered
from autogrid.measure.metrics import metrics as metrics_with_errors
from autogrid.model import numpy_model
from autogrid.model.activations import ACTIVATIONS, FLAT
from autogrid.model.autoencoder import build, save
from autogrid.model.numpy_model import load, read_layer
from autogrid.model.training import perfect_loss

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


def test_the_compression_ratio_is_pixels_per_code_unit_and_the_size_of_the_code_its_inverse():
    found = metrics(IMAGES, CODES, RECONSTRUCTIONS)
    assert (found["compression_ratio"], found["code_size"]) == (5, 0.2)


def test_the_variance_of_the_output_is_a_share_of_that_of_the_images():
    same = np.repeat(RECONSTRUCTIONS[:1], 6, axis=0)
    assert metrics(IMAGES, CODES, same)["output_variance"] == 0
    assert metrics(IMAGES, CODES, IMAGES)["output_variance"] == pytest.approx(1)
    mean = IMAGES.mean(axis=0)
    halved = mean + (IMAGES - mean) / 2
    assert metrics(IMAGES, CODES, halved)["output_variance"] == pytest.approx(0.25, rel=1e-5)


def test_what_is_recovered_is_0_for_the_mean_image_and_1_for_the_images():
    assert (recovered(0.2, 0.2), recovered(0, 0.2), recovered(0.3, 0.2)) == (0, 1, pytest.approx(-0.5))
    assert recovered(0.0, 0.0) is None


SCALES = np.array([1, 1e-6, 1e3, 1], np.float32)


@pytest.mark.parametrize("activation", ["linear", "sigmoid", "relu", "tanh", "softplus"])
def test_a_unit_that_carries_all_at_tiny_variance_is_active_and_one_that_the_decoder_ignores_is_not(activation):
    codes = RANDOM.normal(size=(300, 4)).astype(np.float32) * SCALES
    kernel = RANDOM.normal(size=(4, 20)).astype(np.float32) / SCALES[:, None]
    kernel[2] = 0  # of the unit with the largest variance
    codes[:, 3] = 0.7  # the same for every image

    def decoder(codes):
        return ACTIVATIONS[activation](codes @ kernel / 4 + np.float32(0.5))

    images = np.clip(decoder(codes) + RANDOM.normal(0, 0.05, (300, 20)).astype(np.float32), 0, 1)
    assert inactive_units(images, codes, decoder) == [2, 3]


@pytest.mark.parametrize("faint", [1, 0.01])
def test_units_of_a_linear_autoencoder_on_faint_images_are_active(faint):
    images = faint * IMAGES
    directions = np.linalg.svd(images - images.mean(axis=0), full_matrices=False)[2][:3]
    codes = (images - images.mean(axis=0)) @ directions.T
    assert inactive_units(images, codes, lambda codes: codes @ directions + images.mean(axis=0)) == []


def test_units_of_an_untrained_encoder_are_not_inactive_for_being_small():
    layer = build(20, 4, "sigmoid", "sigmoid", seed=1)
    codes = layer.layers[0](IMAGES).numpy()
    assert codes.var(axis=0).min() < 0.1
    restored = layer.layers[1](codes).numpy()
    assert inactive_units(restored, codes, lambda codes: layer.layers[1](codes).numpy()) == []


def test_the_images_that_tell_are_spread_over_all_of_them():
    seen = []

    def decoder(codes):
        seen.append(codes[:, 0].copy())
        return np.repeat(codes, 10, axis=1)

    codes = np.stack([np.arange(1000), np.ones(1000)], axis=1).astype(np.float32) / 1000
    assert inactive_units(np.repeat(codes, 10, axis=1), codes, decoder) == [1]
    assert len(seen[0]) == 100 and (seen[0][0], seen[0][-1]) == (0, np.float32(0.999))


VARIES = np.ones(20, bool)


def test_dead_outputs_are_stuck_where_their_activation_is_flat():
    reconstructions = RECONSTRUCTIONS.copy()
    reconstructions[:, 3] = 0
    reconstructions[:, 4] = 0.5  # the same for all, but alive
    reconstructions[0, 5] = 0
    reconstructions[:, 6] = 6
    assert dead_outputs(reconstructions, VARIES, "relu") == 1
    assert dead_outputs(reconstructions, VARIES, "relu6") == 2


def test_pixels_that_never_varied_in_training_and_decoders_that_cannot_die_have_no_dead_outputs():
    reconstructions = np.zeros((6, 20), np.float32)
    assert dead_outputs(reconstructions, VARIES, "relu") == 20
    assert dead_outputs(reconstructions, np.arange(20) < 7, "relu") == 7
    assert dead_outputs(reconstructions, VARIES, "linear") == dead_outputs(reconstructions, VARIES, "sigmoid") == 0


@pytest.mark.parametrize("name", sorted(ACTIVATIONS.keys() - {"softmax", "log_softmax", "sparsemax"}))
def test_the_flat_parts_of_activations_are_those_without_a_gradient(name):
    x = tf.constant(np.linspace(-30, 30, 6001), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.activations.get(name)(x)
    gradient, values = tape.gradient(y, x).numpy(), y.numpy()
    flat = (gradient == 0) & (np.abs(np.gradient(gradient)) == 0)
    saturated = {
        "sigmoid",
        "tanh",
        "silu",
        "gelu",
        "mish",
        "softplus",
        "elu",
        "celu",
        "selu",
        "exponential",
    }  # in floats
    if name not in saturated:
        found = {float(value) for value in np.unique(values[flat]) if np.sum(values[flat] == value) > 1}
        assert {abs(value) if value == 0 else value for value in found} == {float(v) for v in FLAT.get(name, ())}
    assert name not in saturated or name not in FLAT


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
    save(autoencoder, tmp_path / "model.h5")
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


@pytest.mark.parametrize(
    ("loss", "least"),
    [("binary_crossentropy", None), ("mean_squared_error", 0), ("cosine_similarity", -1), ("kl_divergence", 0)],
)
def test_the_floor_of_a_learning_curve_is_the_loss_of_the_images_themselves(loss, least):
    stored = RANDOM.integers(0, 256, (9, 4, 5)).astype(np.uint8)
    images = stored.reshape(9, -1) / np.float32(255)
    least = binary_crossentropy(images, images).mean() if least is None else least
    assert perfect_loss(stored, loss, 255) == pytest.approx(least, abs=1e-6)
