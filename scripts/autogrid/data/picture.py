"""A picture from a file, as people see it: upright, on white, in grey or in colour."""

import contextlib
import io
import warnings
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageOps

FORMATS = ["PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM"]  # Pillow starts a program to read some others
DEEP = ("I", "F")  # the beginnings of modes with more than eight bits per value
GREY = {"1", "L", "LA", "La"}
TURNED = {5, 6, 7, 8}  # values of EXIF's orientation for which height and width change places
ORIENTATION = 0x0112
WHITE = (255, 255, 255, 255)


class Header(NamedTuple):
    """What a file says about its picture: height and width in pixels, and how it is stored."""

    height: int
    width: int
    colour: bool
    deep: bool  # has more than eight bits per value
    transparent: bool
    pages: bool  # has more than one


def header(data, name):
    """The `Header` of a picture, by the bytes of its file.

    A ValueError if Pillow cannot read it, or it has more pixels than Pillow wants to.
    """
    with opened(data, name) as image, told(name):
        turned = image.getexif().get(ORIENTATION) in TURNED
        height, width = image.size if turned else image.size[::-1]
        deep = image.mode.startswith(DEEP)
        colour = not deep and image.mode not in GREY and not is_grey(image.getpalette() if image.mode == "P" else None)
        return Header(height, width, colour, deep, image.has_transparency_data, getattr(image, "is_animated", False))


def decode(data, name, shape, deep):
    """A picture of a shape, (height, width) or (height, width, 3): uint8, or float32 if it is `deep`.

    It is rotated as its EXIF data say; transparent pixels become white; of several pages, it is the first. A
    picture of another size is resized and its longer sides cropped. A ValueError if it is broken.
    """
    return fitted(values(data, name, len(shape) == 3, deep), shape)


def values(data, name, colour, deep):
    """The values of a picture at its own size, otherwise as for `decode`."""
    with opened(data, name) as image, told(name):
        image = ImageOps.exif_transpose(image)
        if deep:
            return np.asarray(image).astype(np.float32)
        if image.has_transparency_data:
            image = on_white(image)
        return np.asarray(image.convert("RGB" if colour else "L"))


@contextlib.contextmanager
def told(name):
    """Whatever Pillow raises for a broken picture, as a ValueError that names its file."""
    try:
        yield
    except Exception as error:  # Pillow has many
        raise ValueError(f"{name} is broken: {error}") from None


def opened(data, name):
    """The picture in a file, whose pixels are not read yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise ValueError(
            f"{name} has more than {Image.MAX_IMAGE_PIXELS:,} pixels, which Pillow considers an attack: scale it down"
        ) from None
    except Exception as error:  # Pillow has many
        said = "Pillow cannot identify it" if isinstance(error, Image.UnidentifiedImageError) else error
        raise ValueError(f"{name} is not an image: {said}") from None


def on_white(image):
    """A picture on white, with its fourth channel."""
    image = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, WHITE), image)


def is_grey(palette):
    """Whether a palette, as red, green and blue in turn, has greys only; False where there is none."""
    return palette is not None and palette[::3] == palette[1::3] == palette[2::3]


def fitted(array, shape):
    """An image (height, width) or (height, width, 3) resized, and its longer sides cropped, to a shape."""
    if array.shape == tuple(shape):
        return array
    size = (shape[1], shape[0])
    if array.ndim == 3 and array.dtype != np.uint8:  # Pillow has no colours of floats
        channels = [np.asarray(ImageOps.fit(Image.fromarray(channel), size)) for channel in np.moveaxis(array, 2, 0)]
        return np.stack(channels, axis=2)
    return np.asarray(ImageOps.fit(Image.fromarray(array), size))
