"""The training of one autoencoder."""

import logging
import math
import time

import numpy as np

from autogrid.model.autoencoder import build
from autogrid.model.compiled import compiled_epoch, compiled_loss
from autogrid.model.keras_start import lean_import

with lean_import():
    import keras


def train(images, validation, configuration, training, divide_by, checkpoint):
    """Train an autoencoder, from its checkpoint if there is one, and record its learning curve.

    Parameters
    ----------
    images, validation : uint8 arrays, (n, height, width)
    configuration : dict
        A cell of the grid, see `grid.configurations`.
    training : dict
        The config's ``training``: optimizers, loss, epochs, batch size, validation.
    divide_by : float
        The intensity that becomes 1.
    checkpoint : Checkpoint

    Returns
    -------
    keras.Model, list of dict, float
        The compiled, trained autoencoder, the rows of its history, and the seconds
        of arithmetic: those of the epochs after the first, which compiles.

    Raises
    ------
    FloatingPointError
        At the end of the first epoch with a loss, or at the end with a weight, that is not finite.
    """
    images, validation = flat(images), flat(validation[: training["validation"]["images"]])
    architecture = {axis: configuration[axis] for axis in ("dimension", "encoder", "decoder", "seed", "hidden")}
    name, corruption, seed = (configuration[axis] for axis in ("optimizer", "corruption", "seed"))
    autoencoder = build(images.shape[1], **architecture)
    autoencoder.compile(optimizer(name, training["optimizers"][name]), training["loss"])
    train_epoch = compiled_epoch(autoencoder, images, training["batch_size"], divide_by, corruption, seed)
    mean_loss = compiled_loss(autoencoder, divide_by)

    history = checkpoint.restore(autoencoder)
    progress = Progress(training["epochs"])
    for epoch in range(len(history) + 1, training["epochs"] + 1):
        row = {"epoch": epoch, "loss": float(train_epoch(shuffled(len(images), seed, epoch)))}
        if epoch % training["validation"]["every"] == 0:
            row |= {"val_loss": float(mean_loss(validation)), "val_images": len(validation)}
        history.append(row)
        progress.log(row)
        check_finite(row, f"{configuration} in epoch {epoch}", name)
        checkpoint.save(autoencoder, history)
    autoencoder.optimizer.finalize_variable_values(autoencoder.trainable_variables)  # as `fit` does, for use_ema
    weights = {weight.path: np.abs(weight.numpy()).max() for weight in autoencoder.weights}
    check_finite(weights, f"{configuration} after the last epoch", name)
    return autoencoder, history, progress.seconds


def check_finite(values, where, optimizer):
    """Raise a FloatingPointError that names the first of some values that is not finite, and what to change."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise FloatingPointError(
                f"{name} is {value} for {where}: "
                f"lower training.optimizers.{optimizer}.learning_rate, or set clipnorm beside it"
            )


def optimizer(name, parameters):
    """The Keras optimizer of that name, with its parameters; most whole numbers Keras wants as floats."""
    as_they_are = {"ema_overwrite_frequency"} | {key for key, value in parameters.items() if isinstance(value, bool)}
    config = {key: value if key in as_they_are else float(value) for key, value in parameters.items()}
    return keras.optimizers.get({"class_name": name, "config": config})


def shuffled(n, seed, epoch):
    """The order of n images in an epoch: it depends on the seed and the epoch alone."""
    return np.random.default_rng([seed, epoch]).permutation(n).astype(np.int32)


def flat(images):
    """Images of (n, height, width) as (n, pixels)."""
    return np.asarray(images).reshape(len(images), -1)


class Progress:
    """Lines on the progress of a training; the rate leaves out the first epoch, which compiles."""

    def __init__(self, epochs):
        self.epochs, self.first, self.seconds = epochs, None, 0.0

    def log(self, row):
        """Losses of an epoch, rate and time left."""
        now, epoch, pace = time.perf_counter(), row["epoch"], ""
        if self.first is None:
            self.first, self.start = epoch, now
        else:
            self.seconds = now - self.start
            rate = (epoch - self.first) / self.seconds
            pace = f"  {rate:.1f} epochs/s  {(self.epochs - epoch) / rate:.0f} s left"
        val_loss = f"{row['val_loss']:.4f}" if "val_loss" in row else "-"
        logging.info("epoch %d/%d  loss %.4f  val_loss %s%s", epoch, self.epochs, row["loss"], val_loss, pace)
