"""The same model in JAX: one jitted `lax.scan` over the batches of an epoch."""

import math

import jax
import jax.numpy as jnp
import numpy as np

from problem import BATCH_SIZE, BETA_1, BETA_2, DIVIDE_BY, EPSILON, LEARNING_RATE


def trainer(images, weights):
    """A function that trains for one epoch in a given order and returns the mean loss."""
    steps = math.ceil(len(images) / BATCH_SIZE)
    fill = steps * BATCH_SIZE - len(images)
    # as ours: the last batch is filled up with images of weight zero
    counts = jnp.asarray(np.repeat([1, 0], [len(images), fill]).reshape(steps, BATCH_SIZE), jnp.float32)
    rows = jnp.asarray(images)

    @jax.jit
    def run(state, order):
        batches = (rows[order].astype(jnp.float32) / DIVIDE_BY).reshape(steps, BATCH_SIZE, -1)
        state, losses = jax.lax.scan(step, state, (batches, counts))
        return state, losses.sum() / len(images)

    zeros = [jnp.zeros_like(weight) for weight in weights]
    state = [jnp.asarray(weight) for weight in weights], zeros, zeros, 0.0

    def epoch(order):
        nonlocal state
        state, loss = run(state, np.pad(order, (0, fill)))
        return float(loss)

    return epoch


def mean_loss(weights, batch, counts):
    """Binary cross-entropy from logits, a pixel, averaged over the images that count."""
    code_kernel, code_bias, kernel, bias = weights
    logits = jax.nn.relu(batch @ code_kernel + code_bias) @ kernel + bias
    losses = jnp.mean(jnp.logaddexp(logits, 0) - batch * logits, axis=1)
    return jnp.sum(counts * losses) / jnp.sum(counts)


def step(state, batch_and_counts):
    """One step of Adam; returns the state and the batch's summed loss."""
    weights, first, second, t = state
    batch, counts = batch_and_counts
    loss, gradients = jax.value_and_grad(mean_loss)(weights, batch, counts)
    t += 1
    first = [BETA_1 * m + (1 - BETA_1) * g for m, g in zip(first, gradients, strict=True)]
    second = [BETA_2 * v + (1 - BETA_2) * g * g for v, g in zip(second, gradients, strict=True)]
    rate = LEARNING_RATE * jnp.sqrt(1 - BETA_2**t) / (1 - BETA_1**t)
    weights = [w - rate * m / (jnp.sqrt(v) + EPSILON) for w, m, v in zip(weights, first, second, strict=True)]
    return (weights, first, second, t), loss * jnp.sum(counts)
