"""Intensities from 0 to 1: what becomes 1, and whether the values of images can be intensities at all."""

import numpy as np

BATCH = 1000  # images in memory as float64 at a time
LEAST = 0.01  # of the range of intensities: images of which most have less contrast are not pictures


def extent(images):
    """The least and the largest value in some arrays of images, by their part."""
    arrays = [array for array in images.values() if array.size]
    return min(float(array.min()) for array in arrays), max(float(array.max()) for array in arrays)


def check(low, high, contrast, divide_by=None):
    """A sentence if values become intensities that are far too dark, or nearly all of one grey; else an empty one.

    Parameters
    ----------
    low, high : float
        The least and the largest value in all images.
    contrast : float
        That of most images, see the function.
    divide_by : float or None
        The value that becomes 1; None where values are scaled by their own range, see `ends`.

    Raises
    ------
    ValueError
        If they would leave 0 … 1, the domain of cross-entropy, or a few values would make all others one grey.
    """
    if divide_by and (low < 0 or high > divide_by):
        raise ValueError(
            f"preprocessing.divide_by is {divide_by}, but the images have intensities from {low:g} to {high:g}: "
            f"set it to {255 if 1 < high <= 255 else format(high, 'g')}, or leave it out: they become 0 … 1"
        )
    if divide_by and high < divide_by / 2:
        return (
            f"The images have intensities up to {high:g} only, and preprocessing.divide_by is {divide_by}: "
            f"they are dark, at most {high / divide_by:.2g} of 1. If {high:g} is their white, set it to that."
        )
    black, white = (0, high) if divide_by else ends(low, high)
    if not 0 < contrast < LEAST * (white - black):
        return ""
    said = f"values are from {low:g} to {high:g}, but in most images they are no more than {contrast:g} apart"
    if divide_by:
        return f"Images are nearly all of one grey: {said}."
    raise ValueError(
        f"{said}: a few values far from the others would make all else one grey; remove those images, or store "
        "images.clip(low, high) with the values that black and white have"
    )


def contrast(lows, highs):
    """The median difference between the largest and the least value of an image, of images that have any."""
    spans = np.asarray(highs, float) - np.asarray(lows, float)
    spans = np.sort(spans[spans > 0])
    return float(spans[(len(spans) - 1) // 2]) if len(spans) else 0.0


def ends(low, high):
    """The values that become 0 and 1, of arrays that are not of bytes.

    Values between 0 and 1 stay the same; otherwise the largest value becomes 1, and the least, if it is negative, 0.
    """
    return min(low, 0), max(high, 1)


def scaled(images, black, white):
    """Images as float32 from 0 to 1."""
    found = np.empty(images.shape, np.float32)
    for start in range(0, len(images), BATCH):
        batch = slice(start, start + BATCH)
        found[batch] = (images[batch] - np.float64(black)) / (np.float64(white) - black)
    return found
