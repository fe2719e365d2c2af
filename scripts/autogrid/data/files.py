"""The files in a folder, a zip or a tar: listed, and read one after another; nothing is unpacked to disk."""

import lzma
import os
import posixpath
import stat
import tarfile
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
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
    fault: str = ""  # why it cannot be read


class Content(NamedTuple):
    """The name and the bytes of a file, or why it cannot be read."""

    name: str
    data: bytes
    fault: str = ""


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
        """Each `File`, in no order; junk files are left out."""
        return list(below(self.path, "", frozenset()))

    def contents(self, names):
        """The `Content` of each file, in the order of the names."""
        for name in names:
            file = self.path / name
            fault = fault_of(file)
            try:
                yield Content(name, b"" if fault else file.read_bytes(), fault)
            except OSError as error:
                yield Content(name, b"", f"cannot be read: {error.strerror}")


def fault_of(file):
    """Why a file cannot be read, without opening it, as a pipe has no end; an empty text if it can."""
    try:
        mode = os.stat(file).st_mode
    except OSError as error:
        return f"cannot be read: {'it is a broken link' if os.path.islink(file) else error.strerror}"
    return "" if stat.S_ISREG(mode) else "is no regular file, but a pipe, socket or device"


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
            fault = fault_of(entry.path)
            status = entry.stat(follow_symlinks=not fault)
            yield File(prefix + entry.name, status.st_size, status.st_ctime_ns, fault)
    if empty and prefix:
        yield File(prefix, 0)


class Archive(ABC):
    """The files in an archive, whose names lead nowhere out of it, and which unpack to what memory holds."""

    def __init__(self, path, most):
        self.path, self.most = path, most
        self.links = {}  # names that lead to others, once they are listed

    @abstractmethod
    def members(self) -> Iterator[File]:
        """Each `File`, in the order of the archive."""

    @abstractmethod
    def read(self, names) -> Iterator[Content]:
        """The `Content` of each file of a set of names, in the order of the archive."""

    def files(self):
        """Each `File`, in the order of the archive; junk files are left out."""
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
        """The `Content` of each file, in the order of the archive."""
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
                    yield unzipped(archive, member)


def unzipped(archive, member):
    """The `Content` of a member of a zip: its check sum may be wrong while others are right."""
    name = normal(member.filename)
    if stat.S_ISLNK(member.external_attr >> 16):
        return Content(name, b"", "is a link in the zip: make it again without zip -y")
    try:
        return Content(name, archive.read(member))
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError) as error:
        return Content(name, b"", f"cannot be unpacked: {error}")


class Tar(Archive):
    """The files in a tar, compressed or not. GNU tar stores what it has stored before as a link to that."""

    def members(self):
        files, links, waiting = {}, {}, []
        with tarfile.open(self.path) as archive:
            for member in archive:
                name = normal(member.name)
                if member.isfile() or member.isdir():
                    files[name] = File(name + "/" * member.isdir(), member.size)
                    yield files[name]
                elif member.islnk() or member.issym():
                    links[name] = target(member)
                    waiting.append(name)
                else:
                    yield File(name, 0, fault="is no regular file, but a pipe or device")
        self.links = {name: resolved(name, links) for name in waiting}
        for name in waiting:
            to = files.get(self.links[name])
            yield to._replace(name=name) if to and not to.name.endswith("/") else File(name, 0, fault=NOWHERE)

    def read(self, names):
        wanted = {}
        for name in names:
            wanted.setdefault(self.links.get(name, name), []).append(name)
        with tarfile.open(self.path) as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isfile() and normal(member.name) in wanted else None
                if file:
                    data = file.read()
                    yield from (Content(name, data) for name in wanted.pop(normal(member.name)))
        yield from (Content(name, b"", NOWHERE) for of in wanted.values() for name in of)


NOWHERE = "is a link to no file in the tar: make it again with tar --dereference"


def target(member):
    """The name of the member that a link in a tar leads to."""
    folder = posixpath.dirname(member.name) if member.issym() else ""
    return normal(posixpath.normpath(posixpath.join(folder, member.linkname)))


def resolved(name, links):
    """Where a link leads to, through others; itself where these lead back to it."""
    seen = set()
    while name in links and name not in seen:
        seen.add(name)
        name = links[name]
    return name


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
    """Whether a file or a folder is junk: hidden, or left by a system."""
    return name in JUNK or (name.startswith(".") and name != ".")


def stamp(path):
    """A file's length in bytes and the time of its last change in nanoseconds."""
    status = Path(path).stat()
    return File("", status.st_size, status.st_ctime_ns)
