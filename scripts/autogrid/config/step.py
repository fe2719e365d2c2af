"""Measure a step of the optimizer, without TensorFlow.

This is a program, to run on one thread as trainings do: NumPy takes that setting when it is imported.

usage: step.py '[[[784, 64, 784], 256], …]'    the units of each layer, and images in a batch
"""

import json
import sys
import time

PATIENCE = 0.3  # seconds for each network
CACHED = 1 << 14  # values that are near the processor at once


def step_seconds(layers, batch_size):
    """Processor seconds of a step of the optimizer here: its matrix products and Adam's arithmetic, in NumPy.

    It is what a step of the compiled training takes, to a factor of about two.
    """
    import numpy as np  # planning does without it

    chance = np.random.default_rng(0)
    weights = [chance.random(pair, np.float32) - 0.5 for pair in zip(layers, layers[1:])]
    moments = [(np.zeros_like(weight), np.zeros_like(weight)) for weight in weights]
    images = chance.random((batch_size, layers[0]), np.float32)
    step(images, weights, moments)  # memory is taken in the first one
    start, number = time.process_time(), 0
    while not number or time.process_time() - start < PATIENCE:
        step(images, weights, moments)
        number += 1
    return (time.process_time() - start) / number


def step(images, weights, moments):
    """The arithmetic of a step, whatever it computes."""
    outputs = [images]
    for weight in weights:
        outputs.append(outputs[-1] @ weight)
    gradient = outputs[-1] - images
    for weight, before, (mean, square) in zip(weights[::-1], outputs[-2::-1], moments[::-1]):
        change = before.T @ gradient
        gradient = gradient @ weight.T
        for first in range(0, weight.size, CACHED):  # as a compiled step does: each value is loaded once
            part = slice(first, first + CACHED)
            adam(*(array.reshape(-1)[part] for array in (weight, change, mean, square)))


def adam(weight, change, mean, square):
    """Adam's update of weights and their moments, in place."""
    mean += 0.1 * (change - mean)
    square += 0.001 * (change * change - square)
    weight -= 1e-9 * mean / (square**0.5 + 1e-7)


if __name__ == "__main__":
    print(json.dumps([step_seconds(*network) for network in json.loads(sys.argv[1])]))
