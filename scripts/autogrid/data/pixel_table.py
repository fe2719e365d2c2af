"""A table of pixels as CSV: one row per image, one column per pixel, and one for its class if there is one.

MNIST and Fashion-MNIST on Kaggle (``label, pixel0, …``), MNIST in CSV, Sign Language MNIST, A-Z Handwritten (which has
no line with names of columns).
"""

import math
import re

import numpy as np

LABELS = {"label", "labels", "class", "target", "y"}
WHITE = 255


class NoTable(ValueError):
    """A CSV that is not a table of pixels."""


def arrays(name, start):
    """The arrays in a table, ``images`` and, if there are any, ``labels``: functions that read them.

    `start` returns a context with a stream of its bytes. A `NoTable` if the columns are not the pixels of a square, and
    at most a class.
    """
    with start() as stream:
        first = [cell.strip().strip('"') for cell in stream.readline().decode("utf-8-sig", "replace").split(",")]
    has_header = not all(re.fullmatch(r"[-+.\de]+", cell) for cell in first)
    named = [i for i, cell in enumerate(first) if cell.lower() in LABELS]
    label = 0 if not has_header and is_square(len(first) - 1) else named[0] if len(named) == 1 else None
    pixels = [i for i in range(len(first)) if i != label]
    if not is_square(len(pixels)):
        listed = ", ".join(first) if len(first) < 5 else f"{', '.join(first[:3])} … {first[-1]}"
        colour = "; of 3 × that, store an .npz: x_train=pixels.reshape(-1, height, width, 3), y_train=labels"
        raise NoTable(
            f"{name} has {len(first)} columns, {listed}: a table of pixels has a column for each pixel of a square "
            f"image, and one called label{colour if is_square(len(pixels) / 3) else ''}"
        )

    def read(dtype, columns):
        try:
            with start() as stream:
                return np.loadtxt(
                    stream, dtype, delimiter=",", skiprows=int(has_header), usecols=columns, quotechar='"', ndmin=2,
                    encoding="utf-8", comments=None,
                )  # fmt: skip
        except ValueError as error:
            raise ValueError(f"{name}: {error}; correct or remove that line") from None

    found = {"images": lambda: images(read(np.float32, pixels))}
    return found if label is None else {**found, "labels": lambda: labels(read(np.dtype("U64"), [label]).ravel())}


def images(rows):
    """Images (n, height, width) of rows of pixels: uint8 where all values are whole numbers from 0 to 255."""
    side = math.isqrt(rows.shape[1])
    found = rows.reshape(-1, side, side)
    with np.errstate(invalid="ignore"):
        are_bytes = found.size and found.min() >= 0 and found.max() <= WHITE and (found == np.rint(found)).all()
    return found.astype(np.uint8) if are_bytes else found


def labels(cells):
    """The classes, (n,), of cells of text: whole numbers, or names."""
    found = np.char.strip(np.char.strip(cells), '"')
    return found.astype(np.int64) if all(re.fullmatch(r"[-+]?\d+", cell) for cell in found) else found


def is_square(number):
    """Whether a number is that of the pixels of a square of 2 × 2 at least."""
    return number >= 4 and number == int(number) and math.isqrt(int(number)) ** 2 == number
