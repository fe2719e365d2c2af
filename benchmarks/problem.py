"""The training problem that every variant gets: images, initial weights, batch order.

It is the grid's d' relu/sigmoid autoencoder under Adam and binary
cross-entropy, in batches of 256.
"""

import numpy as np

BATCH_SIZE = 256
DIVIDE_BY = 255
LEARNING_RATE = 1e-3
BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras' Adam


def training_images(npz, count):
    """The first training images of a Keras-layout .npz: uint8 (count, pixels)."""
    with np.load(npz) as arrays:
        images = arrays["x_train"][:count]
    return images.reshape(len(images), -1)


def initial_weights(pixels, dimension, seed=0):
    """Glorot-uniform kernels and zero biases: [kernel, bias] of the code, then of the reconstruction."""
    rng = np.random.default_rng(seed)
    bound = np.sqrt(6 / (pixels + dimension))
    weights = []
    for shape in [(pixels, dimension), (dimension, pixels)]:
        weights += [rng.uniform(-bound, bound, shape).astype(np.float32), np.zeros(shape[1], np.float32)]
    return weights


def order(count, epoch):
    """The order of the images in an epoch."""
    return np.random.default_rng(epoch).permutation(count).astype(np.int32)


def scaled(images):
    """Intensities from 0 to 1, float32."""
    return images.astype(np.float32) / np.float32(DIVIDE_BY)
