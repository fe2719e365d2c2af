"""The training problem that every variant gets: images, initial weights, batch order.

It is the grid's d' relu/sigmoid autoencoder under Adam and binary
cross-entropy, in batches of 256; with filters, a convolutional one.
"""

import math

import numpy as np

SHAPE = 28, 28  # of an image
BATCH_SIZE = 256
DIVIDE_BY = 255
LEARNING_RATE = 1e-3
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras' Adam


def training_images(npz, count):
    """The first training images of a Keras-layout .npz: uint8 (count, pixels)."""
    with np.load(npz) as arrays:
        images = arrays["x_train"][:count]
    return images.reshape(len(images), -1)


def initial_weights(dimension, filters=(), seed=0):
    """Glorot-uniform kernels and zero biases, [kernel, bias] of each layer in order, in Keras' shapes.

    Without filters these are the code's and the reconstruction's. With them, convolutions of 3 × 3 and a stride of 2
    come before, and their transposes after.
    """
    rng = np.random.default_rng(seed)
    channels = [1, *filters]
    values = math.prod(math.ceil(side / 2 ** len(filters)) for side in SHAPE) * channels[-1]
    before = [((3, 3, given, made), made) for given, made in zip(channels, filters)]
    after = [((3, 3, given, made), given) for given, made in zip(channels, filters)]
    dense = [((values, dimension), dimension), ((dimension, values), values)]
    weights = []
    for shape, units in [*before, *dense, *reversed(after)]:
        bound = np.sqrt(6 / (math.prod(shape[:-2]) * sum(shape[-2:])))
        weights += [rng.uniform(-bound, bound, shape).astype(np.float32), np.zeros(units, np.float32)]
    return weights


def order(count, epoch):
    """The order of the images in an epoch."""
    return np.random.default_rng(epoch).permutation(count).astype(np.int32)


def scaled(images):
    """Intensities from 0 to 1, float32."""
    return images.astype(np.float32) / np.float32(DIVIDE_BY)
