"""Images in a file of their codes, and back.

A file is a header of 42 bytes, little-endian, and the symbols of all codes, written by a range coder:

bytes  content
4      ``AEGc``
1      version of the format, 1
1      bits per unit
4      images
4      bytes of the symbols
8      the first bytes of the SHA-256 of the model's file
8      the first bytes of the SHA-256 of the images that it was trained on
8      the first bytes of the SHA-256 of the ranges, levels and counts of this depth
4      CRC-32 of everything before it and of the symbols
"""

import math
import struct
import zlib

from autogrid.compress import symbol_models
from autogrid.compress.codec import LARGEST

HEADER = struct.Struct("<4sBBII8s8s8s")
CHECKSUM = struct.Struct("<I")
START = HEADER.size + CHECKSUM.size  # of the symbols
MAGIC, VERSION = b"AEGc", 1


def compress(codes, codec, bits):
    """The bytes of a file for codes (n, dimension) from the model's encoder, with a number of bits per unit.

    Raises
    ------
    FloatingPointError
        If a code is not finite.
    ValueError
        If the codec has no such depth.
    """
    return packed(codec.depth(bits).quantiser.symbols(codes), codec, bits)


def packed(symbols, codec, bits):
    """The bytes of a file that has the symbols (n, dimension) of codes."""
    quantiser, counts = depth = codec.depth(bits)
    data = symbol_models.encode(symbols, counts, quantiser.varying)
    header = HEADER.pack(MAGIC, VERSION, bits, len(symbols), len(data), *digests(codec, depth))
    return header + CHECKSUM.pack(zlib.crc32(data, zlib.crc32(header))) + data


def decompress(file, codec, largest=LARGEST):
    """The images in the bytes of a file: exactly those that the decoder makes from the quantised codes.

    They are float32 (n, *shape), with intensities from 0 to 1; a decoder without bounds may leave them. A file that
    promises images, or their codes, of more than the `largest` number of bytes is not read.

    Raises
    ------
    ValueError
        It says what is wrong with the file, or in what it does not match the codec.
    """
    bits, symbols = unpacked(file, codec, largest)
    return codec.images(codec.depth(bits).quantiser.restored(symbols))


def unpacked(file, codec, largest=LARGEST):
    """The bits per unit of a file, and its symbols (n, dimension); see `decompress`."""
    if len(file) < START or file[:4] != MAGIC:
        raise ValueError(
            f"not compressed images: {file[:4]!r} and {len(file)} bytes, not {MAGIC!r} and at least {START}"
        )
    _, version, bits, n, length, *wanted = HEADER.unpack_from(file)
    header, (checksum,), data = file[: HEADER.size], CHECKSUM.unpack_from(file, HEADER.size), file[START:]
    if version != VERSION:
        raise ValueError(f"compressed images in version {version} of the format; this reads version {VERSION}")
    if len(data) != length:
        raise ValueError(f"truncated, or longer than it was: {len(data)} bytes of symbols, its header says {length}")
    if zlib.crc32(data, zlib.crc32(header)) != checksum:
        raise ValueError("damaged: its bytes do not have the checksum that is stored with them; get it again")
    model, data_set, tables = wanted
    if data_set != first(codec.data_sha256):
        raise ValueError(disagreement("data set", "the training images have", data_set, codec.data_sha256))
    if model != first(codec.model_sha256):
        raise ValueError(disagreement("model", "it has", model, codec.model_sha256))
    quantiser, counts = depth = codec.depth(bits)
    if tables != first(depth.sha256):
        raise ValueError(
            disagreement("codec of this model", "its ranges, levels and counts have", tables, depth.sha256)
        )
    size = 4 * n * max(len(counts), math.prod(codec.shape))
    if size > largest:
        raise ValueError(
            f"{n} images of {size} bytes, more than the {largest} that are allowed: allow more if that is intended"
        )
    return bits, symbol_models.decode(data, n, counts, quantiser.varying)


def digests(codec, depth):
    """The digests of a header, of model, data and tables."""
    return [first(sha256) for sha256 in (codec.model_sha256, codec.data_sha256, depth.sha256)]


def first(sha256):
    """The first 8 bytes of a SHA-256 in hexadecimal: enough to distinguish files that are not forged."""
    return bytes.fromhex(sha256)[:8]


def disagreement(what, subject, found, known):
    """The message about a file that was coded by something else."""
    return f"of another {what}: {subject} SHA-256 {found.hex()}…, those of this codec {known[:16]}…"
