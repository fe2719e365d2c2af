"""The autoencoder: a code between an encoder and a decoder of dense layers."""

import numpy as np

from autogrid.model.keras_start import lean_import

with lean_import():
    import keras


def build(inputs, dimension, encoder, decoder, seed, hidden=(), code=None):
    """An autoencoder that maps (n, inputs) images to their reconstructions.

    Kernels are Glorot-uniform, the code's drawn from seed 2s and the
    reconstruction's from 2s + 1, so that no two of any run are the same draw;
    those of hidden layers from seeds that NumPy makes of s. Biases are zero.

    Parameters
    ----------
    inputs : int
        Pixels in an image.
    dimension : int
        Units of the code.
    encoder, decoder : str
        Keras activations of the hidden layers and the code, and of the reconstruction.
    seed : int
        The s of the initial weights.
    hidden : sequence of int
        Units of the layers before the code; the decoder has them in reverse.
    code : str, optional
        Keras activation of the code, if it is not that of the encoder.
    """
    seeds = np.random.SeedSequence(seed).generate_state(2 * len(hidden)).tolist()
    images = x = keras.Input((inputs,), name="images")
    for i, units in enumerate(hidden, start=1):
        x = dense(units, encoder, seeds.pop(), f"encoder_{i}")(x)
    x = dense(dimension, code or encoder, 2 * seed, "code")(x)
    for i, units in reversed(list(enumerate(hidden, start=1))):
        x = dense(units, encoder, seeds.pop(), f"decoder_{i}")(x)
    reconstruction = dense(inputs, decoder, 2 * seed + 1, "reconstruction")(x)
    return keras.Model(images, reconstruction, name="autoencoder")


def dense(units, activation, seed, name):
    """A dense layer whose kernel is drawn from a seed of its own."""
    kernel = keras.initializers.GlorotUniform(seed)
    return keras.layers.Dense(units, activation, kernel_initializer=kernel, name=name)


def make_encoder(autoencoder):
    """The part of a trained autoencoder from images to codes; it shares the weights."""
    return keras.Model(autoencoder.input, autoencoder.get_layer("code").output, name="encoder")


def make_decoder(autoencoder):
    """The part of a trained autoencoder from codes to reconstructions; it shares the weights."""
    code = autoencoder.get_layer("code")
    codes = reconstructions = keras.Input(code.output.shape[1:], name="code_input")
    for layer in autoencoder.layers[autoencoder.layers.index(code) + 1 :]:
        reconstructions = layer(reconstructions)
    return keras.Model(codes, reconstructions, name="decoder")
