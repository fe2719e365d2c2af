"""What a model was made from, written down beside it.

The record is separate from the results, because it differs between machines where they do not.
"""

import os
import platform
import subprocess
from pathlib import Path

from autogrid.config.configuration import Training
from autogrid.provenance import code
from autogrid.provenance.records import sha256

REVISION = "AUTOGRID_REVISION"  # the environment variable in which planning passes the commit to jobs
CHANGED = "+"  # after it: files differ from it. Executors pass both through a shell, so without quotes


class Record(Training):
    """What a model was made from, as it is written down beside it."""

    device: str
    driver: str | None  # of a GPU, as the next two
    cuda: str | None
    tf32: bool | None
    unused_gpu: str | None  # why a GPU was not used, where there is one
    threads: int
    seconds_computed: float
    seconds_held: float
    val_floor: float  # the validation loss of perfect reconstructions
    data_sha256: dict[str, str]
    code_sha256: dict[str, str]  # by file
    versions: dict[str, str | None]  # by distribution
    commit: str | None
    uncommitted_changes: bool | None
    python: str
    model_sha256: str
    history_sha256: str


def record(outputs, folder, **settings):
    """All that determined a training, and the digests of what it stored.

    Parameters
    ----------
    outputs : dict of str to path
        The stored files, such as ``model`` and ``history``.
    folder : str
        Where the script is: a folder, or the URL of one on a git host.
    settings
        What determined it, as JSON can hold it.

    Returns
    -------
    dict
        The settings, the ``commit`` (None outside of a repository) and whether files
        differed from it, the version of ``python``, and ``NAME_sha256`` for each output.
    """
    return {
        **settings,
        **revision(folder),
        "python": platform.python_version(),
        **{f"{name}_sha256": sha256(file) for name, file in outputs.items()},
    }


def versions(software):
    """The distributions of the libraries of a rule's param `software` that this job really has, and their versions."""
    return dict(map(code.installed, software["versions"]))


def tell_revision(folder):
    """While planning: pass the revision of a folder `scripts` to jobs; in a pod, pass on the one it received."""
    here = revision(folder)
    os.environ[REVISION] = (here["commit"] or "") + (CHANGED if here["uncommitted_changes"] else "")


def revision(folder):
    """The commit of which a repository's folder `scripts` is checked out, and whether tracked files differ from it.

    For a folder on a git host it is the URL, which has the requested tag, branch or commit; where there is no
    repository, as in a pod, the revision that planning passed.
    """
    if "://" in str(folder):
        return {"commit": folder, "uncommitted_changes": False}
    if git(Path(folder, "autogrid"), "rev-parse", "--show-prefix") != "scripts/autogrid/":  # no copy inside of another
        told = os.environ.get(REVISION)
        changed = told.endswith(CHANGED) if told else None
        return {"commit": told.removesuffix(CHANGED) if told else None, "uncommitted_changes": changed}
    commit = git(folder, "rev-parse", "HEAD")
    changes = git(folder, "status", "--porcelain", "--untracked-files=no")
    return {"commit": commit, "uncommitted_changes": None if changes is None else bool(changes)}


def git(folder, *arguments):
    """What git says, or None where it is missing or this is not a repository."""
    try:
        done = subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout.strip()


def tracked():
    """The files that git tracks in this folder; none where there is no repository."""
    return [name for name in (git(".", "ls-files", "-z") or "").split("\0") if name and Path(name).is_file()]


def tracked_sha256():
    """One SHA-256 of these files, with their names."""
    return code.text_digest(text for name in tracked() for text in (name, sha256(name)))


def processor():
    """The processor's model on Linux, else its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
