"""A table of pixels as CSV: a row for each image, a column for each pixel, and for its class if there is one.

MNIST and Fashion-MNIST on Kaggle (``label, pixel0, …``), MNIST in CSV, Sign Language MNIST, A-Z Handwritten (which has
no line with names of columns).
"""

import functools
import math
import re

import numpy as np

LABELS = {"label", "labels", "class", "target", "y"}
WHITE = 255


class NoTable(ValueError):
    """A CSV that is no table of pixels."""


class Table:
    """A table of pixels in a file.

    Parameters
    ----------
    name : str
        Of the file, for messages.
    open : callable
        Returns a stream of its bytes.
    """

    def __init__(self, name, open):
        self.name, self.open = name, open

    @functools.cached_property
    def first(self):
        """The cells of the first line, without quotes."""
        with self.open() as stream:
            line = stream.readline().decode("utf-8-sig", "replace")
        return [cell.strip().strip('"') for cell in line.split(",")]

    @property
    def header(self):
        """Whether the first line has names of columns."""
        return not all(re.fullmatch(r"[-+.\de]+", cell) for cell in self.first)

    @functools.cached_property
    def label(self):
        """The column of the classes; None if there is none."""
        if self.header:
            named = [i for i, cell in enumerate(self.first) if cell.lower() in LABELS]
            return named[0] if len(named) == 1 else None
        return 0 if is_square(len(self.first) - 1) else None

    def has_labels(self):
        return self.label is not None

    def check(self):
        """Raise a `NoTable` if the columns are not the pixels of a square, and at most a class."""
        pixels = len(self.first) - self.has_labels()
        if not is_square(pixels):
            colour = "; of 3 × that, store an .npz: x_train=pixels.reshape(-1, height, width, 3), y_train=labels"
            raise NoTable(
                f"{self.name} has {len(self.first)} columns, {names(self.first)}: a table of pixels has a column for "
                f"each pixel of a square image, and one called label{colour if is_square(pixels / 3) else ''}"
            )

    def read(self, dtype, columns):
        """Some columns, (n, columns); a ValueError that says in which line something else is."""
        try:
            with self.open() as stream:
                return np.loadtxt(
                    stream, dtype, delimiter=",", skiprows=int(self.header), usecols=columns, quotechar='"', ndmin=2,
                    encoding="utf-8", comments=None,
                )  # fmt: skip
        except ValueError as error:
            raise ValueError(f"{self.name}: {error}; correct or remove that line") from None

    def images(self):
        """The images, (n, height, width): uint8 where all values are whole numbers from 0 to 255."""
        pixels = self.read(np.float32, [i for i in range(len(self.first)) if i != self.label])
        side = math.isqrt(pixels.shape[1])
        images = pixels.reshape(-1, side, side)
        with np.errstate(invalid="ignore"):
            are_bytes = (
                images.size and images.min() >= 0 and images.max() <= WHITE and (images == np.rint(images)).all()
            )
        return images.astype(np.uint8) if are_bytes else images

    def labels(self):
        """The classes, (n,): whole numbers, or names."""
        found = self.read(np.dtype("U64"), [self.label]).ravel()
        found = np.char.strip(np.char.strip(found), '"')
        return found.astype(np.int64) if all(re.fullmatch(r"[-+]?\d+", cell) for cell in found) else found


def is_square(number):
    """Whether a number is that of the pixels of a square of 2 × 2 at least."""
    return number >= 4 and number == int(number) and math.isqrt(int(number)) ** 2 == number


def names(cells):
    """The first and the last of some names of columns."""
    return ", ".join(cells) if len(cells) < 5 else f"{', '.join(cells[:3])} … {cells[-1]}"
