"""What a model was made from, written down beside it.

A record is apart from the results, since it differs between machines where they do not.
"""

import hashlib
import json
import platform
import subprocess
from pathlib import Path


def lineage(outputs, code, device, **settings):
    """All that determined a training, and the digests of what it stored.

    Parameters
    ----------
    outputs : dict of str to path
        The stored files, such as ``model`` and ``history``.
    code : list of path
        The script and the modules that it imports.
    device : str
    settings
        Whatever else determined it, as JSON can hold it.

    Returns
    -------
    dict
        The settings, ``code_sha256`` by file name, ``commit`` (None outside of a
        repository) and whether files differed from it, the version of ``python``,
        the ``device``, and ``NAME_sha256`` for each output.
    """
    return {
        **settings,
        "code_sha256": digests(code),
        **revision(Path(__file__).parent),
        "python": platform.python_version(),
        "device": device,
        **{f"{name}_sha256": sha256(file) for name, file in outputs.items()},
    }


def read(file):
    """The object that a JSON holds, such as a record; an OSError or a ValueError if it holds none."""
    content = json.loads(Path(file).read_text())
    if not isinstance(content, dict):
        raise ValueError("it holds no JSON object")
    return content


def digests(files):
    """The SHA-256 of each file, by its name."""
    return {Path(file).name: sha256(file) for file in files}


def sha256(file):
    """The SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()


def revision(folder):
    """The commit that is checked out in a folder, and whether tracked files differ from it."""
    commit = git(folder, "rev-parse", "HEAD")
    changes = git(folder, "status", "--porcelain", "--untracked-files=no")
    return {"commit": commit, "uncommitted_changes": None if changes is None else bool(changes)}


def git(folder, *arguments):
    """What git says, or None where it is missing or this is no repository."""
    try:
        done = subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def processor():
    """The processor's model on Linux, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
