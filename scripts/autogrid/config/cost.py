"""The cost of trainings: disk space, and time, estimated from a measured step."""

import json
import math
import os
import subprocess
import sys
from itertools import pairwise

from autogrid.config import step
from autogrid.config.configuration import Configuration
from autogrid.model.maps import products

BYTES = 4 * 3  # per weight in a model file: the weight and Adam's two moments, all float32
CONVOLVED = 3  # times as long as a dense layer with as many products
MEASURED = 4  # networks whose step is measured; other sizes are interpolated


def parameters(shape, configuration: Configuration):
    """The number of weights of an autoencoder for images of a shape."""
    return sum(inputs * units + units for _, inputs, units in layers_of(shape, configuration))


def layers_of(shape, configuration):
    """The `products` of all layers, from the image to its reconstruction."""
    return products(shape, *(configuration[axis] for axis in ("filters", "hidden", "dimension")))


def units_of(shape, configuration):
    """The units of all layers; with convolutions, those of a dense autoencoder whose steps take as long."""
    layers, values = layers_of(shape, configuration), math.prod(shape)
    if not configuration["filters"]:
        return [values, *(units for *_, units in layers)]
    work = sum(math.prod(layer) for layer in layers)
    return [values, CONVOLVED * work // (2 * values), values]


def steps(configuration: Configuration):
    """The largest number of optimizer steps that a training can take."""
    return configuration["epochs"] * math.ceil(configuration["train"] / configuration["batch_size"])


def seconds(shape, configurations):
    """At most how many processor seconds some trainings on images of a shape take, and a step of the largest one.

    None where NumPy is missing. For convolutions, the step of a dense network is measured: see `units_of`.
    """
    sizes = {}
    for configuration in configurations:
        sizes[size(shape, configuration)] = configuration
    known = sorted(sizes)
    shown = sorted({known[i * (len(known) - 1) // max(1, MEASURED - 1)] for i in range(MEASURED)})
    measured = measure([(units_of(shape, sizes[one]), sizes[one]["batch_size"]) for one in shown])
    if measured is None:
        return None
    each = {one: between(one, shown, measured) for one in known}
    total = sum(steps(configuration) * each[size(shape, configuration)] for configuration in configurations)
    return total, measured[-1]


def size(shape, configuration):
    """A size with which the time of a step grows."""
    return sum(map(math.prod, pairwise(units_of(shape, configuration)))) * configuration["batch_size"]


def between(x, xs, ys):
    """The value at x, interpolated linearly between points in ascending order."""
    for x0, x1, y0, y1 in zip(xs, xs[1:], ys, ys[1:]):
        if x0 <= x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return ys[0]


def measure(networks):
    """Processor seconds of a step of each network, by its layers and batch size; None where NumPy is missing."""
    threads = {f"{library}_NUM_THREADS": "1" for library in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM")}
    command = [sys.executable, step.__file__, json.dumps(networks)]
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True)
    return None if done.returncode else json.loads(done.stdout)
