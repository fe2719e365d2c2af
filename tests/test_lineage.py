"""What a model was made from can be read beside it."""

import hashlib
import json
import subprocess

import keras
from conftest import REPOSITORY
from lineage import lineage, revision

STEM = "d8_sigmoid-relu_seed0"


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_record_has_what_determined_the_training(finished):
    results = finished.folder / "results"
    record = json.loads((results / f"provenance/{STEM}.json").read_text())
    assert record["configuration"]["seed"] == 0
    assert record["training"]["epochs"] == 3
    assert record["data_sha256"] == json.loads((results / "data/sha256.json").read_text())
    assert record["versions"]["keras"] == keras.__version__
    assert record["model_sha256"] == sha256(results / f"models/{STEM}.h5")
    assert record["history_sha256"] == sha256(results / f"history/{STEM}.csv")
    assert record["code_sha256"]["train.py"] == sha256(REPOSITORY / "scripts/train.py")
    assert record["device"]


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    return subprocess.run(
        ["git", "-C", folder, *identity, *arguments], check=True, capture_output=True, text=True
    ).stdout


def test_a_record_names_the_commit_and_whether_files_differ_from_it(tmp_path):
    assert revision(tmp_path) == {"commit": None, "uncommitted_changes": None}
    git(tmp_path, "init")
    file = tmp_path / "file"
    file.write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-m", "one")
    commit = git(tmp_path, "rev-parse", "HEAD").strip()
    assert revision(tmp_path) == {"commit": commit, "uncommitted_changes": False}
    file.write_text("two")
    assert revision(tmp_path) == {"commit": commit, "uncommitted_changes": True}


def test_a_record_without_outputs_still_has_the_settings(tmp_path):
    assert lineage({}, [], "a device", seed=7)["seed"] == 7
