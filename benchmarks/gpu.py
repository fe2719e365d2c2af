"""What a GPU gains: training steps on it and on the processor, in each library that is installed.

usage: gpu.py [--images N] [--devices gpu cores core]

Prints one JSON: the machine; a row for each device, library, network, batch size and way to train, with
milliseconds per step, seconds until the first epoch was done, and the first losses; and, with TensorFlow, whole
trainings with the seconds computed of the seconds held. Takes six minutes on 16 cores and a
GPU; progress goes to stderr.

With TensorFlow (tensorflow[and-cuda]) the ways are those of the workflow, with and without XLA, and `Model.fit`; with
JAX, for machines without TensorFlow, the same Keras model in one jitted scan over the batches, and `Model.fit`. Images
are those of tests/data, repeated. Products are not rounded to TF32.
"""

import argparse
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "scripts"))
DIVIDE_BY = 255
DEVICES = {"gpu": {}, "cores": {"CUDA_VISIBLE_DEVICES": "", "JAX_PLATFORMS": "cpu"}}
DEVICES["core"] = DEVICES["cores"]
NETWORKS = {  # what `build` and images need
    "dense": {"shape": (28, 28), "filters": ()},
    "convolutional": {"shape": (28, 28), "filters": (16, 32)},
    "colour": {"shape": (64, 64, 3), "filters": (32, 64, 128)},
}
WAYS = {"tensorflow": ["epoch-xla", "epoch", "fit"], "jax": ["epoch-xla", "fit"]}
LONGEST = 60  # seconds for a measurement that is begun, so that the slowest cannot take the machine's time


def cases(library, device):
    """Network, batch size and way of each measurement; on the processor not those that take it minutes."""
    for network in NETWORKS:
        for batch in (256, 2048) if network != "colour" else (256,):
            for way in WAYS[library]:
                by_xla = network != "dense" and (library == "jax" or way == "epoch-xla")
                slow = {
                    "gpu": False,
                    "cores": by_xla and (network, batch) != ("convolutional", 256),
                    "core": by_xla or way == "fit" or (network, batch) in [("colour", 256), ("convolutional", 2048)],
                }
                if not slow[device]:
                    yield network, batch, way


def pictures(shape, count):
    """Images as bytes, (count, *shape): digits, enlarged and tinted where they are in colour."""
    with np.load(HERE.parent / "tests/data/mnist-sample.npz") as sample:
        digits = np.resize(sample["x_train"], (count, 28, 28))
    if len(shape) == 2:
        return digits
    tints = np.random.default_rng(0).random((count, 1, 1, 3))
    return (np.pad(digits.repeat(2, 1).repeat(2, 2), [(0, 0), (4, 4), (4, 4)])[..., None] * tints).astype(np.uint8)


def network(name):
    """The compiled autoencoder of a name in `NETWORKS`."""
    from autogrid.model.autoencoder import build

    about = NETWORKS[name]
    model = build(about["shape"], 64, "relu", "sigmoid", seed=0, filters=about["filters"])
    model.compile("adam", "binary_crossentropy")
    return model


def tensorflow_epoch(model, images, batch, way):
    """The workflow's epoch: a function of the order of the images that returns the mean loss."""
    from autogrid.model.compiled import compiled_epoch

    epoch = compiled_epoch(model, images, batch, DIVIDE_BY, xla=way == "epoch-xla")
    return lambda order: float(epoch(order))


def jax_epoch(model, images, batch, way):
    """The same in JAX: a jitted scan over the batches of an epoch."""
    import jax
    import jax.numpy as jnp
    from keras.losses import binary_crossentropy

    rows, optimizer = jnp.asarray(images), model.optimizer
    optimizer.build(model.trainable_variables)

    def loss(weights, batch):
        reconstructions, _ = model.stateless_call(weights, [], batch, training=True)
        return jnp.mean(binary_crossentropy(batch, reconstructions))

    def step(state, batch):
        value, gradients = jax.value_and_grad(loss)(state[0], batch)
        return optimizer.stateless_apply(state[1], gradients, state[0]), value

    @jax.jit
    def run(state, order):
        batches = rows[order].astype(jnp.float32).reshape(-1, batch, rows.shape[1]) / DIVIDE_BY
        state, losses = jax.lax.scan(step, state, batches)
        return state, losses.mean()

    state = [variable.value for variable in model.trainable_variables], [v.value for v in optimizer.variables]

    def epoch(order):
        nonlocal state
        state, value = run(state, order)
        return float(value)

    return epoch


def timed(epoch):
    """A function that returns what an epoch does, its loss, and the seconds that it took."""

    def run(order):
        start = time.perf_counter()
        return epoch(order), time.perf_counter() - start

    return run


def fit_epoch(model, images, batch):
    """`Model.fit` as people write it, for one epoch in a given order; its loss and seconds."""
    images = images.astype(np.float32) / np.float32(DIVIDE_BY)

    def epoch(order):
        x = images[order]
        start = time.perf_counter()
        loss = model.fit(x, x, batch_size=batch, shuffle=False, verbose=0).history["loss"][0]
        return loss, time.perf_counter() - start

    return epoch


