"""Draw images to try the workflow on: 200 small pictures in colour, in a folder for each of three classes.

usage: python examples/own-images/draw.py
"""

import math
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent / "shapes"
IMAGES, SIDE, SCALE = 200, 32, 4  # pixels of a side; drawn larger, so that edges are smooth
CORNERS = {"triangle": 3, "square": 4, "circle": 60}


def drawn(corners, chance):
    """A polygon of a light colour, somewhere on a dark one."""
    dark, light = chance.integers(0, 100, 3), chance.integers(130, 256, 3)
    radius = chance.uniform(0.2, 0.4) * SIDE * SCALE
    x, y = chance.uniform(radius, SIDE * SCALE - radius, 2)
    picture = Image.new("RGB", (SIDE * SCALE, SIDE * SCALE), tuple(dark.tolist()))
    angle = math.degrees(chance.uniform(0, 2 * math.pi))
    ImageDraw.Draw(picture).regular_polygon((x, y, radius), corners, angle, tuple(light.tolist()))
    return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS)


for i in range(IMAGES):
    name, corners = list(CORNERS.items())[i % len(CORNERS)]
    folder = FOLDER / name
    folder.mkdir(parents=True, exist_ok=True)
    drawn(corners, np.random.default_rng(i)).save(folder / f"{i:03d}.png")
print(f"{IMAGES} images in {FOLDER}")
