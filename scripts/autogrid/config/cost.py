"""What trainings will cost: disk and, by a measured step, time.

Started as a program it measures: on one thread, as trainings run, which NumPy wants to be told before it is imported.
"""

import json
import math
import os
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

from autogrid.model.maps import products, values

BYTES = 4 * 3  # of a weight in a model file: itself and two moments of Adam, all float32
MEASURED = 4  # networks whose step is measured; those of other sizes are in between
PATIENCE = 0.3  # seconds for each of these
CONVOLVED = 3  # times as long takes a convolution as a dense layer of as many products
CACHED = 1 << 14  # values that are near the processor at once


def parameters(inputs, configuration):
    """How many weights an autoencoder of images of a shape has."""
    return sum(given * units + units for _, given, units in layers_of(inputs, configuration))


def layers_of(inputs, configuration):
    """The `products` of all layers of an autoencoder, from the image to its reconstruction."""
    filters, hidden = configuration.get("filters", []), configuration["hidden"]
    return products(inputs, filters, hidden, configuration["dimension"])


def units_of(inputs, configuration):
    """The units of all layers; for one with convolutions, those of a dense autoencoder whose steps take as long."""
    layers = layers_of(inputs, configuration)
    if not configuration.get("filters"):
        return [values(inputs), *(units for *_, units in layers)]
    work = sum(math.prod(layer) for layer in layers)
    return [values(inputs), CONVOLVED * work // (2 * values(inputs)), values(inputs)]


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


def seconds(inputs, configurations):
    """Processor seconds of some trainings at most, and of a step of the largest one; None where NumPy is missing.

    Parameters
    ----------
    inputs : int or sequence of int
        Values in an image, or its shape.
    configurations : list of dict
        See `grid.configurations`.
    """
    sizes = {}
    for configuration in configurations:
        sizes[size(inputs, configuration)] = configuration
    known = sorted(sizes)
    shown = sorted({known[i * (len(known) - 1) // max(1, MEASURED - 1)] for i in range(MEASURED)})
    measured = measure([(units_of(inputs, sizes[one]), sizes[one]["batch_size"]) for one in shown])
    if measured is None:
        return None
    each = {one: between(one, shown, measured) for one in known}
    total = sum(steps(configuration) * each[size(inputs, configuration)] for configuration in configurations)
    return total, measured[-1]


def size(inputs, configuration):
    """What the time of a step grows with."""
    units = units_of(inputs, configuration)
    return sum(map(math.prod, pairwise(units))) * configuration["batch_size"]


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
    environment = os.environ | threads | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    return None if done.returncode else json.loads(done.stdout)


if __name__ == "__main__":
    print(json.dumps([step_seconds(*network) for network in json.loads(sys.argv[1])]))
