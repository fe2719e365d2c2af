"""Arrays in files: .npy, .npz, idx files, tables of pixels as CSV, CIFAR's binary; one by one, in folders and archives.

Of .npy and idx only headers are read to say what is in them, and nothing is ever unpickled.
"""

import contextlib
import functools
import gzip
import hashlib
import io
import math
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import NamedTuple

import numpy as np

from autogrid.data import idx, names, pixel_table

CHUNK = 1 << 20  # bytes
LONGEST = 1 << 20  # bytes of a header
PARTS = ("train", "validation", "test")
ROLES = [f"{kind}_{part}" for part in PARTS for kind in "xy"]
IDX_NAME = re.compile(r"[-.]idx\d-?\w*(\.gz)?$|[-.]idx\d?(\.gz)?$", re.IGNORECASE)
CIFAR_NAME = re.compile(r"(data_batch_\d|test_batch|train|test)\.bin$")
CIFAR_RECORDS = {3073: 1, 3074: 2}  # bytes of a record, and how many of them are labels: CIFAR-10, CIFAR-100


class Stored(NamedTuple):
    """An array in an .npy or an idx file.

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
        if len(first) == 4 and first[:2] == bytes(2) and first[2] in idx.DTYPES:
            return struct.unpack(f">{first[3]}I", stream.read(4 * first[3])), np.dtype(idx.DTYPES[first[2]]), "C"
        try:
            if first + stream.read(2) != np.lib.format.MAGIC_PREFIX:
                raise ValueError(f"it starts with {first.hex(' ')}")
            version = tuple(stream.read(2))
            read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
            shape, fortran, dtype = read(stream)
        except Exception as error:  # a header can be wrong in many ways
            raise ValueError(f"{self.name} is no array of .npy, nor an idx file: {error}") from None
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


class Made:
    """An array that is made from a file which has it in another form.

    Parameters
    ----------
    name : str
        As that of `Stored`.
    make : callable
        Returns the array.
    """

    def __init__(self, name, make):
        self.name, self.array = name, functools.cache(make)

    def header(self):
        return self.array().shape, self.array().dtype

    def digest(self):
        array = self.array()
        return hashlib.sha256(f"{array.dtype} {array.shape} ".encode() + array.tobytes()).hexdigest()


def is_array(name):
    """Whether a file is called like one of those that are read here."""
    return bool(
        name.lower().endswith((".npy", ".npz", ".csv"))
        or IDX_NAME.search(name)
        or CIFAR_NAME.search(name.rpartition("/")[2])
    )


def in_file(path):
    """The arrays in a single file, by their roles, and notes; see `roles`."""
    return roles(contained("", str(path), lambda: opened(path)), str(path))


def in_container(container, where):
    """The arrays in the files of a folder or an archive, by their roles, and notes; see `roles`.

    Parameters
    ----------
    container : files.Folder or files.Archive
    where : str
        For messages.
    """
    files = {file.name for file in container.files() if is_array(file.name)}
    files -= {name + ".gz" for name in files}  # torchvision keeps both
    alone = len(files) == 1
    found, left = {}, []
    for name in sorted(files):
        stem = "" if alone else PurePosixPath(name).name.partition(".")[0]
        try:
            found |= contained(stem, f"{where}/{name}", functools.partial(reading, container, name))
        except pixel_table.NoTable:
            left.append(name)
    if not found:
        raise ValueError(f"{where} has no images; {names.some(left)} is no table of pixels")
    found, notes = roles(found, where)
    return found, notes + ([f"Left out, as no tables of pixels: {names.some(left)}."] if left else [])


def reading(container, name):
    """A stream of the bytes of a file in a folder or an archive, of those that are in it where it is gzipped."""
    if container.path.is_dir():
        return opened(container.path / name)
    content = next(container.contents([name]))
    if content.fault:
        raise ValueError(f"{container.path}/{name} {content.fault}")
    data = io.BytesIO(content.data)
    return gzip.open(data) if content.data[:2] == b"\x1f\x8b" else data


def contained(stem, where, stream):
    """The arrays in a file, by a pair of the stem of its name and their own.

    Parameters
    ----------
    stem : str
    where : str
        The whole name of the file.
    stream : callable
        Returns a stream of its bytes.
    """
    if where.lower().endswith(".npz"):
        return of_npz(stem, where, stream)
    if where.lower().endswith(".csv"):
        table = pixel_table.Table(where, stream)
        table.check()
        columns = {"images": table.images, **({"labels": table.labels} if table.has_labels() else {})}
        return {(stem, name): Made(f"{where}: {name}", make) for name, make in columns.items()}
    if CIFAR_NAME.search(where):
        both = functools.cache(functools.partial(cifar, where, stream))
        return {(stem, of): Made(f"{where}: {of}", lambda of=of: both()[of]) for of in ("images", "labels")}
    return {(stem, ""): Stored(where, stream)}


def of_npz(stem, where, stream):
    """The arrays in an .npz."""
    try:
        with stream() as file, zipfile.ZipFile(file) as archive:
            members = [name.removesuffix(".npy") for name in archive.namelist() if name.endswith(".npy")]
    except zipfile.BadZipFile as error:
        raise ValueError(f"{where} is no .npz: {error}; get it again") from None
    if not members:
        raise ValueError(f"{where} has no arrays; {EXPRESSION}")
    return {
        (stem, name): Stored(f"{name} in {where}", lambda name=name: zipfile.ZipFile(stream()).open(f"{name}.npy"))
        for name in members
    }


def cifar(where, stream):
    """The images (n, 32, 32, 3) and the labels (n,) in a binary file of CIFAR-10 or CIFAR-100."""
    with stream() as file:
        data = np.frombuffer(file.read(), np.uint8)
    for length, labels in CIFAR_RECORDS.items():
        if len(data) and len(data) % length == 0:
            records = data.reshape(-1, length)
            images = records[:, labels:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
            return {"images": images, "labels": records[:, labels - 1]}  # of two, the second is the finer one
    raise ValueError(f"{where} has {len(data)} bytes, which are no records of CIFAR-10 or CIFAR-100: get it again")


def roles(arrays, where):
    """Arrays by what they are, see `ROLES`: by the words in their names, or where these say nothing by their shapes.

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
        If it is not beyond doubt which are the images and labels of each split.
    """
    if len(arrays) == 1:
        return {"x_train": next(iter(arrays.values()))}, []
    shapes = {key: array.header()[0] for key, array in arrays.items()}
    parts = {key: names.split(key[1])[0] or names.split(key[0])[0] or "train" for key in arrays}
    kinds = {key: kind(key, shapes[key]) for key in arrays}
    found = {}
    for part in PARTS:
        of_part = [key for key in arrays if parts[key] == part]
        images = pictures([key for key in of_part if kinds[key] == "x"], shapes)
        if not images:
            continue
        found[f"x_{part}"] = joined([arrays[key] for key in only(images, f"images of {part}", arrays, where)])
        n = sum(shapes[key][0] for key in images)
        labels = [key for key in of_part if kinds[key] == "y"]
        labels = labels or [key for key in of_part if kinds[key] is None and shapes[key][:1] == (n,)]
        if labels:
            found[f"y_{part}"] = joined([arrays[key] for key in only(labels, f"labels of {part}", arrays, where)])
    if "x_train" not in found:
        raise ValueError(f"{where} has {listed(arrays, shapes)}, but no images to train on: {EXPRESSION}")
    used = {id(array) for role in found.values() for array in (role.parts if isinstance(role, Joined) else [role])}
    left = ["/".join(filter(None, key)) for key, array in arrays.items() if id(array) not in used]
    return found, [f"Left out, as neither images nor their labels: {names.some(left)}."] if left else []


EXPRESSION = "call them np.savez('images.npz', x_train=…, y_train=…, x_test=…, y_test=…), of which only x_train must be"


def kind(key, shape):
    """``x`` for images, ``y`` for labels, None for either or neither; see `names.kind`."""
    stem, name = key
    if "names" in names.words(name):
        return ""
    return names.kind(name) or names.kind(stem) or ("x" if len(shape) > 2 else None)


def pictures(keys, shapes):
    """Arrays of images without those that have the same once more as flat rows, as scikit-learn's bunches do."""
    flat = [key for key in keys if len(shapes[key]) == 2]
    pictured = {(shapes[key][0], math.prod(shapes[key][1:])) for key in keys if key not in flat}
    return [key for key in keys if key not in flat or shapes[key] not in pictured]


