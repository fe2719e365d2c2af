"""Measures of what a code loses."""

import math
from typing import TypedDict

import numpy as np

from autogrid.model.activations import FLAT

EPSILON = np.float32(1e-7)  # keras.config.epsilon(): where Keras clips a probability
NEAR_ZERO = 0.01  # of the largest absolute value in the codes
INACTIVE = 0.001  # of an error: the most that an inactive code unit changes
ROUNDING = 1e-6  # of the error of the mean image: what rounding may change
FEW, MANY, VALUES = 20, 100, 10**7  # images to test whether a unit is active, and the most values to decode


class Distortion(TypedDict):
    """What is lost of images."""

    error: float  # mean binary cross-entropy in nats per pixel, the notebook's measure
    excess: float  # the error above that of a perfect reconstruction, see `floor`
    mse: float  # mean squared error per pixel, of reconstructions clipped to 0 … 1
    psnr: float | None  # peak signal-to-noise ratio in dB, 10 log10(1 / mse); None where that is infinite


class Metrics(Distortion):
    """How well codes preserve images."""

    code_size: float  # code dimension / pixels
    compression_ratio: float | None  # pixels / code dimension; None for no code
    output_variance: float  # see the function
    active_share: float  # see the function


def metrics(images, codes, reconstructions, errors) -> Metrics:
    """How well codes preserve images.

    Parameters
    ----------
    images, reconstructions : float32 arrays, (n, pixels)
        Images have intensities from 0 to 1.
    codes : float32 array, (n, dimension)
    errors : float64 array, (n,)
        The `binary_crossentropy` of each image.

    Raises
    ------
    FloatingPointError
        If reconstructions are not finite.
    """
    dimension, pixels = codes.shape[1], images.shape[1]
    return {
        **distortion(images, reconstructions, floor(images), errors),
        "code_size": dimension / pixels,
        "compression_ratio": pixels / dimension if dimension else None,
        "output_variance": output_variance(images, reconstructions),
        "active_share": active_share(codes),
    }


def distortion(images, restored, least, errors=None) -> Distortion:
    """What images (n, pixels) have lost, whatever they are restored from.

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
        If restored images are not finite.
    """
    mse = squared_error(images, restored)
    if not math.isfinite(mse):
        raise FloatingPointError(
            f"the mean squared error is {mse}, because reconstructions are not finite: "
            "lower the learning rate of the training, or set clipnorm"
        )
    error = float((binary_crossentropy(images, restored) if errors is None else errors).mean())
    psnr = 10 * math.log10(1 / mse) if mse else None
    return {"error": error, "excess": error - least, "mse": mse, "psnr": psnr}


def floor(images):
    """The error of a perfect reconstruction: the mean entropy of the pixels, in nats, taken as probabilities.

    No reconstruction of images with grey pixels has a cross-entropy of 0.
    """
    return float(binary_crossentropy(images, images).mean())


def binary_crossentropy(images, reconstructions):
    """The mean of -x log p - (1 - x) log(1 - p) over the pixels of each image, with p clipped as in Keras."""
    p = np.clip(reconstructions, EPSILON, 1 - EPSILON)
    losses = images * np.log(p) + (1 - images) * np.log(1 - p)
    return -losses.mean(axis=1, dtype=np.float64)


def squared_error(images, reconstructions):
    """Mean of (x - p)², with p clipped to valid intensities, 0 … 1."""
    return float(np.square(images - np.clip(reconstructions, 0, 1)).mean(dtype=np.float64))


def output_variance(images, reconstructions):
    """The variance of clipped reconstructions over the images, as a share of that of the images themselves.

    0 where every image gets the same reconstruction. For principal components it is the explained variance.
    """
    whole = float(images.var(axis=0, dtype=np.float64).sum())
    return float(np.clip(reconstructions, 0, 1).var(axis=0, dtype=np.float64).sum()) / whole if whole else 0.0


def recovered(excess, of_mean_image) -> float | None:
    """The share of what the mean image misses that is recovered: 1 for a perfect reconstruction, 0 for the mean image.

    1 - excess / excess of the mean training image, like R²; negative for anything worse than the mean image. None where
    the mean image is perfect.
    """
    return 1 - excess / of_mean_image if of_mean_image > 0 else None


def inactive_units(images, codes, decoder):
    """The code units without effect: the decoder restores images equally well if such a unit is fixed at its mean.

    A unit is inactive if that changes neither the excess nor the squared error by more than 0.1 %, whatever the
    variance of the unit. Measured on 20 to 100 images, evenly spread.

    Parameters
    ----------
    images : float32 array, (n, pixels)
    codes : float32 array, (n, dimension)
    decoder : callable
        From codes to images.

    Returns
    -------
    list of int
        Indices of the inactive units, ascending.
    """
    means = codes.mean(axis=0)
    count = min(MANY, max(FEW, VALUES // (codes.shape[1] * images.shape[1])))
    some = np.linspace(0, len(images) - 1, min(count, len(images))).astype(int)
    images, codes = images[some], codes[some]
    least = floor(images)
    measures = squared_error, lambda images, restored: float(binary_crossentropy(images, restored).mean()) - least
    full, of_mean_image = (
        [measure(images, restored) for measure in measures]
        for restored in (decoder(codes), np.broadcast_to(images.mean(axis=0), images.shape))
    )
    bounds = [max(INACTIVE * error, ROUNDING * most) for error, most in zip(full, of_mean_image)]

    def active(unit):
        fixed = codes.copy()
        fixed[:, unit] = means[unit]
        without = decoder(fixed)
        return any(abs(m(images, without) - error) > bound for m, error, bound in zip(measures, full, bounds))

    return [unit for unit in range(len(means)) if not active(unit)]


def dead_outputs(reconstructions, varies, activation):
    """How many output units are dead: they have the same value for every image, and no gradient would change that.

    Only activations with a flat part can die, see `activations.FLAT`, and only pixels that varied in training count.

    Parameters
    ----------
    reconstructions : float32 array, (n, pixels)
    varies : bool array, (pixels,)
        Whether a pixel is not the same in all training images.
    activation : str
        Of the decoder's last layer.
    """
    stuck = [(reconstructions == value).all(axis=0) for value in FLAT.get(activation, ())]
    return int(np.sum(np.any(stuck, axis=0) & varies)) if stuck else 0


def active_share(codes):
    """The share of all values in codes (n, dimension) that are not near zero: above a hundredth of the largest.

    It is relative to the largest, because a penalty makes all of them smaller.
    """
    sizes = np.abs(codes)
    active = np.count_nonzero(sizes > NEAR_ZERO * sizes.max(initial=0))
    return active / max(1, codes.size)  # the mean image has no code, so no units


def error_by_class(errors, labels):
    """The mean error of the images of each class, by label."""
    return {str(label): float(errors[labels == label].mean()) for label in np.unique(labels)}
