"""The training of one autoencoder."""

import logging
import math
import time
from typing import Any

import numpy as np

from autogrid.config.configuration import Configuration, Validation
from autogrid.model.autoencoder import build
from autogrid.model.checkpoint import Checkpoint
from autogrid.model.compiled import compiled_epoch, compiled_loss
from autogrid.model.keras_start import lean_import

with lean_import():
    import keras

# The axes of the grid that determine the layers.
LAYERS = ("dimension", "encoder", "code", "decoder", "seed", "hidden", "filters")


def train(
    images,
    validation_images,
    configuration: Configuration,
    optimizer: dict[str, Any],
    validation: Validation,
    patience: int | None,
    divide_by: float,
    checkpoint: Checkpoint,
):
    """Train an autoencoder, from its checkpoint if there is one, and record its learning curve.

    Parameters
    ----------
    images, validation_images : arrays, (n, height, width) or (n, height, width, 3)
        As they are stored: uint8, or float32 from 0 to 1.
    configuration, optimizer, validation, patience, divide_by
        See `Training`; with patience the best weights are kept.
    checkpoint : Checkpoint

    Returns
    -------
    keras.Model, list of dict, float
        The compiled, trained autoencoder, the rows of its history, and the seconds
        of arithmetic: those of the epochs after the first, which compiles.

    Raises
    ------
    FloatingPointError
        After the first epoch with a loss that is not finite, or at the end if a weight is not.
    """
    autoencoder = build(images.shape[1:], **layers(configuration))
    images, validation_images = flat(images[: configuration["train"]]), flat(validation_images[: validation["images"]])
    name, epochs = configuration["optimizer"], configuration["epochs"]
    seed, sparsity = configuration["seed"], configuration["sparsity"]
    autoencoder.compile(make_optimizer(name, configuration["learning_rate"], optimizer), configuration["loss"])
    train_epoch = compiled_epoch(
        *(autoencoder, images, configuration["batch_size"], divide_by, configuration["corruption"], seed, sparsity),
        fastest_with_xla(configuration),
    )
    mean_loss = compiled_loss(autoencoder, divide_by, sparsity)

    history, best = checkpoint.restore(autoencoder)
    progress = Progress(epochs)
    for epoch in range(len(history) + 1, epochs + 1):
        if patience and epoch > lowest(history) + patience:
            break
        row = {"epoch": epoch, "loss": float(train_epoch(shuffled(len(images), seed, epoch)))}
        if epoch % validation["every"] == 0:
            row |= {"val_loss": float(mean_loss(validation_images)), "val_images": len(validation_images)}
        history.append(row)
        progress.log(row)
        check_finite(row, f"{configuration} in epoch {epoch}", name)
        if patience and lowest(history) == epoch:
            best = autoencoder.get_weights()
        checkpoint.save_in_time(autoencoder, history, best)
    checkpoint.save(autoencoder, history, best)  # if the disk is too full for the model, it is not trained again
    if patience:
        autoencoder.set_weights(best)
    autoencoder.optimizer.finalize_variable_values(autoencoder.trainable_variables)  # as `fit` does, for use_ema
    weights = {weight.path: np.abs(weight.numpy()).max() for weight in autoencoder.weights}
    check_finite(weights, f"{configuration} after the last epoch", name)
    return autoencoder, history, progress.seconds


def layers(configuration: Configuration):
    """The axes of a configuration that `build` takes."""
    return {axis: value for axis, value in configuration.items() if axis in LAYERS}


def fastest_with_xla(configuration: Configuration):
    """Whether XLA compiles the faster program: on a processor oneDNN's convolutions are three to six times faster."""
    return not configuration["filters"]


def perfect_loss(images, loss, divide_by):
    """The mean loss of images as their own reconstructions: the floor of a learning curve.

    Parameters
    ----------
    images : array, (n, height, width) or in colour
    loss : str
        Keras' name of it.
    divide_by : float
        The intensity that becomes 1.
    """
    perfect = flat(images).astype(np.float32) / np.float32(divide_by)
    return float(np.mean(keras.losses.get(loss)(perfect, perfect), dtype=np.float64))


def lowest(history):
    """The first epoch with the lowest validation loss; 0 before there is any."""
    return min(history, key=lambda row: row["val_loss"])["epoch"] if history else 0


def check_finite(values, where, optimizer):
    """Raise a FloatingPointError that names the first of some values that is not finite, and what to change."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise FloatingPointError(
                f"{name} is {value} for {where}: "
                f"lower its learning rate, or set training.optimizers.{optimizer}.clipnorm"
            )


def make_optimizer(name, learning_rate, settings):
    """The Keras optimizer of that name with its settings; Keras wants most whole numbers as floats."""
    as_they_are = {"ema_overwrite_frequency"} | {key for key, value in settings.items() if isinstance(value, bool)}
    config = {key: value if key in as_they_are else float(value) for key, value in settings.items()}
    return keras.optimizers.get({"class_name": name, "config": config | {"learning_rate": float(learning_rate)}})


def shuffled(n, seed, epoch):
    """The order of n images in an epoch: it depends on the seed and the epoch alone."""
    return np.random.default_rng([seed, epoch]).permutation(n).astype(np.int32)


def flat(images):
    """Images of (n, height, width) as (n, pixels)."""
    return np.asarray(images).reshape(len(images), -1)


class Progress:
    """Log lines on the progress of a training; the rate leaves out the first epoch, which compiles."""

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
