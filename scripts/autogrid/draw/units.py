"""What each unit of a code draws."""

import numpy as np

from autogrid.draw import style, tiles

BELOW = {"ha": "center", "va": "top", "fontsize": "small"}
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


def plot(images, title):
    """The effect of each unit as an image, (dimension, height, width) or in colour, on one scale for all of them.

    In colour, grey is no change, and each of the three values is lighter where it increases.
    """
    fig = style.figure(4.2, 3.9)
    fig.suptitle(title)
    axes = fig.subplots()
    largest = max(np.abs(images).max(), np.finfo(np.float32).tiny)
    axes.set_axis_off()
    if images.ndim == 4:
        lighter = np.nan_to_num(0.5 + tiles.mosaic(images) / (2 * largest), nan=1)
        axes.imshow(np.clip(lighter, 0, 1), interpolation="nearest")
        axes.text(
            0.5, -0.02, f"change of each colour: grey none, white +{largest:.2g}", **BELOW, transform=axes.transAxes
        )
        return fig
    shown = axes.imshow(
        tiles.mosaic(images), cmap=style.DIFFERENCES, vmin=-largest, vmax=largest, interpolation="nearest"
    )
    fig.colorbar(shown, label="change of intensity", shrink=0.8)
    return fig
