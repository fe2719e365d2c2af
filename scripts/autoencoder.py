"""The autoencoder: a code between an encoder and a decoder of one dense layer each."""

import numpy as np
from tensorflow_start import lean_import

with lean_import():
    import keras


def build(inputs, dimension, encoder, decoder, seed):
    """An autoencoder that maps (n, inputs) images to their reconstructions.

    Kernels are Glorot-uniform, drawn from `seed` alone; biases are zero.

    Parameters
    ----------
    inputs : int
        Pixels in an image.
    dimension : int
        Units of the code.
    encoder, decoder : str
        Keras activations of the code and of the reconstruction.
    seed : int
        Seed of the initial weights.
    """
    code_seed, reconstruction_seed = np.random.SeedSequence(seed).generate_state(2).tolist()
    images = keras.Input((inputs,), name="images")
    code = dense(dimension, encoder, code_seed, "code")(images)
    reconstruction = dense(inputs, decoder, reconstruction_seed, "reconstruction")(code)
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
    code = keras.Input(autoencoder.get_layer("code").output.shape[1:], name="code_input")
    return keras.Model(code, autoencoder.get_layer("reconstruction")(code), name="decoder")
