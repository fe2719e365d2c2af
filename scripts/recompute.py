"""Measure all autoencoders again, by Keras and on its own, to check what `evaluate` says in NumPy.

in   the models, which are not trusted; the test images as uint8 (n, height, width)
out  a JSON: for each model its metrics, or what is wrong with it
"""

import json
import math
from pathlib import Path

import h5py
import numpy as np

from autogrid.job.begin import begin
from autogrid.job.provenance import write
from autogrid.model.keras_start import configure, lean_import

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
    mse = float(np.mean(keras.losses.mean_squared_error(images, reconstructions), dtype=np.float64))
    black = (reconstructions <= keras.config.epsilon()).all(axis=0)
    white = (reconstructions >= 1 - keras.config.epsilon()).all(axis=0)
    return {
        "error": float(np.mean(keras.losses.binary_crossentropy(images, reconstructions), dtype=np.float64)),
        "mse": mse,
        "psnr": -10 * math.log10(mse),
        "compression_ratio": codes.shape[1] / images.shape[1],
        "compression_percent": 100 * codes.shape[1] / images.shape[1],
        "dead_outputs": int((black | white).sum()),
        "collapsed_codes": int((np.var(codes, axis=0, dtype=np.float64) < 0.01).sum()),
        "parameters": autoencoder.count_params(),
    }


def main(snakemake):
    configure(snakemake.threads)
    test = np.load(snakemake.input.test)
    images = test.reshape(len(test), -1).astype(np.float32) / snakemake.params.preprocessing["divide_by"]
    result = {}
    for model in snakemake.input.models:
        try:
            result[Path(model).stem] = recompute(load(model), images)
        except Exception as error:  # whatever is wrong with a model, measure the others
            result[Path(model).stem] = {"fault": str(error)}
    write(snakemake.output.metrics, result)


if __name__ == "__main__":
    main(snakemake)
