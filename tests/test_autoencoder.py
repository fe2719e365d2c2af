import json

import h5py
import keras
import numpy as np
import pytest

from autogrid.model.autoencoder import build, make_decoder, make_encoder, save
from autogrid.model.maps import maps, most_filters

IMAGES = np.random.default_rng(0).random((5, 20), np.float32)


@pytest.fixture(params=[{}, {"hidden": (12, 8)}, {"filters": (3, 2)}], ids=["plain", "hidden", "convolutional"])
def autoencoder(request):
    model = build((5, 4), 4, "relu", "sigmoid", seed=0, **request.param)
    model.compile("adam", "binary_crossentropy")
    model.fit(IMAGES, IMAGES, epochs=3, verbose=0)
    return model


def test_decoding_a_code_is_what_the_autoencoder_does(autoencoder):
    codes = make_encoder(autoencoder)(IMAGES)
    assert codes.shape == (5, 4)
    np.testing.assert_array_equal(make_decoder(autoencoder)(codes), autoencoder(IMAGES))


def test_the_parts_share_their_weights_with_the_whole(autoencoder):
    code = autoencoder.get_layer("code").kernel
    code.assign_add(np.ones(code.shape))
    bias = [weight for weight in autoencoder.trainable_weights if weight.name == "bias"][-1]
    bias.assign_add(np.ones(bias.shape))
    codes = make_encoder(autoencoder)(IMAGES)
    np.testing.assert_array_equal(make_decoder(autoencoder)(codes), autoencoder(IMAGES))


def test_initial_weights_follow_from_the_seed_alone():
    first, again, other = (build(20, 4, "relu", "sigmoid", seed=seed).get_weights() for seed in (0, 0, 1))
    for a, b in zip(first, again):
        np.testing.assert_array_equal(a, b)
    assert not np.array_equal(first[0], other[0])


def test_kernels_are_glorot_uniform_and_independent():
    encoder, _, decoder, _ = build(784, 64, "relu", "sigmoid", seed=0).get_weights()
    limit = np.sqrt(6 / (784 + 64))  # Glorot & Bengio 2010, eq. 16
    for kernel in (encoder, decoder):
        assert np.abs(kernel).max() <= limit
        assert kernel.std() == pytest.approx(limit / np.sqrt(3), rel=0.02)
    assert abs(np.corrcoef(encoder.ravel(), decoder.ravel())[0, 1]) < 0.02


def test_hidden_layers_are_mirrored_and_only_the_output_has_the_decoders_activation():
    model = build(20, 4, "relu", "sigmoid", seed=0, hidden=(12, 8))
    layers = [(layer.units, layer.activation.__name__) for layer in model.layers]
    assert layers == [(12, "relu"), (8, "relu"), (4, "relu"), (8, "relu"), (12, "relu"), (20, "sigmoid")]


def test_no_two_kernels_of_a_model_or_of_neighbouring_seeds_are_the_same_draw():
    models = [build(8, 8, "relu", "sigmoid", seed, hidden=(8, 8)) for seed in range(3)]
    kernels = [weights.tobytes() for model in models for weights in model.get_weights()[::2]]
    assert len(set(kernels)) == len(kernels) == 18


SHAPES = [(28, 28), (25, 32), (13, 9, 3), (8, 15, 3), (2, 3)]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_convolutions_restore_images_of_any_size_and_colour(shape):
    filters = [4, 6, 3][: most_filters(shape)]
    model = build(shape, 4, "relu", "sigmoid", seed=0, filters=filters)
    assert model.output_shape == (None, np.prod(shape)) == model.input_shape
    sizes = [layer.output.shape[1:] for layer in model.layers if layer.name.startswith(("as_images", "convolution"))]
    assert sizes == maps(shape, filters)
    assert sizes[-1][:2] >= (1, 1)
    assert model.get_layer("code").output.shape == (None, 4)


def test_convolutions_come_around_the_dense_layers_and_have_the_encoders_activation():
    model = build((28, 28), 4, "elu", "sigmoid", seed=0, filters=(4, 6), hidden=(12,), code="linear")
    kinds = [(type(layer).__name__, layer.name) for layer in model.layers if layer.weights]
    assert kinds == [
        *[("Conv2D", "convolution_1"), ("Conv2D", "convolution_2"), ("Dense", "encoder_1"), ("Dense", "code")],
        *[("Dense", "decoder_1"), ("Dense", "decoded_features")],
        *[("Conv2DTranspose", "transposed_2"), ("Conv2DTranspose", "transposed_1")],
    ]
    activations = [layer.activation.__name__ for layer in model.layers if layer.weights]
    assert activations == ["elu", "elu", "elu", "linear", "elu", "elu", "elu", "linear"]
    assert model.layers[-1].activation.__name__ == "sigmoid"


def test_the_convolutional_model_has_the_parameters_that_the_docs_tell():
    assert build((28, 28), 32, "relu", "sigmoid", seed=0, filters=(16, 32)).count_params() == 111_521


def test_no_two_convolutions_are_the_same_draw():
    models = [build((8, 8), 4, "relu", "sigmoid", seed, filters=(3, 3), hidden=(4,)) for seed in range(3)]
    kernels = [weights.tobytes() for model in models for weights in model.get_weights()[::2]]
    assert len(set(kernels)) == len(kernels) == 24


@pytest.mark.parametrize("kind", [{}, {"filters": (3, 2)}], ids=["dense", "convolutional"])
def test_a_stored_model_names_nothing_that_only_new_versions_know(tmp_path, kind):
    save(build((5, 4), 4, "relu", "sigmoid", seed=0, **kind), tmp_path / "model.h5")
    with h5py.File(tmp_path / "model.h5") as file:
        config = json.loads(file.attrs["model_config"])
    assert config["class_name"] == "Sequential"
    for key in ("batch_shape", "optional", "quantization_config", "DTypePolicy", "registered_name"):
        assert key not in json.dumps(config)
    loaded = keras.models.load_model(tmp_path / "model.h5")
    assert loaded.input_shape == (None, 20)
