"""The workflow's autoencoder with given initial weights, for the variants in Keras."""

from autogrid.model.keras_start import lean_import

with lean_import():
    import keras

from autogrid.model.autoencoder import build
from problem import LEARNING_RATE, SHAPE


def compiled(weights, **advice):
    """The compiled relu/sigmoid autoencoder with these weights; `advice` goes to `compile`."""
    *filters, dimension = widths(weights)
    autoencoder = build(SHAPE, dimension, "relu", "sigmoid", seed=0, filters=filters)
    autoencoder.set_weights(weights)
    autoencoder.compile(keras.optimizers.Adam(LEARNING_RATE), "binary_crossentropy", **advice)
    return autoencoder


def widths(weights):
    """The channels of each convolution and the units of the code, by the weights: the first half is the encoder's."""
    return [bias.size for bias in weights[1 : len(weights) // 2 : 2]]
