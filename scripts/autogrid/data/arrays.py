"""Arrays in files: .npy, .npz, idx files, tables of pixels as CSV, CIFAR's binary; one by one, in folders and archives.

Only the headers of .npy and idx files are read to find out what they hold, and nothing is ever unpickled.
"""

import contextlib
import functools
import hashlib
import math
import re
import zipfile
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from autogrid.data import idx, memory, names, pixel_table
from autogrid.data.look import PARTS

CHUNK = 1 << 20  # bytes
LONGEST = 1 << 20  # bytes of a header
ROLES = [f"{kind}_{part}" for part in PARTS for kind in "xy"]
EXPRESSION = "store np.savez('images.npz', x_train=…, y_train=…, x_test=…, y_test=…), of which only x_train is required"
IDX_NAME = re.compile(r"[-.]idx\d-?\w*(\.gz)?$|[-.]idx\d?(\.gz)?$", re.IGNORECASE)
CIFAR_NAME = re.compile(r"(data_batch_\d|test_batch|train|test)\.bin$")
CIFAR_RECORDS = {3073: 1, 3074: 2}  # bytes of a record, and how many of them are labels: CIFAR-10, CIFAR-100


class Stored(NamedTuple):
    """An array in an .npy or an idx file."""

    name: str  # in messages, with the file that it is in
    open: Callable  # returns a context with a stream of its bytes, as `files.File.open`

    def header(self):
        """Its shape and dtype; a ValueError if it is not an array of numbers."""
        with self.open() as stream:
            shape, dtype, _ = self.begin(stream)
        return shape, dtype

    def begin(self, stream):
        """Shape, dtype and order (of its axes in memory) of the array in a stream, which is read up to the values."""
        first = stream.read(4)
        try:
            if idx.is_one(first):
                return *idx.header(first, stream), "C"
            if first + stream.read(2) != np.lib.format.MAGIC_PREFIX:
                raise ValueError(f"it starts with {first.hex(' ')}")
            version = tuple(stream.read(2))
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, fortran, dtype = read(stream)
        except Exception as error:  # a header can be wrong in many ways
            raise ValueError(f"{self.name} is neither an .npy array nor an idx file: {error}") from None
        return shape, dtype, "F" if fortran else "C"

    def array(self):
        """The array; a ValueError if it is shorter or longer than its header says, or than memory holds."""
        with self.open() as stream:
            shape, dtype, order = self.begin(stream)
            size = math.prod(shape) * dtype.itemsize
            if size > memory.total():
                raise ValueError(
                    f"{self.name} has shape {shape}: that is {memory.readable(size)}, more than the memory"
                )
            data = stream.read(size + 1)
        if len(data) != size:
            found = "more" if len(data) > size else f"{len(data)}"
            raise ValueError(
                f"{self.name} has {found} bytes, not the {size} of an array of shape {shape}: get it again"
            )
        return np.frombuffer(data, dtype).reshape(shape, order=order)

    def digest(self):
        """The SHA-256 of all its bytes, in hexadecimal."""
        shape, dtype = self.header()
        found, left = hashlib.sha256(), math.prod(shape) * dtype.itemsize + LONGEST
        with self.open() as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
                left -= len(chunk)
                if left < 0:  # a few kilobytes can unpack to terabytes
                    raise ValueError(f"{self.name} has more bytes than an array of shape {shape}: get it again")
        return found.hexdigest()


class Made:
    """An array that a function makes from a file in another format."""

    def __init__(self, name, make):
        self.name, self.array = name, functools.cache(make)

    def header(self):
        return self.array().shape, self.array().dtype

    def digest(self):
        array = self.array()
        return hashlib.sha256(f"{array.dtype} {array.shape} ".encode() + array.tobytes()).hexdigest()


class Joined(Made):
    """Several arrays, one after another."""

    def __init__(self, parts):
        super().__init__(parts[0].name, lambda: np.concatenate([part.array() for part in parts]))
        self.parts = parts

    def header(self):
        (shape, dtype), *others = (part.header() for part in self.parts)
        return (shape[0] + sum(other[0] for other, _ in others), *shape[1:]), dtype


def is_array(name):
    """Whether a file has the name of one that is read here."""
    last = name.rpartition("/")[2]
    return bool(last.lower().endswith((".npy", ".npz", ".csv")) or IDX_NAME.search(last) or CIFAR_NAME.search(last))


def is_idx(file):
    """Whether a file is an idx file, gzipped or not."""
    try:
        with file.unzipped() as stream:
            return idx.is_one(stream.read(4))
    except ValueError:
        return False


def in_file(file):
    """The arrays in a single file, by their roles, and notes; see `roles`."""
    return roles(contained("", file), file.name)


def in_container(found, where):
    """The arrays in the files of a folder or an archive, by their roles, and notes; see `roles`."""
    names_found = sorted(name for name in found if is_array(name))
    stored = [name for name in names_found if name.removesuffix(".gz") not in names_found or name[-3:] != ".gz"]
    arrays, left = {}, []
    for name in stored:  # torchvision keeps both, gzipped and not
        stem = PurePosixPath(name).name.partition(".")[0] if len(stored) > 1 else ""
        try:
            arrays |= contained(stem, found[name]._replace(name=f"{where}/{name}"))
        except pixel_table.NoTable:
            left.append(name)
    if not arrays:
        raise ValueError(f"{where} has no images; {names.some(left)} is not a table of pixels")
    by_role, notes = roles(arrays, where)
    return by_role, notes + ([f"Left out (not tables of pixels): {names.some(left)}."] if left else [])


