"""Measure all autoencoders again, by Keras and on its own, to check what `evaluate` says in NumPy.

in   the models, which are not trusted, and their histories; validation and test images as uint8
     (n, height, width)
out  a JSON: for each model its metrics, or what is wrong with it
"""

import json
import math
from pathlib import Path

import h5py
import numpy as np

from autogrid.job.begin import begin
from autogrid.measure.convergence import read_history
from autogrid.model.keras_start import configure, lean_import
from autogrid.provenance.records import write

if __name__ == "__main__":
    begin(snakemake)  # before TensorFlow's first words

with lean_import():
    import keras

# Classes and modules in the models of this workflow; Keras imports what a model names.
KNOWN = {"Functional", "InputLayer", "Dense", "DTypePolicy", "GlorotUniform", "Zeros", "__keras_tensor__"}
KNOWN |= {"keras", "keras.initializers"}


def load(path):
    """An autoencoder from a file that is not trusted; no code in it is run.

    Raises
    ------
    ValueError
        If it cannot be read, or names classes that this workflow does not use.
    """
    try:
        with h5py.File(path) as file:
            strange = named(file.attrs["model_config"]) - KNOWN
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"{path} cannot be read: {error}") from None
    if strange:
        raise ValueError(f"{path} names {sorted(strange)} and is not loaded: they could run code")
    return keras.models.load_model(path, compile=False, safe_mode=True)


def named(model_config):
    """All classes and modules that the JSON of a Keras model names, at any depth."""
    found = set()
    json.loads(
        model_config, object_hook=lambda node: found.update(str(node[k]) for k in ("class_name", "module") if k in node)
    )
    return found


def recompute(autoencoder, images):
    """The metrics of a model on float32 images (n, pixels), by Keras."""
    encoder = keras.Model(autoencoder.input, autoencoder.get_layer("code").output)
    codes, reconstructions = encoder.predict(images, verbose=0), autoencoder.predict(images, verbose=0)
    error, floor = (mean(keras.losses.binary_crossentropy(images, of)) for of in (reconstructions, images))
    mse = mean(keras.losses.mean_squared_error(images, keras.ops.clip(reconstructions, 0, 1)))
    return {
        "error": error,
        "excess": error - floor,
        "mse": mse,
        "psnr": -10 * math.log10(mse) if mse else None,
        "code_size": codes.shape[1] / images.shape[1],
        "compression_ratio": images.shape[1] / codes.shape[1],
        "parameters": autoencoder.count_params(),
    }


def mean(losses):
    """The mean of a loss over the images."""
    return float(np.mean(losses, dtype=np.float64))


def val_loss(autoencoder, images, history, training):
    """The validation loss that the learning curve of a model ends with, and the one that it has.

    With patience the model is that of the epoch with the lowest loss. Of averaged weights, and where the last
    epoch was not validated, the curve tells nothing.
    """
    told = [row["val_loss"] for row in history if "val_loss" in row]
    ends = "val_loss" in history[-1] and not training["optimizer"].get("use_ema")
    images = images[: training["validation"]["images"]]
    loss = keras.losses.get(training["configuration"]["loss"])
    computed = mean(loss(images, autoencoder.predict(images, verbose=0)))
    return {"told": (min(told) if training["patience"] else told[-1]) if ends else None, "computed": computed}


def main(snakemake):
    configure(snakemake.threads)
    given, params = snakemake.input, snakemake.params
    test, validation = (flat(np.load(file), **params.preprocessing) for file in (given.test, given.validation))
    result = {}
    for model, history in zip(given.models, given.histories):
        stem = Path(model).stem
        try:
            autoencoder = load(model)
            curve = {"val_loss": val_loss(autoencoder, validation, read_history(history), params.trainings[stem])}
            result[stem] = recompute(autoencoder, test) | curve
        except Exception as error:  # whatever is wrong with a model, measure the others
            result[stem] = {"fault": str(error)}
    write(snakemake.output.metrics, result)


def flat(images, divide_by):
    """Images as (n, pixels), of intensities from 0 to 1."""
    return images.reshape(len(images), -1).astype(np.float32) / divide_by


if __name__ == "__main__":
    main(snakemake)