def only(keys, what, arrays, where):
    """The keys, if they are of one array, or of numbered batches; a ValueError if there are several."""
    if len(keys) > 1 and not all(CIFAR_NAME.search(f"{stem}.bin") for stem, _ in keys):
        several = names.some(arrays[key].name for key in keys)
        raise ValueError(
            f"{where} has several arrays that can be {what}, {several}: name the file of one data set as the path, or "
            f"{EXPRESSION}"
        )
    return keys


class Joined(Made):
    """Several arrays, one after another."""

    def __init__(self, parts):
        super().__init__(parts[0].name, lambda: np.concatenate([part.array() for part in parts]))
        self.parts = parts

    def header(self):
        (shape, dtype), *others = (part.header() for part in self.parts)
        return (shape[0] + sum(other[0] for other, _ in others), *shape[1:]), dtype


def joined(parts):
    """One array of several; a single one as it is."""
    return parts[0] if len(parts) == 1 else Joined(parts)


def listed(arrays, shapes):
    """The names of some arrays and their shapes, in words."""
    return names.some(f"{array.name} {shapes[key]}" for key, array in arrays.items())


def is_idx(path):
    """Whether a file is an idx file, gzipped or not."""
    try:
        with opened(path) as stream:
            first = stream.read(4)
            return len(first) == 4 and first[:2] == bytes(2) and first[2] in idx.DTYPES and 0 < first[3] < 5
    except (OSError, EOFError, zlib.error):
        return False


def opened(path):
    """A stream of the bytes of a file, of those that are in it where it is gzipped."""
    with open(path, "rb") as stream:
        gzipped = stream.read(2) == b"\x1f\x8b"
    return gzip.open(path) if gzipped else open(path, "rb")  # noqa: SIM115
