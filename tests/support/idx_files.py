"""A data set of three images, as MNIST's four files."""

import hashlib

import numpy as np

from autogrid.data import idx

ARRAYS = {
    "train-images-idx3-ubyte": np.arange(32, dtype=np.uint8).reshape(2, 4, 4),
    "train-labels-idx1-ubyte": np.array([3, 7], np.uint8),
    "t10k-images-idx3-ubyte": np.arange(16, dtype=np.uint8).reshape(1, 4, 4),
    "t10k-labels-idx1-ubyte": np.array([1], np.uint8),
}
SHA256 = {name: hashlib.sha256(idx.encode(array)).hexdigest() for name, array in ARRAYS.items()}
