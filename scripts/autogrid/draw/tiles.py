"""Many images as one, and some of many."""

import math

import numpy as np


def levels(images):
    """Intensities from 0 to 1, of grey or of each colour, as levels from 0 to 255: uint8."""
    return np.rint(255 * np.clip(images, 0, 1)).astype(np.uint8)


def spaced(values, most):
    """At most `most` of some values, evenly spaced, with the first and the last one."""
    if len(values) <= most:
        return list(values)
    return [values[round(i)] for i in np.linspace(0, len(values) - 1, most)]


def side_by_side(images):
    """Images (n, height, width), in colour (n, height, width, 3), as one, with white gaps of a tenth of a width."""
    gap = 1 + images.shape[2] // 10
    padded = np.pad(images, [(0, 0), (0, 0), (0, gap), (0, 0)][: images.ndim], constant_values=1)
    return np.hstack(list(padded))[:, :-gap]


def in_rows(images, columns, rows=None):
    """Images (n, height, width), in colour (n, height, width, 3), as one, in rows, filled up with zeros."""
    n, height, width, *colours = images.shape
    rows = rows or -(-n // columns)
    whole = np.zeros((rows * columns, height, width, *colours), images.dtype)
    whole[:n] = images
    whole = whole.reshape(rows, columns, height, width, *colours).swapaxes(1, 2)
    return whole.reshape(rows * height, columns * width, *colours)


def mosaic(images):
    """Images, as for `in_rows`, in a near square, with gaps of one pixel of NaN."""
    n, height, width, *colours = images.shape
    columns = math.ceil(math.sqrt(n))
    framed = np.full((columns * math.ceil(n / columns), height + 1, width + 1, *colours), np.nan, np.float32)
    framed[:n, :height, :width] = images
    return in_rows(framed, columns)[:-1, :-1]
