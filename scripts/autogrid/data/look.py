"""What can be said of images before they are used: how many and how large they are, in which classes."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

PARTS = ("train", "validation", "test")
LONGEST = 64  # pixels: the longer side of a size that is proposed
MOST = 4  # sizes that a message lists


class Look(NamedTuple):
    """What a look at images has shown.

    Parameters
    ----------
    sizes : list of [height, width, number]
        The sizes of the images in pixels, the most frequent one first.
    images : dict of str to int
        How many to ``train`` and, 0 where there is no such set, for ``validation`` and ``test``.
    colour : bool
        Whether a pixel has three values.
    white : int or None
        The intensity that is 1; None where intensities are scaled by what values there are.
    classes : sequence of str
        Names of the classes, by label; none without labels.
    counts : dict of str to dict of str to int, or None
        Images of each class, by name, in each of these sets; None without labels, or as long as nobody knows.
    labelled : bool
    sha256 : str or None
        Digest of all that decides what they are; None as long as nobody knows it.
    notes : sequence of str
        Sentences on what was done with them that not everybody expects.
    low, high : float
        The least and the largest value in them.
    contrast : float
        The largest less the least value in an image: the median over the images in which these differ.
    kept : int
        Bytes that are in memory while images are read.
    parquet : bool
        Whether they are stored in Parquet.
    """

    sizes: list
    images: dict
    colour: bool = False
    white: int | None = 255
    classes: Sequence = ()
    counts: dict | None = None
    labelled: bool = True
    sha256: str | None = None
    notes: Sequence = ()
    low: float = 0.0
    high: float = 255.0
    contrast: float = 255.0
    kept: int = 0
    parquet: bool = False

    def glance(self) -> tuple[int, list[int]]:
        """How many images there are, and the shape of those that are most frequent."""
        return sum(self.images.values()), [*self.sizes[0][:2], *([3] if self.colour else [])]

    def shape(self, image_shape):
        """The shape of an image: height and width, those wanted if any are, and 3 in colour.

        Raises
        ------
        ValueError
            If the images have different sizes, and none is wanted.
        """
        if not image_shape and len(self.sizes) > 1:
            listed = ", ".join(f"{height} × {width} ({n})" for height, width, n in self.sizes[:MOST])
            more = f" and {len(self.sizes) - MOST} others" if len(self.sizes) > MOST else ""
            raise ValueError(
                f"the images have different sizes, {listed}{more} pixels high and wide: add "
                f"image_shape: {proposed(self.sizes)} to dataset, or another size to resize and crop them to"
            )
        height, width = image_shape or self.sizes[0][:2]
        return [height, width, *([3] if self.colour else [])]


def unknown(counts):
    """A sentence on classes that only test images are of, if there are any.

    Parameters
    ----------
    counts : dict of str to dict of str to int
        See `Look`.
    """
    test = counts.get("test", {})
    new = [name for name in test if name not in counts["train"]] if counts.get("train") else []
    if new:
        names = ", ".join(new[:MOST]) + (f" and {len(new) - MOST} others" if len(new) > MOST else "")
        yield (
            f"{sum(test[name] for name in new)} of {sum(test.values())} test images are of classes that no image to "
            f"train on is of, {names}: a classifier cannot predict these."
        )


def proposed(sizes):
    """A size that suits images of several: the medians of heights and of widths, not longer than LONGEST."""
    height, width = (median((size[axis], size[2]) for size in sizes) for axis in (0, 1))
    scale = min(1, LONGEST / max(height, width))
    return [max(1, round(scale * height)), max(1, round(scale * width))]


def median(counted):
    """The upper median of values, each with how often it is there."""
    counted = sorted(counted)
    left = sum(number for _, number in counted) // 2
    for value, number in counted:
        left -= number
        if left < 0:
            return value
    raise ValueError("no values")


def combined(digests):
    """One SHA-256 of several.

    Parameters
    ----------
    digests : iterable of (str, str)
        What each is of (its part and class, or the name of an array), and the digest, in their order.
    """
    return hashlib.sha256("".join(f"{sha256} {role}\n" for role, sha256 in digests).encode()).hexdigest()
