"""The files in a folder, a zip or a tar: listed, and read one after another; nothing is unpacked to disk."""

import lzma
import os
import tarfile
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from autogrid.data.memory import readable

JUNK = {"__MACOSX", "Thumbs.db", "desktop.ini"}  # that systems leave; and all that is hidden
BROKEN = (
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    lzma.LZMAError,
    zlib.error,
    tarfile.TarError,
    zipfile.BadZipFile,
)


class File(NamedTuple):
    """A file by its name below where it was found, with slashes; that of a folder ends with one."""

    name: str
    size: int
    time: int = 0  # of the last change, in nanoseconds; an archive has its own


def container(path, most):
    """The files at a path, a folder, zip or tar; None if it is neither.

    Parameters
    ----------
    path : pathlib.Path
    most : int
        Bytes that an archive may unpack to.
    """
    if path.is_dir():
        return Folder(path)
    for kind, is_one in ((Zip, zipfile.is_zipfile), (Tar, tarfile.is_tarfile)):
        if is_one(path):
            return kind(path, most)
    return None


class Folder:
    """The files in a folder and in those below it, through links as well."""

    def __init__(self, path):
        self.path = path

    def files(self):
        """Each `File`, in no order; those that nobody means are left out."""
        return list(below(self.path, "", frozenset()))

    def contents(self, names):
        """Pairs of a name and the bytes of that file."""
        for name in names:
            yield name, (self.path / name).read_bytes()


def below(folder, prefix, above):
    """The files in a folder with a prefix to their names; `above` are the folders that it is in: none comes twice."""
    here = os.path.realpath(folder)
    if here in above:
        raise ValueError(f"{folder} is a link to a folder that it is in: remove the link")
    empty = True
    for entry in os.scandir(folder):
        if is_junk(entry.name):
            continue
        empty = False
        if entry.is_dir():
            yield from below(entry.path, f"{prefix}{entry.name}/", above | {here})
        else:
            status = entry.stat()
            yield File(prefix + entry.name, status.st_size, status.st_mtime_ns)
    if empty and prefix:
        yield File(prefix, 0)


class Archive:
    """The files in an archive, whose names lead nowhere out of it, and which unpack to what memory holds."""

    def __init__(self, path, most):
        self.path, self.most = path, most

    def files(self):
        """Each `File`, in the order of the archive; those that nobody means are left out."""
        found, size = [], 0
        try:
            for file in self.members():
                check_name(file.name, self.path)
                size += file.size
                if size > self.most:
                    raise ValueError(
                        f"{self.path} unpacks to {readable(size)} or more, and there are {readable(self.most)} of "
                        "memory: take fewer or smaller images"
                    )
                if not any(map(is_junk, file.name.strip("/").split("/"))):
                    found.append(file)
        except BROKEN as error:
            raise ValueError(f"{self.path} cannot be read: {error}; make it again") from None
        return found

    def contents(self, names):
        """Pairs of a name and the bytes of that file, in the order of the archive."""
        try:
            yield from self.read(set(names))
        except BROKEN as error:
            raise ValueError(f"{self.path} cannot be read: {error}; make it again") from None


class Zip(Archive):
    """The files in a zip."""

    def members(self):
        with zipfile.ZipFile(self.path) as archive:
            for member in archive.infolist():
                yield File(normal(member.filename), member.file_size)

    def read(self, names):
        with zipfile.ZipFile(self.path) as archive:
            for member in archive.infolist():
                if normal(member.filename) in names:
                    yield normal(member.filename), archive.read(member)


class Tar(Archive):
    """The files in a tar, compressed or not."""

    def members(self):
        with tarfile.open(self.path) as archive:
            for member in archive:
                if member.isfile() or member.isdir():
                    yield File(normal(member.name) + "/" * member.isdir(), member.size)

    def read(self, names):
        with tarfile.open(self.path) as archive:
            for member in archive:
                if member.isfile() and normal(member.name) in names:
                    yield normal(member.name), archive.extractfile(member).read()


def normal(name):
    """The name of a member with slashes, and without the point that some begin with."""
    return name.replace("\\", "/").removeprefix("./")


def check_name(name, archive):
    """Raise a ValueError if the name of a member leads out of its archive."""
    if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
        raise ValueError(
            f"{archive} has a file named {name!r}, which leads out of it: do not trust it, or make it again"
        )


def is_junk(name):
    """Whether a file or a folder is one that nobody means: hidden, or left by a system."""
    return name in JUNK or (name.startswith(".") and name != ".")


def stamp(path):
    """A file's length in bytes and the time of its last change in nanoseconds."""
    status = Path(path).stat()
    return File("", status.st_size, status.st_mtime_ns)
