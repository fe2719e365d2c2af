"""Time the training steps of one variant, in a process of its own.

usage: step.py VARIANT MNIST_NPZ IMAGES DIMENSION THREADS [FILTERS …]

Prints a JSON: milliseconds per step (median epoch / steps), the loss of the last
epoch, and how many seconds the first epoch took longer, for tracing and compiling.
"""

import importlib
import json
import math
import os
import statistics
import sys
import time
from itertools import pairwise
from pathlib import Path

import problem

MIN_EPOCHS, MIN_SECONDS = 3, 1.0  # timed after the first epoch, whichever takes longer; of fit so many epochs

# name: module and function of benchmarks/variants
VARIANTS = {
    "fit": "fit.plain",
    "fit-advised": "fit.advised",
    "fit-tfdata": "fit.advised_dataset",
    "torch": "torch_loop.trainer",
    "jax": "jax_scan.trainer",
    "ours": "compiled_epoch.trainer",
    "products-numpy": "products.with_numpy",
    "products-tensorflow": "products.with_tensorflow",
}
SHUFFLE_THEMSELVES = {"fit", "fit-advised", "fit-tfdata"}


def trainer(variant):
    """The function of a variant that makes a trainer of images and initial weights."""
    module, function = VARIANTS[variant].split(".")
    return getattr(importlib.import_module(f"variants.{module}"), function)


def use_cores(count):
    """Restrict this process to some cores: every library then starts that many threads."""
    cores = sorted(os.sched_getaffinity(0))
    if count > len(cores):
        raise ValueError(f"{count} threads on {len(cores)} cores: ask for at most {len(cores)}")
    os.sched_setaffinity(0, cores[:count])


def measure(variant, npz, images, dimension, filters):
    """Milliseconds per step, compile seconds and last loss of a variant; convolutional if there are filters."""
    images = problem.training_images(npz, images)
    train_epoch = trainer(variant)(images, problem.initial_weights(dimension, filters))
    timed = fitted_epochs if variant in SHUFFLE_THEMSELVES else called_epochs
    (first, *seconds), loss = timed(train_epoch, len(images))
    epoch = statistics.median(seconds)
    steps = math.ceil(len(images) / problem.BATCH_SIZE)
    return {"ms": 1000 * epoch / steps, "compile_s": first - epoch, "loss": loss}


def called_epochs(train_epoch, count):
    """Seconds of each epoch, one call per epoch, and the last loss; drawing the order is part of it."""
    seconds = []
    while len(seconds) < 1 + MIN_EPOCHS or sum(seconds[1:]) < MIN_SECONDS:
        start = time.perf_counter()
        loss = train_epoch(problem.order(count, len(seconds)))
        seconds.append(time.perf_counter() - start)
    return seconds, loss


def fitted_epochs(fit, count):
    """The same of one call of `fit`, so that what it does once a call is in the first epoch only."""
    from keras.callbacks import LambdaCallback

    ends = [time.perf_counter()]
    clock = LambdaCallback(on_epoch_end=lambda epoch, logs: ends.append(time.perf_counter()))
    loss = fit(epochs=1 + MIN_EPOCHS, callbacks=[clock])
    return [end - start for start, end in pairwise(ends)], loss


if __name__ == "__main__":
    variant, npz, *numbers = sys.argv[1:]
    images, dimension, threads, *filters = map(int, numbers)
    use_cores(threads)
    sys.path.append(str(Path(__file__).parents[1] / "scripts"))
    print(json.dumps(measure(variant, npz, images, dimension, filters)))
