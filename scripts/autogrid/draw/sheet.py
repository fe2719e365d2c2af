"""Pictures of pixels with words beside them, without matplotlib: importing it takes longer than drawing them."""

from importlib import metadata

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from autogrid.draw import tiles

SIDE = 200  # pixels of an enlarged picture, at most; the factor is whole, so each pixel stays a square
MARGIN, LINE = 10, 20  # pixels around everything, and of a line of text
FONT = "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf"  # the one of the figures, which has arrows and minus signs
WHITE = 255


def font():
    """The font of matplotlib's figures, found without importing it."""
    file = metadata.distribution("matplotlib").locate_file(FONT)
    return ImageFont.truetype(str(file), 14, layout_engine=ImageFont.Layout.BASIC)


def words(text):
    """A line of text, or several, as grey levels: uint8 (height, width)."""
    letters, lines = font(), text.splitlines()
    width = max(int(letters.getlength(line)) + 1 for line in lines)
    canvas = Image.new("L", (width, LINE * len(lines)), WHITE)
    draw = ImageDraw.Draw(canvas)
    for number, line in enumerate(lines):
        draw.text((0, LINE * number), line, fill=0, font=letters)
    return np.asarray(canvas)


def enlarged(image):
    """An image (height, width, ...) with each pixel as a square, so that neither side is longer than `SIDE`."""
    factor = max(1, SIDE // max(image.shape[:2]))
    return image.repeat(factor, axis=0).repeat(factor, axis=1)


def stacked(parts):
    """Arrays below each other with a margin around and between them, filled up in white."""
    width = max(part.shape[1] for part in parts)
    right = [padded(part, (0, MARGIN), (MARGIN, MARGIN + width - part.shape[1])) for part in alike(parts)]
    return padded(np.vstack(right), (MARGIN, 0), (0, 0))


def beside(parts, width):
    """Arrays of a height beside each other with a margin between them, each filled up to a width."""
    columns = [padded(part, (0, 0), (0, width - part.shape[1] + MARGIN)) for part in parts]
    return np.hstack(columns)[:, :-MARGIN]


def padded(part, rows, columns):
    """An array with white rows and columns, before and after it."""
    return np.pad(part, [rows, columns, (0, 0)][: part.ndim], constant_values=WHITE)


def alike(parts):
    """Arrays of grey levels in colour, if any of them is (height, width, 3)."""
    if all(part.ndim == 2 for part in parts):
        return parts
    return [part if part.ndim == 3 else part[..., None].repeat(3, axis=2) for part in parts]


def save(path, pixels):
    """Write intensities from 0 to 1, or levels from 0 to 255 (uint8), of grey or of colours, as a small PNG."""
    Image.fromarray(pixels if pixels.dtype == np.uint8 else tiles.levels(pixels)).save(path, optimize=True)
