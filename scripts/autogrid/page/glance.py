"""The answer at a glance: test images, and what is left of each at every code dimension."""

from statistics import mean

import numpy as np

from autogrid.draw import tiles
from autogrid.page import pictures

MOST = 6  # code dimensions in a row
VALUES = 1_000_000  # of all images in it
IMAGES = 12  # at most, to page through


def best_line(lines, measure):
    """The cells of the line with the lowest mean of a measure: the first seed at each code dimension, ascending.

    Lines have cells by code dimension and seed.
    """

    def average(by_dimension):
        return mean(cell[measure] for seeds in by_dimension.values() for cell in seeds.values())

    return [seeds[min(seeds)] for seeds in min(lines.values(), key=average).values()]


def glance(models, components, images, errors):
    """Columns of pictures, each of the same test images below each other, for the template.

    Parameters
    ----------
    models : list of dict
        Of the best line: ``dimension``, ``autoencoder`` and ``error``, ascending.
    components : callable
        Takes a code dimension, and returns the reduction by as many principal components.
    images : float32 array, (n, height, width) or (n, height, width, 3)
        Test images.
    errors : dict of int to float
        Of principal components, by code dimension.
    """
    models = tiles.spaced(models, MOST)
    count = max(1, min(IMAGES, len(images), VALUES // (images[0].size * (2 * len(models) + 1))))
    images = images[:count]
    flat = images.reshape(count, -1)

    def left(reduction, error):
        restored = np.clip(reduction.decoder(reduction.encoder(flat)), 0, 1)
        return {"picture": stacked(restored.reshape(images.shape)), "error": error}

    columns = []
    for model in models:
        dimension = model["dimension"]
        column = {"dimension": dimension, "size": dimension / flat.shape[1]}
        column["autoencoder"] = left(model["autoencoder"], model["error"])
        column["PCA"] = left(components(dimension), errors[dimension]) if dimension in errors else None
        columns.append(column)
    height, width = images.shape[1:3]
    return {"count": count, "height": height, "width": width, "original": stacked(images), "columns": columns}


def stacked(images):
    """Images with intensities from 0 to 1, one below the other, as a data URI."""
    return pictures.lossless(tiles.levels(images.reshape(-1, *images.shape[2:])))
