"""What is lost of images that were compressed, whatever by."""

import math

from autogrid.measure import metrics


def floor(images):
    """The error of images (n, pixels) that nothing was lost of, nats a pixel: the entropy of their grey pixels."""
    return float(metrics.binary_crossentropy(images, images).mean())


def distortion(images, restored, floor):
    """Measures of what was lost.

    Parameters
    ----------
    images, restored : float32 arrays, (n, pixels)
        Images have intensities from 0 to 1.
    floor : float
        The `floor` of the images.

    Returns
    -------
    dict
        ``error``: mean binary cross-entropy, nats a pixel; ``excess``: how much more that is than the
        floor; ``mse``: mean squared error a pixel; ``psnr``: peak
        signal-to-noise ratio, 10 log10(1 / mse), dB, None where nothing was lost.
    """
    error = float(metrics.binary_crossentropy(images, restored).mean())
    mse = metrics.squared_error(images, restored)
    return {
        "error": error,
        "excess": error - floor,
        "mse": mse,
        "psnr": 10 * math.log10(1 / mse) if mse else None,
    }
