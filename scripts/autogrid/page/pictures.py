"""Pictures that are small enough for hundreds of them to be parts of a page."""

import base64
import io
from pathlib import Path

import numpy as np
from PIL import Image

MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
LEVELS = 16  # of grey in what code units draw: enough to see it, in half of the bytes


def embedded(file):
    """A figure as a data URI: a picture of pixels as lossless WebP, which is smaller."""
    file = Path(file)
    if file.suffix == ".png":
        return webp(Image.open(file).convert("RGB"))
    return uri(MEDIA_TYPES[file.suffix], file.read_bytes())


def small(file, levels=256):
    """A picture of pixels as a data URI, in grey if it is grey, with so many levels of each colour.

    Parameters
    ----------
    file : path
        A PNG with a pixel for each pixel of the images in it.
    levels : int
        By which 256 can be divided.
    """
    pixels = np.asarray(Image.open(file).convert("RGB"))
    step = 256 // levels
    pixels = (pixels // step * (255 / (levels - 1))).round().astype(np.uint8)
    grey = (pixels == pixels[..., :1]).all()
    return webp(Image.fromarray(pixels[..., 0] if grey else pixels))


def webp(picture):
    """A picture as a data URI, all of its pixels kept."""
    stream = io.BytesIO()
    picture.save(stream, "webp", lossless=True, quality=80, method=4)
    return uri("image/webp", stream.getvalue())


def uri(media_type, data):
    """Bytes as a data URI."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
