"""What trainings will cost: disk and, by a measured step, time."""

import json
import math
import os
import subprocess
import sys

from autogrid.config import step
from autogrid.model.maps import maps

BYTES = 4 * 3  # of a weight in a model file: itself and two moments of Adam, all float32
KERNEL = 9  # weights of a convolution for each pair of channels
MEASURED = 4  # networks whose step is measured; those of other sizes are in between


def parameters(shape, configuration):
    """How many weights an autoencoder has: of its dense layers, and of the convolutions around them.

    Parameters
    ----------
    shape : sequence of int
        Of an image.
    configuration : dict
        See `grid.configurations`.
    """
    layers = layers_of(shape, configuration)
    channels = [channels for _, _, channels in maps(shape, configuration["filters"])]
    convolutions = sum(2 * KERNEL * before * after + before + after for before, after in zip(channels, channels[1:]))
    return convolutions + sum(inputs * units + units for inputs, units in zip(layers, layers[1:]))


def layers_of(shape, configuration):
    """The units of all dense layers of an autoencoder, from the image or its last maps to the same after the code."""
    values, hidden = math.prod(maps(shape, configuration["filters"])[-1]), configuration["hidden"]
    return [values, *hidden, configuration["dimension"], *reversed(hidden), values]


def steps(configuration):
    """How many steps of the optimizer a training takes at most."""
    return configuration["epochs"] * math.ceil(configuration["train"] / configuration["batch_size"])


def seconds(shape, configurations):
    """Processor seconds of some trainings at most, and of a step of the largest one.

    None where NumPy is missing, and for convolutions, whose steps are not measured.

    Parameters
    ----------
    shape : sequence of int
        Of an image.
    configurations : list of dict
        See `grid.configurations`.
    """
    if any(configuration["filters"] for configuration in configurations):
        return None
    sizes = {}
    for configuration in configurations:
        sizes[size(shape, configuration)] = configuration
    known = sorted(sizes)
    shown = sorted({known[i * (len(known) - 1) // max(1, MEASURED - 1)] for i in range(MEASURED)})
    measured = measure([(layers_of(shape, sizes[one]), sizes[one]["batch_size"]) for one in shown])
    if measured is None:
        return None
    each = {one: between(one, shown, measured) for one in known}
    total = sum(steps(configuration) * each[size(shape, configuration)] for configuration in configurations)
    return total, measured[-1]


def size(shape, configuration):
    """What the time of a step grows with."""
    return parameters(shape, configuration) * configuration["batch_size"]


def between(x, xs, ys):
    """The value at x on the line through points, which are in their order and around it."""
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