def contained(stem, file):
    """The arrays in a file, by pairs of the stem of its name and their own name."""
    if file.name.lower().endswith(".npz"):
        return of_npz(stem, file)
    if file.name.lower().endswith(".csv"):
        columns = pixel_table.arrays(file.name, file.unzipped)
    elif CIFAR_NAME.search(file.name):
        both = functools.cache(functools.partial(cifar, file))
        columns = {"images": lambda: both()[0], "labels": lambda: both()[1]}
    else:
        return {(stem, ""): Stored(file.name, file.unzipped)}
    return {(stem, name): Made(f"{file.name}: {name}", make) for name, make in columns.items()}


def of_npz(stem, file):
    """The arrays in an .npz."""
    with file.open() as stream, zipfile.ZipFile(stream) as archive:
        members = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    if not members:
        raise ValueError(f"{file.name} has no arrays; {EXPRESSION}")
    return {(stem, name): Stored(f"{name} in {file.name}", functools.partial(member, file, name)) for name in members}


@contextlib.contextmanager
def member(file, name):
    """A stream of the bytes of an array in an .npz."""
    with file.open() as stream, zipfile.ZipFile(stream) as archive, archive.open(f"{name}.npy") as array:
        yield array


def cifar(file):
    """The images (n, 32, 32, 3) and the labels (n,) in a binary file of CIFAR-10 or CIFAR-100."""
    data = np.frombuffer(file.read(), np.uint8)
    for length, labels in CIFAR_RECORDS.items():
        if len(data) and len(data) % length == 0:
            records = data.reshape(-1, length)
            images = records[:, labels:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
            return images, records[:, labels - 1]  # of two labels, the second is the finer one
    raise ValueError(f"{file.name} has {len(data)} bytes, which are not records of CIFAR-10 or CIFAR-100: get it again")


def roles(arrays, where):
    """Arrays by their `ROLES`: found by the words in their names or, where these say nothing, by their shapes.

    Parameters
    ----------
    arrays : dict of (str, str) to Stored or Made
        By the stem of their file, where there are several files, and their own name.
    where : str
        For messages.

    Returns
    -------
    dict of str to Stored or Made, list of str
        In the order of `ROLES`, and sentences on what was left out.

    Raises
    ------
    ValueError
        If it is unclear which are the images and labels of each split.
    """
    if len(arrays) == 1:
        return {"x_train": next(iter(arrays.values()))}, []
    shapes = {key: array.header()[0] for key, array in arrays.items()}
    parts = {key: names.split(key[1])[0] or names.split(key[0])[0] or "train" for key in arrays}
    kinds = {key: kind(key, shapes[key]) for key in arrays}
    found, used = {}, set()
    for part in PARTS:
        of_part = [key for key in arrays if parts[key] == part]
        images = pictures([key for key in of_part if kinds[key] == "x"], shapes)
        n = sum(shapes[key][0] for key in images)
        labels = [key for key in of_part if kinds[key] == "y"]
        labels = labels or [key for key in of_part if kinds[key] is None and shapes[key][:1] == (n,)]
        for role, what, keys in (("x", "images", images), ("y", "labels", labels)):
            if images and keys:
                found[f"{role}_{part}"] = joined(keys, f"{what} of {part}", arrays, where)
                used |= set(keys)
    if "x_train" not in found:
        listed = names.some(f"{array.name} {shapes[key]}" for key, array in arrays.items())
        raise ValueError(f"{where} has {listed}, but no images to train on: {EXPRESSION}")
    left = ["/".join(filter(None, key)) for key in arrays if key not in used]
    return found, [f"Left out (neither images nor labels): {names.some(left)}."] if left else []


def kind(key, shape):
    """``x`` for images, ``y`` for labels, None for either or neither; see `names.kind`."""
    stem, name = key
    if "names" in names.words(name):
        return ""
    return names.kind(name) or names.kind(stem) or ("x" if len(shape) > 2 else None)


def pictures(keys, shapes):
    """Arrays of images, without those that repeat them as flat rows, as scikit-learn's bunches do."""
    flat = [key for key in keys if len(shapes[key]) == 2]
    pictured = {(shapes[key][0], math.prod(shapes[key][1:])) for key in keys if key not in flat}
    return [key for key in keys if key not in flat or shapes[key] not in pictured]


def joined(keys, what, arrays, where):
    """The array of some keys, or one of numbered batches; a ValueError if there are several."""
    parts = [arrays[key] for key in keys]
    if len(keys) > 1 and not all(CIFAR_NAME.search(f"{stem}.bin") for stem, _ in keys):
        raise ValueError(
            f"{where} has several arrays that can be {what}, {names.some(part.name for part in parts)}: name the file "
            f"of one data set as the path, or {EXPRESSION}"
        )
    return parts[0] if len(parts) == 1 else Joined(parts)
