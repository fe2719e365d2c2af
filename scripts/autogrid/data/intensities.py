"""Intensities from 0 to 1: what becomes 1, and whether the values of images can be intensities at all."""

import numpy as np

BATCH = 1000  # images in memory as float64 at a time
LEAST = 0.01  # of all intensities: what most images have less of is no picture


def extent(images):
    """The least and the largest value in some arrays of images, by their part; a ValueError if there is no number.

    Parameters
    ----------
    images : dict of str to array
    """
    found = []
    for part, array in images.items():
        low, high = (float(end()) for end in (array.min, array.max)) if array.size else (np.inf, -np.inf)
        if np.isnan(low) or (array.size and np.isinf([low, high]).any()):
            wrong = next(i for i, image in enumerate(array) if not np.isfinite(image).all())
            raise ValueError(
                f"{part} image {wrong} has values that are no numbers, NaN or infinite: replace or remove it"
            )
        found.append((low, high))
    lows, highs = zip(*found)
    return min(lows), max(highs)


def check(low, high, divide_by):
    """Hold the least and the largest value against the one that is to become 1.

    Returns
    -------
    str
        A sentence if the images are far too dark, else an empty one.

    Raises
    ------
    ValueError
        If values would leave the intensities from 0 to 1, which cross-entropy is of.
    """
    if low < 0 or high > divide_by:
        raise ValueError(
            f"preprocessing.divide_by is {divide_by}, but the images have intensities from {low:g} to {high:g}: "
            f"set it to {255 if 1 < high <= 255 else format(high, 'g')}, or leave it out, so that they become 0 … 1"
        )
    if high < divide_by / 2:
        return (
            f"The images have intensities up to {high:g} only, and preprocessing.divide_by is {divide_by}: "
            f"they are dark, at most {high / divide_by:.2g} of 1. If {high:g} is their white, set it to that."
        )
    return ""


def contrast(lows, highs):
    """The median difference between the largest and the least value of an image, of images that have any."""
    spans = np.asarray(highs, float) - np.asarray(lows, float)
    spans = np.sort(spans[spans > 0])
    return float(spans[(len(spans) - 1) // 2]) if len(spans) else 0.0


def check_contrast(low, high, typical, is_float):
    """A sentence if a few values are so far from the others that these become one grey; a ValueError of floats.

    Parameters
    ----------
    low, high : float
        The least and the largest value in all images.
    typical : float
        See `contrast`.
    is_float : bool
        Whether values are scaled by what is there, and not by what bytes can be.
    """
    black, white = ends(low, high) if is_float else (0, high)
    if not 0 < typical < LEAST * (white - black):
        return ""
    said = f"values are from {low:g} to {high:g}, but in most images they are no more than {typical:g} apart"
    if is_float:
        raise ValueError(
            f"{said}: a few values far from the others would make all else one grey; remove those images, or store "
            "images.clip(low, high) with the values that black and white have"
        )
    return f"Images are nearly all of one grey: {said}."


def ends(low, high):
    """The values that become 0 and 1, of arrays that are not of bytes.

    What is between 0 and 1 stays as it is; else the largest value becomes 1, and the least, if it is
    negative, 0.
    """
    return min(low, 0), max(high, 1)


def scaled(images, black, white):
    """Images as float32 from 0 to 1."""
    found = np.empty(images.shape, np.float32)
    for start in range(0, len(images), BATCH):
        batch = slice(start, start + BATCH)
        found[batch] = (images[batch] - np.float64(black)) / (np.float64(white) - black)
    return found
