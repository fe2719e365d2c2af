"""Measures of what a code loses."""

import math

import numpy as np

EPSILON = np.float32(1e-7)  # keras.config.epsilon(): where Keras clips a probability
NEAR_ZERO = 0.01  # of the largest absolute value in the codes
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
        ``excess``: the error above that of a perfect reconstruction, see `floor`;
        ``mse``: mean squared error a pixel, of reconstructions clipped to 0 … 1;
        ``psnr``: peak signal-to-noise ratio in dB, 10 log10(1 / mse), None where that is infinite;
        ``compression_ratio``: code dimension / pixels;
        ``compression_percent``: the same in percent;
        ``dead_outputs``: output units clipped to the same bound, 0 or 1, for every image,
        of pixels that are not the same in every image;
        ``collapsed_codes``: code units with a variance below 0.01 over the images, so
        nearly the same value for all of them;
        ``active_share``: the share of the units that tell an image, the mean over the images, see `active_share`.

    Raises
    ------
    FloatingPointError
        If reconstructions are not finite.
    """
    ratio = codes.shape[1] / images.shape[1]
    return {
        **distortion(images, reconstructions, floor(images), errors),
        "compression_ratio": ratio,
        "compression_percent": 100 * ratio,
        "dead_outputs": dead_outputs(images, reconstructions),
        "collapsed_codes": int(np.sum(codes.var(axis=0, dtype=np.float64) < ACTIVE)),
        "active_share": active_share(codes),
    }


def distortion(images, restored, least, errors=None):
    """What is lost of images (n, pixels), whatever they are restored from: the first four of `metrics`.

    Parameters
    ----------
    images, restored : float32 arrays, (n, pixels)
    least : float
        The `floor` of the images.
    errors : float64 array, (n,), optional
        The `binary_crossentropy` of each image, where it is known.

    Raises
    ------
    FloatingPointError
        If what is restored is not finite.
    """
    mse = squared_error(images, restored)
    if not math.isfinite(mse):
        raise FloatingPointError(
            f"the mean squared error is {mse}, as reconstructions are not finite: "
            "lower the learning rate of the training, or set clipnorm"
        )
    error = float((binary_crossentropy(images, restored) if errors is None else errors).mean())
    psnr = 10 * math.log10(1 / mse) if mse else None
    return {"error": error, "excess": error - least, "mse": mse, "psnr": psnr}


def floor(images):
    """The error of a perfect reconstruction: the mean entropy of a pixel, in nats, taken as a probability.

    No reconstruction of images with grey pixels has a cross-entropy of 0.
    """
    return float(binary_crossentropy(images, images).mean())


def binary_crossentropy(images, reconstructions):
    """Of each image, the mean of -x log p - (1 - x) log(1 - p) over its pixels, with p clipped like in Keras."""
    p = np.clip(reconstructions, EPSILON, 1 - EPSILON)
    losses = images * np.log(p) + (1 - images) * np.log(1 - p)
    return -losses.mean(axis=1, dtype=np.float64)


def squared_error(images, reconstructions):
    """Mean of (x - p)², with p clipped to the intensities that there are, 0 … 1."""
    return float(np.square(images - np.clip(reconstructions, 0, 1)).mean(dtype=np.float64))


def dead_outputs(images, reconstructions):
    """How many output units are clipped to one and the same bound on every image, though the images differ there."""
    black = (reconstructions <= EPSILON).all(axis=0)
    white = (reconstructions >= 1 - EPSILON).all(axis=0)
    return int(np.sum((black | white) & (images != images[0]).any(axis=0)))


def active_share(codes):
    """The share of all values in codes (n, dimension) that are not near zero: above a hundredth of the largest.

    Measured against the largest, as a penalty makes all of them smaller.
    """
    sizes = np.abs(codes)
    active = np.count_nonzero(sizes > NEAR_ZERO * sizes.max(initial=0))
    return active / max(1, codes.size)  # no units of the mean image, which needs no code


def error_by_class(errors, labels):
    """The mean error of the images of each class, by label."""
    return {str(label): float(errors[labels == label].mean()) for label in np.unique(labels)}
