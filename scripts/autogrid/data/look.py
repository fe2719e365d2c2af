"""Facts about images before they are used: their number, sizes and classes."""

import hashlib
from collections.abc import Sequence
from statistics import median_high
from typing import NamedTuple

from autogrid.data.names import some

PARTS = ("train", "validation", "test")
LONGEST = 64  # pixels: the longer side of a size that is proposed
MOST = 4  # sizes that a message lists


class Look(NamedTuple):
    """The result of a look at images."""

    sizes: list  # [height, width, number] of the images in pixels, the most frequent one first
    images: dict  # how many to train and, 0 where there is no such set, for validation and test
    colour: bool = False  # whether a pixel has three values
    white: int | None = 255  # the intensity that becomes 1; None where the values in the images scale them
    classes: Sequence = ()  # their names, by label; none without labels
    counts: dict | None = None  # images of each class, by name, in each of these sets; None where they are not known
    labelled: bool = True
    sha256: str | None = None  # digest of everything that determines them; None where it is not known
    notes: Sequence = ()  # sentences about changes to them that not everybody expects
    low: float | None = 0.0  # the least and the largest value in them; None where nobody has looked
    high: float = 255.0
    contrast: float = 255.0  # largest less least value in an image: the median over the images in which these differ
    kept: int = 0  # bytes that are in memory while images are read
    parquet: bool = False

    def glance(self) -> tuple[int, list[int]]:
        """How many images there are, and the shape of those that are most frequent."""
        return sum(self.images.values()), [*self.sizes[0][:2], *([3] if self.colour else [])]

    def shape(self, image_shape):
        """The shape of an image: height and width, the requested ones if there are any, and 3 in colour.

        A ValueError if the images have different sizes, and none is requested.
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
    """A sentence about classes that only test images have, if there are any, by the counts of a `Look`."""
    test = counts.get("test", {})
    new = [name for name in test if name not in counts["train"]] if counts.get("train") else []
    if new:
        yield (
            f"{sum(test[name] for name in new)} of {sum(test.values())} test images are of classes without images to "
            f"train on, {some(new)}: a classifier cannot predict these."
        )


def proposed(sizes):
    """A size that suits images of several: the medians of heights and of widths, not longer than LONGEST."""
    height, width = (median_high(size[axis] for size in sizes for _ in range(size[2])) for axis in (0, 1))
    scale = min(1, LONGEST / max(height, width))
    return [max(1, round(scale * height)), max(1, round(scale * width))]


def combined(digests):
    """One SHA-256 of several, in pairs with what each belongs to: a part and class, or the name of an array."""
    return hashlib.sha256("".join(f"{sha256} {role}\n" for role, sha256 in digests).encode()).hexdigest()
