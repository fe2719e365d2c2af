"""The path of a data set: as people write it, and the name that follows from it."""

import os
import re
from pathlib import Path

from autogrid.data import known

SUFFIXES = re.compile(r"(\.(zip|tar|tgz|gz|bz2|xz|npz|npy|csv|parquet))+$", re.IGNORECASE)


def expanded(path):
    """A path with ``~`` and ``$HOME`` expanded.

    A ValueError for a variable that is not set, and for a URL.
    """
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+://", path):
        raise ValueError(
            f"{path} is a URL: download it first, for example with curl -LO {path}, and name the file or, unpacked, "
            "the folder"
        )
    found = os.path.expanduser(os.path.expandvars(path))
    unset = re.search(r"\$\{?\w+\}?", found)
    if unset and not os.path.lexists(found):
        raise ValueError(f"{path} has {unset[0]}, a variable that is not set: write the folder itself")
    return Path(found)


def is_inside(path, folder=os.curdir):
    """Whether a path is that of a folder or of something in it; a link in it counts, wherever it leads."""
    return os.path.relpath(path, folder).split(os.sep)[0] != os.pardir


def name_of(path):
    """The name of the data set at a path: never that of a known one, whose images it need not have."""
    last = os.path.basename(os.path.abspath(path))
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", SUFFIXES.sub("", last)).strip("-_")
    return f"own-{name}" if name in known.SHA256 else name or "images"
