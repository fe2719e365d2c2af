"""Time the training steps of one variant, in a process of its own.

usage: step.py VARIANT MNIST_NPZ IMAGES DIMENSION THREADS

Prints a JSON: milliseconds a step (median epoch / steps), the loss of the last
epoch, and how many seconds the first epoch took longer, for tracing and compiling.
"""

import importlib
import json
import math
import os
import statistics
import sys
import time
from pathlib import Path

import problem

MIN_EPOCHS, MIN_SECONDS = 3, 1.0  # timed, whichever takes longer

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


def measure(variant, npz, images, dimension):
    """Milliseconds a step, compile seconds and last loss of a variant."""
    images = problem.training_images(npz, images)
    train_epoch = trainer(variant)(images, problem.initial_weights(images.shape[1], dimension))
    first, _ = timed_epoch(train_epoch, variant, len(images), 0)
    seconds = []
    while len(seconds) < MIN_EPOCHS or sum(seconds) < MIN_SECONDS:
        elapsed, loss = timed_epoch(train_epoch, variant, len(images), len(seconds) + 1)
        seconds.append(elapsed)
    epoch = statistics.median(seconds)
    steps = math.ceil(len(images) / problem.BATCH_SIZE)
    return {"ms": 1000 * epoch / steps, "compile_s": first - epoch, "loss": loss}


def timed_epoch(train_epoch, variant, count, epoch):
    """Seconds and loss of one epoch; drawing the order is part of it."""
    start = time.perf_counter()
    loss = train_epoch(None if variant in SHUFFLE_THEMSELVES else problem.order(count, epoch))
    return time.perf_counter() - start, loss


if __name__ == "__main__":
    variant, npz, images, dimension, threads = sys.argv[1:]
    use_cores(int(threads))
    sys.path.append(str(Path(__file__).parents[1] / "scripts"))
    print(json.dumps(measure(variant, npz, int(images), int(dimension))))
