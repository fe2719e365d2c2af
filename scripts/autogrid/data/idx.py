"""The idx format of the MNIST files (http://yann.lecun.com/exdb/mnist/).

A header of two zero bytes, a type code (8 is uint8), the number of axes and the
length of each axis as big-endian uint32; then the values, last axis fastest.
"""

import gzip
import io
import math
import struct

import numpy as np

UINT8 = 8
DTYPES = {UINT8: "u1", 9: "i1", 11: ">i2", 12: ">i4", 13: ">f4", 14: ">f8"}  # by their type code


def decode(data, most=-1):
    """The uint8 array held by the bytes of an idx file, gzipped or not.

    Of a gzipped one at most so many bytes are unpacked: a few kilobytes of it can hold gigabytes.

    Raises
    ------
    ValueError
        If the header is not that of a uint8 idx file, or the length does not
        match it.
    """
    if data[:2] == b"\x1f\x8b":
        data = gzip.GzipFile(fileobj=io.BytesIO(data)).read(most)
    if len(data) < 4 or data[:3] != bytes([0, 0, UINT8]):
        raise ValueError(f"not an idx file of bytes: it starts with {data[:4].hex(' ')}")
    axes = data[3]
    shape = struct.unpack_from(f">{axes}I", data, 4)
    start = 4 + 4 * axes
    if len(data) - start != math.prod(shape):
        raise ValueError(f"{len(data) - start} bytes of values instead of the {math.prod(shape)} of shape {shape}")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def encode(array):
    """The bytes of an idx file that holds a uint8 array; a ValueError for any other."""
    if array.dtype != np.uint8:
        raise ValueError(f"an array of {array.dtype} and shape {array.shape} is not one of uint8")
    header = bytes([0, 0, UINT8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return header + array.tobytes()
