"""What each unit of a code draws."""

import numpy as np

from autogrid.draw import tiles

MOST = 64  # units in a picture
PERCENTILES = [1, 99]  # of a unit's values on the test images: its range, without the outliers


def effects(autoencoder, images):
    """How the reconstruction changes when one code unit goes from its low to its high value.

    It is float32 (dimension, pixels). The other units stay at their means, so this is defined for any encoder and any
    decoder; for a linear decoder it is the unit's kernel row, up to a factor. The values of a unit are measured on
    images (n, pixels).
    """
    codes = autoencoder.encoder(images)
    low, high = (at_mean(codes, values) for values in np.percentile(codes, PERCENTILES, axis=0))
    return autoencoder.decoder(high) - autoencoder.decoder(low)


def at_mean(codes, values):
    """The mean code, once for each unit with that unit at its own value: (dimension, dimension)."""
    rows = np.tile(codes.mean(axis=0), (codes.shape[1], 1))
    np.fill_diagonal(rows, values)
    return rows


def picture(images):
    """The effects of units (dimension, height, width) as one picture: grey is no change, lighter is brighter."""
    largest = max(np.abs(images).max(), np.finfo(np.float32).tiny)
    return np.nan_to_num(0.5 + tiles.mosaic(images) / (2 * largest), nan=1)
