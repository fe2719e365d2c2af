"""Keras' activations in NumPy, by Keras' names.

Importing TensorFlow takes ten times as long as evaluating an autoencoder, so code that only applies a trained one does
without it. The formulas are those of https://keras.io/api/layers/activations/; a test compares each with Keras.
"""

import math
from collections.abc import Callable

import numpy as np

erf = np.vectorize(math.erf, otypes=[np.float32])


def sigmoid(x):
    with np.errstate(over="ignore"):  # exp(-x) is inf where the result is 0
        return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.logaddexp(x, 0)


def elu(x, alpha=1.0):
    return np.where(x > 0, x, alpha * np.expm1(np.minimum(x, 0)))


def relu(x):
    return np.maximum(x, 0)


def hard_sigmoid(x):
    return np.clip(x / 6 + 0.5, 0, 1)


def softmax(x):
    exp = np.exp(x - x.max(axis=-1, keepdims=True))
    return exp / exp.sum(axis=-1, keepdims=True)


def log_softmax(x):
    shifted = x - x.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def sparsemax(x):
    # Martins & Astudillo 2016 (arXiv:1602.02068), algorithm 1, except for the threshold:
    # Keras 3.15 adds up the cumulative sums of the support where they take the last.
    descending = -np.sort(-x, axis=-1)
    sums = np.cumsum(descending, axis=-1)
    counts = np.arange(1, x.shape[-1] + 1, dtype=x.dtype)
    support = descending - (sums - 1) / counts > 0
    threshold = (np.where(support, sums, 0).sum(axis=-1, keepdims=True) - 1) / support.sum(
        axis=-1, keepdims=True, dtype=x.dtype
    )
    return relu(x - threshold)


ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "celu": elu,  # the same for alpha = 1
    "elu": elu,
    "exponential": np.exp,
    "gelu": lambda x: x * (1 + erf(x / math.sqrt(2))) / 2,
    "hard_shrink": lambda x: np.where(np.abs(x) > 0.5, x, 0),
    "hard_sigmoid": hard_sigmoid,
    "hard_silu": lambda x: x * hard_sigmoid(x),
    "hard_tanh": lambda x: np.clip(x, -1, 1),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "linear": lambda x: x,
    "log_sigmoid": lambda x: -softplus(-x),
    "log_softmax": log_softmax,
    "mish": lambda x: x * np.tanh(softplus(x)),
    "relu": relu,
    "relu6": lambda x: np.clip(x, 0, 6),
    "selu": lambda x: 1.05070098 * elu(x, 1.67326324),
    "sigmoid": sigmoid,
    "silu": lambda x: x * sigmoid(x),
    "soft_shrink": lambda x: x - np.clip(x, -0.5, 0.5),
    "softmax": softmax,
    "softplus": softplus,
    "softsign": lambda x: x / (1 + np.abs(x)),
    "sparse_plus": lambda x: np.where(x > 1, x, np.where(x > -1, (x + 1) ** 2 / 4, 0)),
    "sparse_sigmoid": lambda x: np.clip((x + 1) / 2, 0, 1),
    "sparsemax": sparsemax,
    "squareplus": lambda x: (x + np.sqrt(x * x + 4)) / 2,
    "tanh": np.tanh,
    "tanh_shrink": lambda x: x - np.tanh(x),
}

# Activations with flat parts, where a unit can die: their values there, at which the gradient is zero.
FLAT = {
    "hard_shrink": (0,),
    "hard_sigmoid": (0, 1),
    "hard_silu": (0,),
    "hard_tanh": (-1, 1),
    "relu": (0,),
    "relu6": (0, 6),
    "soft_shrink": (0,),
    "sparse_plus": (0,),
    "sparse_sigmoid": (0, 1),
    "sparsemax": (0, 1),
}
