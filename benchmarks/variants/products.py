"""Only the matrix products of a training step: no step can take less.

Two forward and three backward (no gradient is needed with respect to the
images): 10 · 784 · d' flop an image. Each function returns one that computes
the products for all batches of an epoch.
"""

import numpy as np

from problem import BATCH_SIZE, scaled


def operands(images, weights):
    """Batches (BATCH_SIZE, pixels), both kernels, and an output gradient as large as a batch."""
    images = scaled(images)
    batches = [images[start : start + BATCH_SIZE] for start in range(0, len(images), BATCH_SIZE)]
    return batches, weights[0], weights[2], batches[0].copy()


def with_numpy(images, weights):
    """By NumPy's BLAS."""
    batches, encode, decode, gradient = operands(images, weights)

    def epoch(order=None):
        for batch in batches:
            codes = batch @ encode
            codes @ decode
            output_gradient = gradient[: len(batch)]
            codes.T @ output_gradient
            batch.T @ (output_gradient @ decode.T)

    return epoch


def with_tensorflow(images, weights):
    """By TensorFlow's kernels."""
    import tensorflow as tf

    batches, encode, decode, gradient = operands(images, weights)
    batches, encode, decode = [tf.constant(batch) for batch in batches], tf.constant(encode), tf.constant(decode)
    gradients = [tf.constant(gradient[: len(batch)]) for batch in batches]

    @tf.function
    def products(batch, output_gradient):
        codes = batch @ encode
        code_gradient = tf.matmul(output_gradient, decode, transpose_b=True)
        return (
            codes @ decode,
            tf.matmul(codes, output_gradient, transpose_a=True),
            tf.matmul(batch, code_gradient, transpose_a=True),
        )

    def epoch(order=None):
        for batch, output_gradient in zip(batches, gradients, strict=True):
            last = products(batch, output_gradient)
        np.asarray(last[-1])  # wait for it

    return epoch
