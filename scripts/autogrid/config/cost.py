"""What trainings will cost: disk and, by a measured step, time.

Started as a program it measures: on one thread, as trainings run, which NumPy wants to be told before it is imported.
"""

import json
import math
import os
import subprocess
import sys
import time

BYTES = 4 * 3  # of a weight in a model file: itself and two moments of Adam, all float32
MEASURED = 4  # networks whose step is measured; those of other sizes are in between
PATIENCE = 0.3  # seconds for each of these
CACHED = 1 << 14  # values that are near the processor at once


def parameters(values, configuration):
    """How many weights an autoencoder of images with so many values has."""
    layers = layers_of(values, configuration)
    return sum(inputs * units + units for inputs, units in zip(layers, layers[1:]))


def layers_of(values, configuration):
    """The units of all layers of an autoencoder, from the image to its reconstruction."""
    hidden = configuration["hidden"]
    return [values, *hidden, configuration["dimension"], *reversed(hidden), values]


def steps(configuration):
    """How many steps of the optimizer a training takes at most."""
    return configuration["epochs"] * math.ceil(configuration["train"] / configuration["batch_size"])


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
    """What Adam does to weights and their moments, in place."""
    mean += 0.1 * (change - mean)
    square += 0.001 * (change * change - square)
    weight -= 1e-9 * mean / (square**0.5 + 1e-7)


def seconds(values, configurations):
    """Processor seconds of some trainings at most, and of a step of the largest one; None where NumPy is missing.

    Parameters
    ----------
    values : int
        In an image.
    configurations : list of dict
        See `grid.configurations`.
    """
    sizes = {}
    for configuration in configurations:
        sizes[size(values, configuration)] = configuration
    known = sorted(sizes)
    shown = sorted({known[i * (len(known) - 1) // max(1, MEASURED - 1)] for i in range(MEASURED)})
    measured = measure([(layers_of(values, sizes[one]), sizes[one]["batch_size"]) for one in shown])
    if measured is None:
        return None
    each = {one: between(one, shown, measured) for one in known}
    total = sum(steps(configuration) * each[size(values, configuration)] for configuration in configurations)
    return total, measured[-1]


def size(values, configuration):
    """What the time of a step grows with."""
    return parameters(values, configuration) * configuration["batch_size"]


def between(x, xs, ys):
    """The value at x on the line through points, which are in their order and around it."""
    for x0, x1, y0, y1 in zip(xs, xs[1:], ys, ys[1:]):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return ys[0]


def measure(networks):
    """Processor seconds of a step of each network, by its layers and batch size; None where NumPy is missing."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM")}
    command = [sys.executable, __file__, json.dumps(networks)]
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True)
    return None if done.returncode else json.loads(done.stdout)


if __name__ == "__main__":
    print(json.dumps([step_seconds(*network) for network in json.loads(sys.argv[1])]))
