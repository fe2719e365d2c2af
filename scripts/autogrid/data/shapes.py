"""What the shape of an array says: images or labels; where that is ambiguous, what to write instead."""

import math
from typing import NamedTuple

import numpy as np

CHANNELS = (1, 3, 4)
MANY = 4  # times as many rows as columns, or the reverse: that is a table of flat images, not a picture


class Layout(NamedTuple):
    """How an array becomes images (n, height, width), or (n, height, width, 3 or 4) in colour."""

    shape: tuple  # of the images
    reshape: tuple  # the shape that the array is given first
    axes: tuple  # the order of the axes of that
    note: str = ""  # a sentence on it, empty where nothing is changed

    def of(self, array):
        """An array in this layout."""
        return array.reshape(self.reshape).transpose(self.axes).reshape(self.shape)


def layout(name, shape, dtype, are_several, is_turned=False):
    """The `Layout` of an array of images.

    Parameters
    ----------
    name : str
        Of the array, for messages.
    shape : tuple of int
    dtype : numpy.dtype
    are_several : bool
        Whether the first axis is certainly that of the images: there are as many labels, or other splits.
    is_turned : bool
        Whether height and width have changed places, as in EMNIST.

    Raises
    ------
    ValueError
        If it cannot be images, or is ambiguous; with the expression that makes it unambiguous.
    """
    store = "numbers, np.stack(images) of images of one size, or store the images as PNG files"
    check_dtype(name, dtype, "buif", store, "images are of whole numbers or floats")
    if not shape or not shape[0]:
        raise ValueError(f"{name} has shape {shape}: there are no images in it")
    if 0 in shape:
        raise ValueError(f"{name} has shape {shape}: its images have no pixels")
    kinds = {2: flat, 3: grey, 4: channels}
    if len(shape) not in kinds:
        raise ValueError(f"{name} has shape {shape}: images are {WANTED}")
    found = kinds[len(shape)](name, shape, are_several)
    if found.shape[3:] == (4,) and dtype != np.uint8:
        raise ValueError(f"{name} has shape {shape}: of {dtype}, take three colours, images[..., :3]")
    return turned(found) if is_turned else found


WANTED = "(n, height, width), or (n, height, width, 3) in colour"


def flat(name, shape, are_several):
    """Rows of pixels, if they are those of squares."""
    n, pixels = shape
    side, colour_side = math.isqrt(pixels), math.isqrt(pixels // 3)
    if pixels == 1 or (side * side != pixels and 3 * colour_side**2 != pixels):
        raise ValueError(
            f"{name} has shape {shape}, and rows of {pixels} values are not square images: store them as {WANTED}, for "
            "example images.reshape(-1, height, width)"
        )
    if side * side != pixels:
        side = colour_side
        raise ValueError(
            f"{name} has shape {shape}, rows of 3 × {side} × {side} values in an unknown order: store "
            f"images.reshape(-1, {side}, {side}, 3), or where each colour is on its own, as in CIFAR-10, "
            f"images.reshape(-1, 3, {side}, {side})"
        )
    if not are_several and pixels / MANY < n < MANY * pixels:
        raise ValueError(
            f"{name} has shape {shape}, which is one image, or {n} flat ones of {side} × {side}: if it is one, store "
            f"several, np.stack(images); if it is {n}, store images.reshape(-1, {side}, {side})"
        )
    note = f"Rows of {pixels} values are images of {side} × {side}."
    return Layout((n, side, side), (n, side, side), (0, 1, 2), note)


def grey(name, shape, are_several):
    """Grey images, unless the array could be a single one in colour."""
    n, height, width = shape
    if width in CHANNELS and not are_several:
        raise ValueError(
            f"{name} has shape {shape}, which is one image with {width} channels, or {n} grey ones of {height} × "
            f"{width}: if it is one, store several, np.stack(images); if it is {n}, store images[..., np.newaxis]"
        )
    if n == height != width and not are_several:
        raise ValueError(
            f"{name} has shape {shape}, which looks like (height, width, n), as MATLAB has it: store "
            f"images.transpose(2, 0, 1), or if it is {n} images of {height} × {width}, images[..., np.newaxis]"
        )
    return Layout(shape, shape, (0, 1, 2))


def channels(name, shape, are_several):
    """Images with channels, the last axis or the second one."""
    n, second, third, last = shape
    first_like = second in (1, 3) or (second == 4 and last not in CHANNELS)
    if first_like and last in CHANNELS:
        raise ValueError(
            f"{name} has shape {shape}, whose channels are its second axis or its last: store images of {WANTED}; "
            "if they are the second, images.transpose(0, 2, 3, 1); if they are the last, images[:, 0] or PNG files"
        )
    if last in CHANNELS:
        of = (n, second, third) if last == 1 else shape
        return Layout(of, shape, (0, 1, 2, 3))
    if first_like:
        of = (n, third, last) if second == 1 else (n, third, last, second)
        return Layout(of, shape, (0, 2, 3, 1), f"Arrays of {second} × {third} × {last} have their channels first.")
    if third in CHANNELS:
        raise ValueError(
            f"{name} has shape {shape}, which looks like (height, width, {third}, n), as MATLAB has it: store "
            "images.transpose(3, 0, 1, 2)"
        )
    raise ValueError(f"{name} has shape {shape}: images are {WANTED}")


def turned(found):
    """A layout of grey images with height and width in each other's place."""
    n, height, width = found.shape
    note = "EMNIST stores its images transposed: they are turned upright."
    return Layout((n, width, height), (n, height, width), (0, 2, 1), note)


def labels(name, array, images):
    """The class of each image, (n,), from one label for each or from one-hot labels; a ValueError for others."""
    if array.shape not in [(images,), (images, 1)]:
        if array.ndim == 2 and len(array) == images and array.shape[1] > 1:
            return one_hot(name, array)
        raise ValueError(f"{name} has shape {array.shape} for {images} images: there must be one label per image")
    array = array.ravel()
    if array.dtype.kind == "S":
        return np.char.decode(array)
    if array.dtype.kind == "f":
        if not (array == np.rint(array)).all():
            raise ValueError(f"{name} has {array.dtype} that are not whole numbers: labels are whole numbers or names")
        return array.astype(np.int64)
    return array


def one_hot(name, array):
    """The place of the only 1 in each row."""
    if array.dtype.kind not in "buif" or not (((array == 0) | (array == 1)).all() and (array.sum(axis=1) == 1).all()):
        raise ValueError(
            f"{name} has shape {array.shape}, and not a single 1 in each row of zeros: store the number of the class "
            "of each image, for example labels.argmax(axis=1) or labels[:, 0]"
        )
    return array.argmax(axis=1)


def check_labels(name, dtype):
    """Raise a ValueError if an array of a dtype cannot be labels."""
    store = "labels.astype(str), or of numbers labels.astype(int)"
    check_dtype(name, dtype, "buifUS", store, "labels are whole numbers or names")


def check_dtype(name, dtype, kinds, store, what):
    """Raise a ValueError unless a dtype is of some kinds, that says what to store instead or what these kinds are."""
    if dtype.hasobject:
        raise ValueError(
            f"{name} is an array of Python objects, which are never read, because they could run code: store {store}"
        )
    if dtype.kind not in kinds:
        raise ValueError(f"{name} is of {dtype}: {what}")
