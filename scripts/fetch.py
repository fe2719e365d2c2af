"""Fetch a data set and verify it: four idx files, or nothing.

in   the digests that the files must have, and optionally a local path
out  four idx files of uint8: images (n, height, width) and labels (n,)
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import hashlib
import logging
from pathlib import Path

from autogrid.data import idx, sources


def fetch(candidates, sha256):
    """The idx files of a data set from the first source that has them intact.

    Parameters
    ----------
    candidates : iterable of (str, callable)
        Sources by name; each returns arrays by idx file name (see `sources`).
    sha256 : dict of str to str
        The expected SHA-256 of each idx file.

    Returns
    -------
    dict of str to bytes
        The files, by name.

    Raises
    ------
    OSError
        If every source fails; the message has all the reasons.
    """
    failures = []
    for name, load in candidates:
        try:
            files = {file: idx.encode(array) for file, array in load().items()}
            verify(files, sha256)
        except Exception as error:  # whatever is wrong with a source, try the next
            failures.append(f"{name}: {type(error).__name__}: {error}")
            logging.warning("failed: %s", failures[-1])
        else:
            logging.info("verified: %s", name)
            return files
    raise OSError(
        "no source has the data set:\n  "
        + "\n  ".join(failures or ["only mnist and fashion-mnist have sources of their own; set dataset.path"])
        + "\nOffline? Copy its four idx files (or .gz), or Keras' mnist.npz, to this machine "
        "and name the folder or file as dataset.path in the config."
    )


def verify(files, sha256):
    """Raise a ValueError that names every file without its expected SHA-256, and what it has."""
    found = {name: hashlib.sha256(files[name]).hexdigest() for name in sha256}
    wrong = [
        f"{name} has SHA-256 {found[name]}, expected {expected}"
        for name, expected in sha256.items()
        if found[name] != expected
    ]
    if wrong:
        raise ValueError("; ".join(wrong))


def main(snakemake):
    # The path is read from the config and is not a param: the digests identify the data, so naming another copy must
    # not fetch and retrain.
    path = snakemake.config["dataset"]["path"]
    candidates = sources.sources(snakemake.wildcards.dataset, path)
    files = fetch(candidates, snakemake.params.sha256)
    for file in snakemake.output:
        Path(file).write_bytes(files[Path(file).name])


if __name__ == "__main__":
    main(snakemake)
