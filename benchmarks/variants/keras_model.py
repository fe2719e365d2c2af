"""The workflow's autoencoder with given initial weights, for the variants in Keras."""

from autogrid.model.keras_start import lean_import

with lean_import():
    import keras

from autogrid.model.autoencoder import build
from problem import LEARNING_RATE


def compiled(weights, **advice):
    """The compiled relu/sigmoid autoencoder with these weights; `advice` goes to `compile`."""
    pixels, dimension = weights[0].shape
    autoencoder = build(pixels, dimension, "relu", "sigmoid", seed=0)
    autoencoder.set_weights(weights)
    autoencoder.compile(keras.optimizers.Adam(LEARNING_RATE), "binary_crossentropy", **advice)
    return autoencoder
