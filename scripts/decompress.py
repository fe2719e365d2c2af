"""Restore the images in a compressed file.

usage: decompress.py FILE CODEC IMAGES.npy

in   a file of `compress`, such as results/compressed/d32_relu-sigmoid_seed0_bits4.aeg, and the codec that
     its sender shares, such as results/codecs/d32_relu-sigmoid_seed0.npz
out  the images, float32 (n, height, width), intensities from 0 to 1
"""

import argparse
import io
import sys
from pathlib import Path

import numpy as np

from autogrid.compress import coded_file
from autogrid.compress.codec import Codec


def main(file, codec, images, largest):
    """Write the images, all or nothing."""
    restored = io.BytesIO()
    np.save(restored, coded_file.decompress(file.read_bytes(), Codec.load(codec), largest))
    images.write_bytes(restored.getbuffer())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Restore the images in a compressed file.")
    parser.add_argument("file", type=Path, help="such as results/compressed/d32_relu-sigmoid_seed0_bits4.aeg")
    parser.add_argument(
        "codec", type=Path, help="that its sender shares, such as results/codecs/d32_relu-sigmoid_seed0.npz"
    )
    parser.add_argument("images", type=Path, help="where to write them, an .npy of float32 from 0 to 1")
    parser.add_argument(
        "--largest", type=int, default=coded_file.LARGEST, metavar="BYTES", help="that the images may have"
    )
    arguments = parser.parse_args()
    try:
        main(**vars(arguments))
    except (OSError, ValueError) as error:
        sys.exit(f"{arguments.file}: {error}")
