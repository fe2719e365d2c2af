"""What can be said of images before they are used: how many and how large they are, in which classes."""

import hashlib
from typing import NamedTuple

LONGEST = 64  # pixels: the longer side of a size that is proposed
MOST = 4  # sizes that a message lists


class Look(NamedTuple):
    """What a look at images has shown.

    Parameters
    ----------
    sizes : list of [height, width, number]
        The sizes of the images in pixels, the most frequent one first.
    colour : bool
        Whether a pixel has three values.
    white : int or None
        The intensity that is 1; None where intensities are scaled by what values there are.
    images : dict of str to int
        How many to ``train`` and, none where there is no such set, to ``test``.
    classes : list of str
        Names of the classes, by label; none without labels.
    labelled : bool
    sha256 : str or None
        Digest of all that decides what they are; None as long as nobody knows it.
    notes : list of str
        Sentences on what was done with them that not everybody expects.
    """

    sizes: list
    colour: bool
    white: int | None
    images: dict
    classes: list
    labelled: bool
    sha256: str | None
    notes: list

    def glance(self):
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


def proposed(sizes):
    """A size that suits images of several: the middle one of heights and widths, not longer than LONGEST."""
    height, width = (
        sorted(side for size in sizes for side in [size[axis]] * size[2])[sum(size[2] for size in sizes) // 2]
        for axis in (0, 1)
    )
    scale = min(1, LONGEST / max(height, width))
    return [max(1, round(scale * height)), max(1, round(scale * width))]


def combined(digests):
    """One SHA-256 of several.

    Parameters
    ----------
    digests : iterable of (str, str)
        What each is of (its part and class, or the name of an array), and the digest, in their order.
    """
    return hashlib.sha256("".join(f"{sha256} {role}\n" for role, sha256 in digests).encode()).hexdigest()
