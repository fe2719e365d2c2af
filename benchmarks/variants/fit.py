"""`Model.fit`, plain and with the usual advice for making it faster.

Each trainer returns a function that trains and returns the last epoch's mean
loss. Given no order, `fit` shuffles automatically, as people use it; an order is
for comparing losses. `options` go to `fit`, such as epochs and callbacks.
"""

import tensorflow as tf

from problem import BATCH_SIZE, scaled
from variants import keras_model

ADVICE = {"jit_compile": True, "steps_per_execution": 16}


def plain(images, weights):
    """`fit` on arrays."""
    return fit_arrays(images, keras_model.compiled(weights))


def advised(images, weights):
    """`fit` on arrays with jit_compile and steps_per_execution."""
    return fit_arrays(images, keras_model.compiled(weights, **ADVICE))


def advised_dataset(images, weights):
    """The same fed by tf.data: shuffled, batched, prefetched."""
    model = keras_model.compiled(weights, **ADVICE)
    images = tf.constant(scaled(images))

    def fit(order=None, **options):
        if order is None:
            rows = tf.data.Dataset.from_tensor_slices(images).shuffle(len(images))
        else:
            rows = tf.data.Dataset.from_tensor_slices(tf.gather(images, order))
        batches = rows.batch(BATCH_SIZE).map(lambda batch: (batch, batch)).prefetch(tf.data.AUTOTUNE)
        return model.fit(batches, verbose=0, **options).history["loss"][-1]

    return fit


def fit_arrays(images, model):
    """`fit` on (images, images), as NumPy arrays."""
    images = scaled(images)

    def fit(order=None, **options):
        x = images if order is None else images[order]
        history = model.fit(x, x, batch_size=BATCH_SIZE, shuffle=order is None, verbose=0, **options)
        return history.history["loss"][-1]

    return fit
