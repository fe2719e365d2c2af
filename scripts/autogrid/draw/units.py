"""What each unit of a code draws."""

import numpy as np

from autogrid.draw import sheet, tiles

LEVELS = 31  # of a change: an odd number has one for none
GREYS = 8  # of letters
BLANK = LEVELS + GREYS - 1

# Darker where it decreases and lighter where it increases, so that print keeps the sign.
CHANGES = np.array([[0, 43, 92], [0, 114, 178], [128, 128, 128], [230, 159, 0], [255, 240, 200]])
PALETTE = np.vstack(
    [
        np.transpose([np.interp(np.linspace(0, 4, LEVELS), range(5), channel) for channel in CHANGES.T]),
        np.linspace(0, 255, GREYS)[:, None].repeat(3, axis=1),
    ]
)
SIDE = 480  # pixels of all of them together, at most
PERCENTILES = [1, 99]  # of a unit's values on the test images: what it does, without the outliers


def effects(autoencoder, images):
    """How the reconstruction changes when one code unit goes from its low to its high value.

    The other units stay at their means, so this is defined for any encoder and any
    decoder; where the decoder is linear it is the unit's kernel row, to a factor.

    Parameters
    ----------
    autoencoder : numpy_model.Autoencoder
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


def picture(images, title):
    """The effect of each unit as an image, (dimension, height, width) or in colour, on one scale for all of them.

    Returns
    -------
    uint8 array, (height, width)
        Numbers of colours in `PALETTE`; of images in colour (height, width, 3), where grey is no change, and each of
        the three values is lighter where it increases.
    """
    largest = max(np.abs(images).max(), np.finfo(np.float32).tiny)
    changes = tiles.mosaic(images) / largest
    if images.ndim == 4:
        lighter = sheet.grey(np.nan_to_num((changes + 1) / 2, nan=1))
        ends = f"change of each colour: black −{largest:.2g}, grey none, white +{largest:.2g}"
        return sheet.stacked([sheet.words(title), sheet.enlarged(lighter, side=SIDE), sheet.words(ends)])
    shown = sheet.enlarged(level(changes), side=SIDE)
    scale = sheet.enlarged(np.arange(LEVELS, dtype=np.uint8)[None], side=6 * LEVELS).repeat(2, axis=0)
    ends = f"change of intensity, from −{largest:.2g} (dark) by 0 (grey) to +{largest:.2g} (light)"
    return sheet.stacked([written(title), shown, scale, written(ends)], blank=BLANK)


def level(values):
    """Values from -1 to 1 as numbers of colours; NaN is blank."""
    numbers = np.rint((np.nan_to_num(values) + 1) / 2 * (LEVELS - 1))
    return np.where(np.isnan(values), BLANK, numbers).astype(np.uint8)


def written(text):
    """A text in the greys of the palette."""
    return (LEVELS + np.rint(sheet.words(text) / 255 * (GREYS - 1))).astype(np.uint8)
