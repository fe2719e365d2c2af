"""Ours: the workflow's own `compiled_epoch`, as the train rule calls it."""

import os

from autogrid.model.keras_start import configure

configure(len(os.sched_getaffinity(0)))  # before anything else of TensorFlow runs

from autogrid.model.compiled import compiled_epoch  # noqa: E402
from problem import BATCH_SIZE, DIVIDE_BY  # noqa: E402
from variants import keras_model  # noqa: E402


def trainer(images, weights):
    """A function that trains for one epoch in a given order and returns the mean loss."""
    autoencoder = keras_model.compiled(weights)
    train_epoch = compiled_epoch(autoencoder, images, BATCH_SIZE, DIVIDE_BY, xla=len(keras_model.widths(weights)) == 1)
    return lambda order: float(train_epoch(order))
