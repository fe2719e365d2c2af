"""Formats to compare with: zlib, bz2, lzma, PNG, WebP and JPEG.

Pictures are uint8, grey (n, height, width) or in colour (n, height, width, 3). They go into one file each, with a
header, or all into one file, side by side on a sheet.
"""

import bz2
import io
import lzma
import math
import zlib
from typing import Any

import numpy as np
from PIL import Image

from autogrid.draw.tiles import in_rows, levels
from autogrid.measure.rate_distortion import EACH

WHITE = 255
LARGEST = 16383  # pixels: the longest side of a picture that WebP holds
SMALLEST, LARGEST_DICTIONARY = 4096, 2**26  # bytes, of lzma: a dictionary larger than the data only costs time
LOSSLESS: dict[str, dict[str, Any]] = {
    "PNG": {"format": "PNG", "optimize": True},
    "WebP lossless": {"format": "WEBP", "lossless": True, "quality": 100},
}
LOSSY: dict[str, dict[str, Any]] = {
    "JPEG": {"format": "JPEG", "optimize": True},
    "WebP": {"format": "WEBP"},
}


def pictures(images):
    """Images as pictures, without the axis of a single channel; a ValueError if they have not one or three."""
    if images.shape[3:] not in [(), (1,), (3,)]:
        raise ValueError(f"images of shape {images.shape[1:]} are neither grey nor of three colours: not a picture")
    return images.reshape(images.shape[:3]) if images.shape[3:] == (1,) else images


def visible(images, shape):
    """Images (n, pixels) from 0 to 1 as pictures of a shape with white at 255, which quality settings are made for."""
    return levels(images).reshape(-1, *shape)


def xz(data):
    """Bytes by lzma, at its best."""
    size = min(max(SMALLEST, len(data)), LARGEST_DICTIONARY)
    best = {"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": size}
    return lzma.compress(data, filters=[best])


BYTES = {"zlib": lambda data: zlib.compress(data, 9), "bz2": bz2.compress, "lzma": xz}  # each at its best


def packed(pictures, packing, method):
    """The size of the bytes of pictures by one of BYTES."""
    parts = pictures if packing == EACH else [pictures]
    return sum(len(BYTES[method](part.tobytes())) for part in parts)


def coded(pictures, packing, **options):
    """The bytes of pictures in a format, and the pictures that are restored from these.

    Packed in a file for EACH, or all TOGETHER; the options are those of Pillow's `Image.save`, with the format.
    """
    drawn = pictures if packing == EACH else sheets(pictures)
    size, restored = 0, np.empty_like(drawn)
    for i, picture in enumerate(drawn):
        file = io.BytesIO()
        Image.fromarray(picture).save(file, **options)
        size += file.tell()
        restored[i] = Image.open(file).convert("L" if picture.ndim == 2 else "RGB")
    return size, restored if packing == EACH else tiles(restored, pictures.shape)


def sheets(pictures):
    """Pictures side by side on square sheets, as many on each as a format allows; the rest is black."""
    side = max(1, min(math.ceil(math.sqrt(len(pictures))), LARGEST // max(pictures.shape[1:3])))
    return np.stack([in_rows(pictures[i : i + side**2], side, side) for i in range(0, len(pictures), side**2)])


def tiles(sheets, shape):
    """The pictures on `sheets` again, in the shape that they all had together."""
    n, height, width, *colours = shape
    side = sheets.shape[1] // height
    rows = sheets.reshape(-1, side, height, side, width, *colours).swapaxes(2, 3)
    return rows.reshape(-1, height, width, *colours)[:n]
