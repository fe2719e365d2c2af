"""The idx format of the MNIST files (http://yann.lecun.com/exdb/mnist/).

A header of two zero bytes, a type code (8 is uint8), the number of axes and the
length of each axis as big-endian uint32; then the values, last axis fastest.
"""

import struct

import numpy as np

UINT8 = 8
DTYPES = {UINT8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}  # by their type code


def is_one(first):
    """Whether the first four bytes of a file are those of an idx file."""
    return len(first) == 4 and first[:2] == bytes(2) and first[2] in DTYPES and 0 < first[3] < 5


def header(first, stream):
    """The shape and dtype of the array that such a stream holds, after its first four bytes."""
    return struct.unpack(f">{first[3]}I", stream.read(4 * first[3])), np.dtype(DTYPES[first[2]])


def encode(array):
    """The bytes of an idx file that holds a uint8 array; a ValueError for any other."""
    if array.dtype != np.uint8:
        raise ValueError(f"an array of {array.dtype} and shape {array.shape} is not one of uint8")
    header = bytes([0, 0, UINT8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()