def measured(library, device, name, batch, way, count):
    """The row of one measurement: at least three epochs and half a second after the first."""
    shape = NETWORKS[name]["shape"]
    count = max(batch, (count // (8 if name == "colour" else 1)) // batch * batch)
    images = pictures(shape, count).reshape(count, -1)
    start, first_epoch = time.perf_counter(), None
    train = {"tensorflow": tensorflow_epoch, "jax": jax_epoch}[library]
    model = network(name)
    epoch = fit_epoch(model, images, batch) if way == "fit" else timed(train(model, images, batch, way))
    losses, seconds = [], []
    while len(seconds) < 4 or sum(seconds[1:]) < 0.5:
        order = np.random.default_rng(len(seconds)).permutation(count).astype(np.int32)
        loss, took = epoch(order)
        losses.append(loss)
        seconds.append(took)
        first_epoch = first_epoch or time.perf_counter() - start
        if len(seconds) > 1 and time.perf_counter() - start > LONGEST:
            break
    return {
        **{"device": device, "library": library, "network": name, "batch": batch, "way": way, "images": count},
        "ms_a_step": 1000 * statistics.median(seconds[1:]) / (count // batch),
        "first_epoch_s": first_epoch,
        "losses": losses[:3],
    }


def begin(library, device):
    """Restrict this process to a device, and import a library and Keras with it; the device's name."""
    cores = sorted(os.sched_getaffinity(0))
    if device == "core":
        os.sched_setaffinity(0, cores[:1])
    threads = 1 if device == "core" else len(cores)
    if library == "tensorflow":
        from autogrid.model import keras_start

        return keras_start.configure(threads, gpu_asked=device == "gpu")["device"]
    os.environ.update(KERAS_BACKEND="jax", XLA_PYTHON_CLIENT_PREALLOCATE="false")
    import jax
    import keras  # noqa: F401 - before ours, which would take TensorFlow

    jax.config.update("jax_default_matmul_precision", "highest")
    return jax.devices()[0].device_kind


def whole_training(device, name):
    """Seconds computed of the seconds held by a process that trains 50 epochs on 5,000 images, as `train` does."""
    start = time.monotonic()
    begin("tensorflow", device)
    from autogrid.model.checkpoint import Checkpoint
    from autogrid.model.training import train

    about = NETWORKS[name]
    images = pictures(about["shape"], 5000)
    configuration = {
        **{"dimension": 64, "encoder": "relu", "code": "relu", "decoder": "sigmoid", "hidden": [], "seed": 0},
        **{"filters": list(about["filters"]), "sparsity": 0, "corruption": 0, "loss": "binary_crossentropy"},
        **{"optimizer": "adam", "learning_rate": 0.001, "epochs": 50, "train": 5000, "batch_size": 256},
    }
    settings = {"optimizer": {}, "validation": {"every": 1, "images": 1000}, "patience": None, "divide_by": DIVIDE_BY}
    none = Checkpoint(os.devnull, "", every=10**6)
    *_, computed = train(images, images, configuration, **settings, checkpoint=none)
    return {"device": device, "network": name, "computed_s": computed, "held_s": time.monotonic() - start}


def measure(library, device, count):
    """All measurements of a library on a device, a JSON a line: whatever fails, the others are measured."""
    print(json.dumps({"device": device, "library": library, "is": begin(library, device)}), flush=True)
    for case in cases(library, device):
        try:
            row = measured(library, device, *case, count)
        except Exception as error:
            row = {
                "device": device,
                "library": library,
                "case": case,
                "failed": f"{type(error).__name__}: {error}"[:400],
            }
        print(json.dumps(row), flush=True)


def rows(arguments, device):
    """The JSON lines that this script prints as a process with some arguments, on a device; a row too if it fails."""
    command = [sys.executable, __file__, *arguments]
    process = subprocess.run(command, env=os.environ | DEVICES[device], capture_output=True, text=True)
    lines = process.stdout.splitlines()
    yield from (json.loads(line) for line in lines if line.startswith("{"))
    if process.returncode:
        yield {"device": device, "arguments": arguments, "failed": process.stderr[-800:]}


def main(count, devices):
    libraries, start, found = [name for name in WAYS if importlib.util.find_spec(name)], time.monotonic(), []
    jobs = [(["--measure", library, device, str(count)], device) for device in devices for library in libraries]
    if "tensorflow" in libraries:
        jobs += [(["--train", device, name], device) for name in NETWORKS for device in devices if device != "cores"]
    for job in jobs:
        for row in rows(*job):
            print(json.dumps(row), f"after {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
            found.append(row)
    machine = {
        "cores": len(os.sched_getaffinity(0)),
        "machine": platform.machine(),
        "python": platform.python_version(),
    }
    print(json.dumps({"machine": machine, "seconds": time.monotonic() - start, "rows": found}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:4], int(sys.argv[4]))
    elif sys.argv[1:2] == ["--train"]:
        print(json.dumps(whole_training(*sys.argv[2:])))
    else:
        parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
        parser.add_argument("--images", dest="count", type=int, default=20_480, help="in an epoch")
        parser.add_argument("--devices", nargs="+", choices=DEVICES, default=list(DEVICES))
        main(**vars(parser.parse_args()))
