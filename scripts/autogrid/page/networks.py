"""Networks that run in the page: the weights of the best line's models, and test images to try them on."""

import base64

import numpy as np
from markupsafe import Markup

from autogrid.draw import tiles
from autogrid.measure.metrics import inactive_units
from autogrid.page import pictures
from autogrid.page.explorer import dumped

LARGEST = 3_000_000  # characters of all weights on a page
TYPE = np.dtype("<f2")  # half precision: no pixel of the default grid is off by more than 0.002
VALUES = 400_000  # of all test images on a page
IMAGES = 500  # at most
COLUMNS = 25  # of test images in their picture
CENTRE, LONGEST = (13.5, 14.5), 20  # pixels: where the centre of mass of an MNIST digit is, and its longer side
MOST_OFF = 0.01  # share of images that may be centred otherwise


def embedded(models, images, labels, classes, measure):
    """The data for the page to draw and compute with, as JSON, and sentences about networks that are left out.

    Parameters
    ----------
    models : list of dict
        Of the best line, one for each code dimension: ``dimension``, ``stem``, ``autoencoder`` and test ``error``.
    images : float32 array, (n, height, width) or (n, height, width, 3)
        Test images with intensities from 0 to 1.
    labels : int array, (n,)
        Empty where there are no classes.
    classes : list of str
    measure : str
        What the page shows of an image: error or mse.
    """
    fitting, left_out = chosen(models)
    if not fitting:
        return {"json": "", "left_out": left_out, "centred": False}
    shown = images[: max(1, min(IMAGES, VALUES // images[0].size))]
    found = content(fitting, shown, labels, classes, measure)
    return {"json": Markup(dumped(found)), "left_out": left_out, "centred": found["centred"]}


def chosen(models):
    """The models whose weights fit on the page, the smallest codes first, and a sentence on each of the others."""
    fitting, left_out, room = [], [], LARGEST
    for model in models:
        size = characters(model["autoencoder"])
        reason = why_not(model["autoencoder"], size, room)
        if reason:
            left_out.append(f"The network for d' = {model['dimension']} is not on this page: {reason}.")
        else:
            fitting.append(model)
            room -= size
    return fitting, left_out


def why_not(autoencoder, size, room):
    """In words, why an autoencoder whose weights have a number of characters is not on the page; None if it is."""
    if size > room:
        return f"its weights need {size / 1e6:.1f} MB, and those of all networks may have {LARGEST / 1e6:g} MB"
    if not all(np.abs(part).max() < np.finfo(TYPE).max for part in weights(autoencoder)):
        return "its weights are too large for half precision"
    return None


def weights(autoencoder):
    """All kernels and biases."""
    return [value for part in autoencoder for value in part.weights]


def characters(autoencoder):
    """How many characters the weights of an autoencoder have as base64."""
    return sum(4 * part.size * TYPE.itemsize // 3 for part in weights(autoencoder))


def content(models, images, labels, classes, measure):
    """Everything that the page's scripts need: test images as one picture, and networks as their layers."""
    flat = images.reshape(len(images), -1)
    return {
        "shape": images.shape[1:],
        "centred": centred(images),
        "pictures": pictures.lossless(tiles.in_rows(tiles.levels(images), COLUMNS)),
        "count": len(images),
        "across": COLUMNS,
        "labels": labels[: len(images)].tolist(),
        "classes": classes,
        "measure": measure,
        "networks": [
            {
                "dimension": model["dimension"],
                "stem": model["stem"],
                "error": model["error"],
                "inactive": inactive_units(flat, parts.encoder(flat), parts.decoder),
                "encoder": [layer(part) for part in parts.encoder],
                "decoder": [layer(part) for part in parts.decoder],
            }
            for model in models
            for parts in [model["autoencoder"]]
        ],
    }


def layer(part):
    """A layer of `numpy_model`: the name of its class and its fields, with arrays as `half_precision`."""
    fields = part._asdict().items()
    return {
        "kind": type(part).__name__,
        **{name: half_precision(value) if isinstance(value, np.ndarray) else value for name, value in fields},
    }


def half_precision(array):
    """The shape and the values of an array, two bytes each, as base64."""
    return {"shape": array.shape, "values": base64.b64encode(array.astype(TYPE).tobytes()).decode()}


def centred(images):
    """Whether images are centred as MNIST's digits are, by their centre of mass and at one size."""
    if images.shape[1:] != (28, 28):
        return False
    mass = images.sum(axis=(1, 2))
    images, mass = images[mass > 0], mass[mass > 0]
    sides = [(images.max(axis=axis) > 0).sum(axis=1) for axis in (1, 2)]
    centres = [images.sum(axis=axis) @ np.arange(28) / mass for axis in (1, 2)]
    right = np.maximum(*sides) == LONGEST
    for centre in centres:
        right &= (centre >= CENTRE[0]) & (centre <= CENTRE[1])
    return bool(len(images) and (~right).mean() <= MOST_OFF)
