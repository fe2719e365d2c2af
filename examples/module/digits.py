"""The digits of scikit-learn as the four idx files that the workflow fetches of data sets that it knows.

out  idx files of uint8: images (n, height, width) and labels (n,)
"""

import struct
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TRAIN = 1500  # images; the others test


def idx(array):
    """An array as the bytes of an idx file (http://yann.lecun.com/exdb/mnist/)."""
    array = array.astype(np.uint8)
    return bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


digits = load_digits()
Path(snakemake.output.train_images).write_bytes(idx(digits.images[:TRAIN]))
Path(snakemake.output.train_labels).write_bytes(idx(digits.target[:TRAIN]))
Path(snakemake.output.test_images).write_bytes(idx(digits.images[TRAIN:]))
Path(snakemake.output.test_labels).write_bytes(idx(digits.target[TRAIN:]))
