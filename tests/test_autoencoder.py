import keras
import numpy as np
import pytest

from autogrid.model.autoencoder import build, make_decoder, make_encoder

IMAGES = np.random.default_rng(0).random((5, 20), np.float32)


@pytest.fixture(params=[(), (12, 8)], ids=["plain", "hidden"])
def autoencoder(request):
    model = build(20, 4, "relu", "sigmoid", seed=0, hidden=request.param)
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
    autoencoder.get_layer("reconstruction").bias.assign_add(np.ones(20))
    codes = make_encoder(autoencoder)(IMAGES)
    np.testing.assert_array_equal(make_decoder(autoencoder)(codes), autoencoder(IMAGES))


def test_the_encoder_of_the_notebook_would_not_do(autoencoder):
    images = keras.Input((20,))
    untrained = keras.Model(images, keras.layers.Dense(4, activation="relu")(images))  # the notebook's make_encoder
    reconstructions = make_decoder(autoencoder)(untrained(IMAGES))
    assert np.abs(reconstructions - autoencoder(IMAGES)).max() > 0.01


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
    layers = [(layer.units, layer.activation.__name__) for layer in model.layers[1:]]
    assert layers == [(12, "relu"), (8, "relu"), (4, "relu"), (8, "relu"), (12, "relu"), (20, "sigmoid")]


def test_no_two_kernels_of_a_model_or_of_neighbouring_seeds_are_the_same_draw():
    models = [build(8, 8, "relu", "sigmoid", seed, hidden=(8, 8)) for seed in range(3)]
    kernels = [weights.tobytes() for model in models for weights in model.get_weights()[::2]]
    assert len(set(kernels)) == len(kernels) == 18
