"""The files in a folder, a zip or a tar: listed, and read one after another; nothing is unpacked to disk."""

import contextlib
import functools
import gzip
import io
import lzma
import os
import posixpath
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from typing import NamedTuple

from autogrid.data import memory

JUNK = {"__MACOSX", "Thumbs.db", "desktop.ini"}  # left by operating systems; hidden files are junk, too
GZIPPED = b"\x1f\x8b"
FORMATS = (lzma.LZMAError, zlib.error, tarfile.TarError, zipfile.BadZipFile)
# zipfile raises RuntimeError for encrypted files and for compressions that it does not know.
BROKEN = (OSError, EOFError, RuntimeError, *FORMATS)


class File(NamedTuple):
    """A file in a folder or an archive."""

    name: str  # relative to where it was found, with slashes; the name of an empty folder ends with one
    start: Callable  # opens a stream of its bytes
    fault: str = ""  # why it cannot be read
    size: int = 0  # in bytes; not of files in an archive
    time: int = 0  # of the last change, in nanoseconds; not of files in an archive

    @contextlib.contextmanager
    def open(self):
        """A stream of its bytes; a ValueError where they cannot be read."""
        if self.fault:
            raise ValueError(f"{self.name} {self.fault}")
        try:
            with self.start() as stream:
                yield stream
        except BROKEN as error:
            raise ValueError(f"{self.name} cannot be read: {getattr(error, 'strerror', None) or error}") from None

    @contextlib.contextmanager
    def unzipped(self):
        """The same, decompressed if it is gzipped."""
        with self.open() as stream:
            is_gzipped = stream.read(len(GZIPPED)) == GZIPPED
            stream.seek(0)
            yield gzip.GzipFile(fileobj=stream) if is_gzipped else stream

    def read(self) -> bytes:
        """Its bytes; a ValueError that says why it has none."""
        with self.open() as stream:
            return stream.read()


def at(path, name) -> File:
    """The file at a path, not opened: a pipe might have no end."""
    try:
        mode = os.stat(path).st_mode
        fault = "" if stat.S_ISREG(mode) else "is not a regular file, but a pipe, socket or device"
    except OSError as error:
        fault = f"cannot be read: {'it is a broken link' if os.path.islink(path) else error.strerror}"
    status = os.stat(path, follow_symlinks=not fault)
    return File(name, functools.partial(open, path, "rb"), fault, status.st_size, status.st_ctime_ns)


def below(path) -> dict[str, File] | None:
    """The files in a folder, zip or tar, by name and in the order to read them; None if it is neither.

    Junk files are left out. An archive is open as long as its files are in use. A ValueError says that it cannot be
    read, has names that lead out of it, or unpacks to more than memory holds.
    """
    if path.is_dir():
        return {file.name: file for file in in_folder(path)}
    for files_in, is_one in ((in_zip, zipfile.is_zipfile), (in_tar, tarfile.is_tarfile)):
        if is_one(path):
            try:
                files = files_in(path)
            except BROKEN as error:
                raise ValueError(f"{path} cannot be read: {error}; make it again") from None
            return {file.name: file for file in files if not any(map(is_junk, file.name.strip("/").split("/")))}
    return None


def is_junk(name):
    """Whether a file or a folder is junk: hidden, or left by an operating system."""
    return name in JUNK or (name.startswith(".") and name != ".")


def in_folder(folder, prefix="", above=frozenset()):
    """The files in a folder and below it, through links as well; `above` are the folders that it is in."""
    here = os.path.realpath(folder)
    if here in above:
        raise ValueError(f"{folder} is a link to a folder that it is in: remove the link")
    entries = [entry for entry in sorted(os.scandir(folder), key=lambda entry: entry.name) if not is_junk(entry.name)]
    if prefix and not entries:
        yield File(prefix, io.BytesIO)
    for entry in entries:
        if entry.is_dir():
            yield from in_folder(entry.path, f"{prefix}{entry.name}/", above | {here})
        else:
            yield at(entry.path, prefix + entry.name)


def in_zip(path) -> list[File]:
    """The files in a zip."""
    archive = zipfile.ZipFile(path)
    members = admitted(((member.filename, member.file_size, member) for member in archive.infolist()), path)
    advice = "is a link in the zip: make it again without zip -y"
    return [
        File(name, functools.partial(archive.open, member), advice if stat.S_ISLNK(member.external_attr >> 16) else "")
        for name, member in members
    ]


def in_tar(path) -> list[File]:
    """The files in a tar, compressed or not. GNU tar stores a file that it has stored before as a link."""
    archive = tarfile.open(path)  # noqa: SIM115
    members = dict(admitted(((f"{m.name}{'/' * m.isdir()}", m.size, m) for m in archive), path))
    targets = {name: target(name, members) for name in members}

    @functools.lru_cache(1)  # seeking back would mean unpacking again
    def read(member):
        with archive.extractfile(member) as stream:  # type: ignore[union-attr]
            return stream.read()

    return [
        File(name, functools.partial(lambda member: io.BytesIO(read(member)), member), tar_fault(member))
        for name, member in sorted(targets.items(), key=lambda item: item[1].offset if item[1] else 0)
    ]


def target(name, members):
    """The member of a tar that a name leads to, through links; None where they lead out of it or in a circle."""
    for _ in members:
        member = members.get(name)
        if member is None or not (member.islnk() or member.issym()):
            return member
        folder = posixpath.dirname(member.name) if member.issym() else ""
        name = normal(posixpath.normpath(posixpath.join(folder, member.linkname)))
    return None


def tar_fault(member):
    """Why a member of a tar cannot be read; the member is None where links lead nowhere."""
    if member is None:
        return "is a link to no file in the tar: make it again with tar --dereference"
    return "" if member.isfile() else "is not a regular file, but a pipe or device"


def admitted(members, path):
    """Names and members of an archive, from triples of name, size and member.

    A ValueError where a name leads out of it, or it unpacks to more than memory holds.
    """
    left = most = memory.total()
    for name, size, member in members:
        name = normal(name)
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise ValueError(
                f"{path} has a file named {name!r}, which leads out of it: do not trust it, or make it again"
            )
        left -= size
        if left < 0:
            raise ValueError(
                f"{path} unpacks to {memory.readable(most - left)} or more, but there are {memory.readable(most)} of "
                "memory: take fewer or smaller images"
            )
        yield name, member


def normal(name):
    """The name of a member with slashes, and without a leading ``./``."""
    return name.replace("\\", "/").removeprefix("./")
