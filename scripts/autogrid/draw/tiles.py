"""Many images as one."""

import math

import numpy as np


def side_by_side(images):
    """Images (n, height, width), in colour (n, height, width, 3), as one, with white gaps of a tenth of a width."""
    gap = 1 + images.shape[2] // 10
    padded = np.pad(images, [(0, 0), (0, 0), (0, gap), (0, 0)][: images.ndim], constant_values=1)
    return np.hstack(list(padded))[:, :-gap]


def mosaic(images):
    """Images (n, height, width), in colour (n, height, width, 3), in a near square, with gaps of one pixel of NaN."""
    n, height, width, *colours = images.shape
    columns = math.ceil(math.sqrt(n))
    padded = np.full((math.ceil(n / columns) * columns, height + 1, width + 1, *colours), np.nan, np.float32)
    padded[:n, :height, :width] = images
    rows = padded.reshape(-1, columns, height + 1, width + 1, *colours).swapaxes(1, 2)
    return rows.reshape(-1, columns * (width + 1), *colours)[:-1, :-1]
