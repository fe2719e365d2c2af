"""Measure the reconstruction error of one trained autoencoder on the test images.

in   the model, the test images as uint8 (n, height, width) with labels (n,), the data's digests
out  a JSON with the configuration, the metrics and what they were computed from
"""

import hashlib
import json
import math
from pathlib import Path

import forward
import joblog
import numpy as np

EPSILON = np.float32(1e-7)  # keras.config.epsilon(): where Keras clips a probability
ACTIVE = 0.01  # variance of a code unit that tells images apart (Burda et al. 2015, arXiv:1509.00519)


def metrics(images, codes, reconstructions, errors):
    """How well codes preserve images.

    Parameters
    ----------
    images, reconstructions : float32 arrays, (n, pixels)
        Images have intensities from 0 to 1.
    codes : float32 array, (n, dimension)
    errors : float64 array, (n,)
        The `binary_crossentropy` of each image.

    Returns
    -------
    dict
        ``error``: mean binary cross-entropy a pixel, in nats, the notebook's measure;
        ``mse``: mean squared error a pixel;
        ``psnr``: peak signal-to-noise ratio in dB, 10 log10(1 / mse);
        ``compression_ratio``: code dimension / pixels;
        ``compression_percent``: the same in percent;
        ``dead_outputs``: output units clipped to 0 or 1 for every image;
        ``collapsed_codes``: code units with a variance below 0.01 over the images, so
        nearly the same value for all of them.
    """
    mse = squared_error(images, reconstructions)
    ratio = codes.shape[1] / images.shape[1]
    return {
        "error": float(errors.mean()),
        "mse": mse,
        "psnr": 10 * math.log10(1 / mse),
        "compression_ratio": ratio,
        "compression_percent": 100 * ratio,
        "dead_outputs": dead_outputs(reconstructions),
        "collapsed_codes": int(np.sum(codes.var(axis=0, dtype=np.float64) < ACTIVE)),
    }


def binary_crossentropy(images, reconstructions):
    """Of each image, the mean of -x log p - (1 - x) log(1 - p) over its pixels, with p clipped like in Keras."""
    p = np.clip(reconstructions, EPSILON, 1 - EPSILON)
    losses = images * np.log(p) + (1 - images) * np.log(1 - p)
    return -losses.mean(axis=1, dtype=np.float64)


def squared_error(images, reconstructions):
    """Mean of (x - p)²."""
    return float(np.square(images - reconstructions).mean(dtype=np.float64))


def dead_outputs(reconstructions):
    """How many output units are clipped to one and the same bound on every image."""
    black = (reconstructions <= EPSILON).all(axis=0)
    white = (reconstructions >= 1 - EPSILON).all(axis=0)
    return int(np.sum(black | white))


def error_by_class(errors, labels):
    """The mean error of the images of each class, by label."""
    return {str(label): float(errors[labels == label].mean()) for label in np.unique(labels)}


def main(snakemake):
    model = snakemake.input.model
    autoencoder = forward.load(model)
    images = forward.scaled(np.load(snakemake.input.test, mmap_mode="r"), snakemake.params.divide_by)
    codes = autoencoder.encoder(images)
    reconstructions = autoencoder.decoder(codes)
    errors = binary_crossentropy(images, reconstructions)
    found = metrics(images, codes, reconstructions, errors)
    if not all(map(math.isfinite, found.values())):
        raise FloatingPointError(
            f"{model} has metrics {found}: lower the learning rate of its training, or set clipnorm"
        )
    result = {
        "configuration": snakemake.params.configuration,
        **found,
        "error_by_class": error_by_class(errors, np.load(snakemake.input.labels)),
        "parameters": sum(layer.kernel.size + layer.bias.size for part in autoencoder for layer in part),
        "model_sha256": hashlib.sha256(Path(model).read_bytes()).hexdigest(),
        "data_sha256": json.loads(Path(snakemake.input.digests).read_text()),
        "versions": snakemake.params.versions,
    }
    Path(snakemake.output.metrics).write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
