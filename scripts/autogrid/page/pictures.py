"""Pictures that are small enough for a page with hundreds of them."""

import base64
import io
import math
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
from PIL import Image

SIDE = 16383  # pixels along a WebP, at most
LARGEST = 300_000  # bytes of a figure; its own file has all pixels
LEVELS = 15  # of grey in pictures of code units: enough, in half of the bytes; odd, so that no change is a level


class Picture(NamedTuple):
    """A picture as a data URI, with the width and height (CSS pixels) that a page keeps free for it.

    Without them, the parts of the page below a picture would move when it is decoded.
    """

    uri: str
    width: int
    height: int


def embedded(file):
    """A figure as a `Picture`; reduced to a half, a third … of its size if it has too many pixels."""
    file = Path(file)
    if file.suffix == ".svg":
        return Picture(uri("image/svg+xml", file.read_bytes()), *svg_size(file.read_text(encoding="utf-8")))
    picture = Image.open(file, formats=["PNG"]).convert("RGB")
    picture = picture.reduce(math.ceil(max(picture.size) / SIDE))
    data = webp(picture)
    if len(data) > LARGEST:
        picture = picture.reduce(math.ceil(math.sqrt(len(data) / LARGEST)))
        data = webp(picture)
    return Picture(uri("image/webp", data), *picture.size)


def svg_size(text):
    """The width and height of an SVG by matplotlib, whose viewBox is in points, in CSS pixels."""
    width, height = re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)[0]
    return round(float(width) * 4 / 3), round(float(height) * 4 / 3)


def small(file, levels=256):
    """A PNG of pixels as a data URI, in grey if it is grey, with a number of evenly spaced levels for each colour."""
    pixels = np.asarray(Image.open(file, formats=["PNG"]).convert("RGB"))
    pixels = ((pixels / 255 * (levels - 1)).round() / (levels - 1) * 255).round().astype(np.uint8)
    grey = (pixels == pixels[..., :1]).all()
    return lossless(pixels[..., 0] if grey else pixels)


def lossless(pixels):
    """Pixels (height, width) or (height, width, 3), uint8, as a data URI."""
    return uri("image/webp", webp(Image.fromarray(pixels)))


def webp(picture):
    """A picture as WebP that keeps all of its pixels."""
    stream = io.BytesIO()
    picture.save(stream, "webp", lossless=True, quality=50, method=2)
    return stream.getvalue()


def uri(media_type, data):
    """Bytes as a data URI."""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"
