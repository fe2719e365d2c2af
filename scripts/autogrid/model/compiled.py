"""The compiled part of training: an epoch as one program, and the mean loss of some images."""

import math

import numpy as np

from autogrid.model.keras_start import lean_import

with lean_import():
    import keras
    import tensorflow as tf


def compiled_epoch(autoencoder, images, batch_size, divide_by, corruption=0, seed=0, sparsity=0, xla=True):
    """A function that trains for one epoch over `images` in a given order.

    It learns to reconstruct the original images, from images of which a share `corruption` of the pixels is black: see
    `masked`. The loss of an image includes `sparsity` times the L1 norm of its code: see `loss_function`.

    The whole epoch is one program, so its steps have no launch overhead.
    It is compiled by XLA unless `xla` is false. For that every shape must be fixed: a
    slice with computed bounds (`order[i * b:(i + 1) * b]`) makes XLA pad, which is twenty
    times slower. So the images are gathered once into (steps, batch_size, values), and the
    last batch is filled up with images of weight zero.

    Returns
    -------
    callable
        Takes a permutation of the image indices, applies one optimizer step per batch and returns the epoch's mean
        loss, like `Model.fit`.
    """
    losses_of = loss_function(autoencoder, sparsity)
    optimizer = autoencoder.optimizer
    optimizer.build(autoencoder.trainable_variables)
    steps = math.ceil(len(images) / batch_size)
    fill = steps * batch_size - len(images)
    weights = tf.constant(np.repeat([1, 0], [len(images), fill]).reshape(steps, batch_size), tf.float32)
    images = tf.constant(images)  # on the device, once

    def step(batch, weight):
        with tf.GradientTape() as tape:
            noise = [seed, optimizer.iterations]  # a checkpoint has the iterations, so it resumes with the same noise
            losses = losses_of(batch, masked(batch, corruption, noise), training=True)
            loss = tf.reduce_sum(weight * losses) / tf.reduce_sum(weight)
        gradients = tape.gradient(loss, autoencoder.trainable_variables)
        optimizer.apply(gradients, autoencoder.trainable_variables)
        return tf.reduce_sum(weight * losses)

    @tf.function(jit_compile=xla, autograph=False)  # translating a `for` would take as long as some epochs
    def epoch(order):
        batches = scaled(tf.gather(images, order), divide_by)
        batches = tf.reshape(batches, (steps, batch_size, -1))

        def one_more(i, total):
            return i + 1, total + step(batches[i], weights[i])

        _, total = tf.while_loop(lambda i, _: i < steps, one_more, (0, 0.0))
        return total / len(images)

    return lambda order: epoch(tf.constant(np.pad(order, (0, fill))))


def compiled_loss(autoencoder, divide_by, sparsity=0):
    """A function that returns the mean loss of reconstructing some images, with the penalty of `loss_function`."""
    losses_of = loss_function(autoencoder, sparsity)

    @tf.function(autograph=False)
    def mean_loss(images):
        batch = scaled(images, divide_by)
        return tf.reduce_mean(losses_of(batch, batch))

    return mean_loss


def loss_function(autoencoder, sparsity):
    """A function of images, and of the inputs in their place, that returns the loss of each image.

    It is the model's own loss plus `sparsity` times the sum of the absolute values of the code units: with this L1
    penalty, a code uses fewer of them. (A regularizer of a Keras layer would have no effect here, and Keras 2 and 3
    disagree on whether to divide it by the number of images.)
    """
    loss_of_images = keras.losses.get(autoencoder.loss)
    if not sparsity:
        return lambda images, given, **mode: loss_of_images(images, autoencoder(given, **mode))
    with_code = keras.Model(autoencoder.inputs, [autoencoder.get_layer("code").output, *autoencoder.outputs])

    def losses(images, given, **mode):
        codes, reconstructions = with_code(given, **mode)
        return loss_of_images(images, reconstructions) + sparsity * tf.reduce_sum(tf.abs(codes), axis=1)

    return losses


def scaled(images, divide_by):
    """Intensities from 0 to 1, as the network sees them."""
    return tf.cast(images, tf.float32) / divide_by


def masked(batch, corruption, seed):
    """Images with each pixel black with probability `corruption`; the seed is a pair of integers.

    Masking noise makes a denoising autoencoder (Vincent et al. 2008, doi:10.1145/1390156.1390294).
    """
    if not corruption:
        return batch
    seed = tf.stack([tf.cast(number, tf.int32) for number in seed])
    kept = tf.random.stateless_uniform(tf.shape(batch), seed, alg="philox") >= corruption
    return tf.where(kept, batch, 0)
