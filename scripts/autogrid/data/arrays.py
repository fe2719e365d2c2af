"""Arrays in files: .npy, .npz in Keras' layout or of a single array, and idx, gzipped or not.

Only headers are read to say what is in them, and nothing is ever unpickled.
"""

import contextlib
import gzip
import hashlib
import math
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from autogrid.data import idx
from autogrid.data.known import FILES, ROLES

CHUNK = 1 << 20  # bytes
LONGEST = 1 << 20  # bytes of a header


class Stored(NamedTuple):
    """An array in a file.

    Parameters
    ----------
    name : str
        What it is called in messages, with the file that it is in.
    open : callable
        Returns a stream of its bytes.
    """

    name: str
    open: Callable

    @contextlib.contextmanager
    def stream(self):
        """A stream of its bytes; a ValueError where an archive is broken."""
        try:
            with self.open() as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile) as error:
            raise ValueError(f"{self.name} cannot be read: {error}; get it again") from None

    def header(self):
        """Its shape and dtype; a ValueError if it is no array of numbers."""
        with self.stream() as stream:
            shape, dtype, _ = self.begin(stream)
        return shape, dtype

    def begin(self, stream):
        """Shape, dtype and order (of its axes in memory) of the array that a stream begins with; it is read so far."""
        first = stream.read(4)
        if first[:3] == bytes([0, 0, idx.UINT8]):
            return struct.unpack(f">{first[3]}I", stream.read(4 * first[3])), np.dtype(np.uint8), "C"
        try:
            if first + stream.read(2) != np.lib.format.MAGIC_PREFIX:
                raise ValueError(f"it starts with {first.hex(' ')}")
            version = tuple(stream.read(2))
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, fortran, dtype = read(stream)
        except Exception as error:  # a header can be wrong in many ways
            raise ValueError(f"{self.name} is no array of .npy, nor an idx file of bytes: {error}") from None
        if dtype.hasobject:
            raise ValueError(
                f"{self.name} is an array of Python objects, which are never read, as they could run code: store it "
                "as numbers, such as np.array(images.tolist(), np.uint8)"
            )
        return shape, dtype, "F" if fortran else "C"

    def array(self):
        """The array; a ValueError if it is shorter or longer than its header says."""
        with self.stream() as stream:
            shape, dtype, order = self.begin(stream)
            wanted = math.prod(shape) * dtype.itemsize
            data = stream.read(wanted + 1)
        if len(data) != wanted:
            found = "more" if len(data) > wanted else f"{len(data)}"
            raise ValueError(
                f"{self.name} has {found} bytes, not the {wanted} of an array of shape {shape}: get it again"
            )
        return np.frombuffer(data, dtype).reshape(shape, order=order)

    def digest(self):
        """The SHA-256 of all its bytes, in hexadecimal."""
        shape, dtype = self.header()
        found, left = hashlib.sha256(), math.prod(shape) * dtype.itemsize + LONGEST
        with self.stream() as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
                left -= len(chunk)
                if left < 0:  # a few kilobytes can unpack to terabytes
                    raise ValueError(f"{self.name} has more bytes than an array of shape {shape}: get it again")
        return found.hexdigest()


def stored(path):
    """The arrays at a path, by Keras' names for them: a single one is x_train. None if there are none.

    Parameters
    ----------
    path : pathlib.Path
        A folder of idx files, an .npz, or another file that is not looked into.

    Raises
    ------
    ValueError
        If an .npz has other arrays.
    """
    if path.is_dir():
        return of_folder(path)
    if path.suffix == ".npz":
        return of_npz(path)
    if path.suffix == ".npy" or is_idx(path):
        return {"x_train": Stored(str(path), lambda: opened(path))}
    return None


def of_folder(path):
    """The idx files in a folder, those that there are; None without training images."""
    found = {role: [file for file in candidates(path, name) if file.is_file()] for role, name in zip(ROLES, FILES)}
    if not found["x_train"]:
        return None
    return {role: Stored(str(files[0]), lambda file=files[0]: opened(file)) for role, files in found.items() if files}


def candidates(folder, name):
    """What an idx file may be called in a folder: with another point, and gzipped."""
    return [folder / f"{stem}{suffix}" for stem in (name, name.replace("-idx", ".idx")) for suffix in ("", ".gz")]


def of_npz(path):
    """The arrays in an .npz."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.removesuffix(".npy") for name in archive.namelist()]
    except zipfile.BadZipFile as error:
        raise ValueError(f"{path} is no .npz: {error}; get it again") from None
    if "x_train" in names:
        roles = {name: name for name in ROLES if name in names}
    elif len(names) == 1:
        roles = {"x_train": names[0]}
    else:
        raise ValueError(
            f"{path} has the arrays {', '.join(names)}: call them {', '.join(ROLES)}, of which the last three may be "
            "missing, or store the images alone"
        )
    return {
        role: Stored(f"{name} in {path}", lambda name=name: zipfile.ZipFile(path).open(f"{name}.npy"))
        for role, name in roles.items()
    }


def is_idx(path):
    """Whether a file is an idx file of bytes, gzipped or not."""
    try:
        with opened(path) as stream:
            return stream.read(3) == bytes([0, 0, idx.UINT8])
    except (OSError, EOFError):
        return False


def opened(path):
    """A stream of the bytes of a file, of those that are in it where it is gzipped."""
    with open(path, "rb") as stream:
        gzipped = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path) if gzipped else open(path, "rb")  # noqa: SIM115
