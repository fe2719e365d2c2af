"""What each unit of a code draws."""

import math

import drawing
import numpy as np

PERCENTILES = [1, 99]  # of a unit's values on the test images: what it does, without the outliers


def effects(autoencoder, images):
    """How the reconstruction changes when one code unit goes from its low to its high value.

    The other units stay at their means, so this is defined for any encoder and any
    decoder; where the decoder is linear it is the unit's kernel row, to a factor.

    Parameters
    ----------
    autoencoder : forward.Autoencoder
    images : float32 array, (n, pixels)
        What values the units take is measured on these.

    Returns
    -------
    float32 array, (dimension, pixels)
        Differences of intensity; 0 for a unit that is constant.
    """
    codes = autoencoder.encoder(images)
    low, high = (at_mean(codes, values) for values in np.percentile(codes, PERCENTILES, axis=0))
    return autoencoder.decoder(high) - autoencoder.decoder(low)


def at_mean(codes, values):
    """The mean code, once for each unit with that unit at its own value: (dimension, dimension)."""
    rows = np.tile(codes.mean(axis=0), (codes.shape[1], 1))
    np.fill_diagonal(rows, values)
    return rows


def mosaic(images):
    """Images (n, height, width) side by side in a near square, with gaps of one pixel of NaN."""
    n, height, width = images.shape
    columns = math.ceil(math.sqrt(n))
    padded = np.full((math.ceil(n / columns) * columns, height + 1, width + 1), np.nan, np.float32)
    padded[:n, :height, :width] = images
    rows = padded.reshape(-1, columns, height + 1, width + 1).swapaxes(1, 2)
    return rows.reshape(-1, columns * (width + 1))[:-1, :-1]


def plot(images, title):
    """The effect of each unit as an image (dimension, height, width), on one scale for all of them."""
    fig = drawing.figure(4.2, 3.9)
    fig.suptitle(title)
    axes = fig.subplots()
    largest = max(np.abs(images).max(), np.finfo(np.float32).tiny)
    shown = axes.imshow(mosaic(images), cmap=drawing.DIFFERENCES, vmin=-largest, vmax=largest, interpolation="nearest")
    axes.set_axis_off()
    fig.colorbar(shown, label="change of intensity", shrink=0.8)
    return fig
