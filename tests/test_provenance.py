"""What a model was made from can be read beside it."""

import hashlib
import json
import subprocess

import keras

from autogrid.provenance.origin import REVISION, Record, revision, tell_revision

STEM = "d8_sigmoid-relu_seed0"


def sha256(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_a_record_has_what_determined_the_training(finished):
    results = finished.folder / "results"
    stored = json.loads((results / f"provenance/{STEM}.json").read_text())
    assert stored.keys() == Record.__annotations__.keys()
    assert stored["configuration"]["seed"] == 0
    assert stored["configuration"]["epochs"] == 3
    assert stored["data_sha256"] == json.loads((results / "data/sha256.json").read_text())
    assert stored["versions"]["keras"] == keras.__version__
    assert stored["model_sha256"] == sha256(results / f"models/{STEM}.h5")
    assert stored["history_sha256"] == sha256(results / f"history/{STEM}.csv")
    assert stored["tf32"] is False
    assert (stored["driver"] is None) == (stored["cuda"] is None)  # both on a GPU, neither on a processor
    assert 0 <= stored["seconds_computed"] <= stored["seconds_held"]
    assert {"train.py", "autogrid/model/compiled.py", "autogrid/model/training.py"} < set(stored["code_sha256"])
    assert stored["device"]


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    return subprocess.run(
        ["git", "-C", folder, *identity, *arguments], check=True, capture_output=True, text=True
    ).stdout


def test_a_record_names_the_commit_and_whether_files_differ_from_it(tmp_path):
    scripts = tmp_path / "scripts"
    (scripts / "autogrid").mkdir(parents=True)
    assert revision(scripts) == {"commit": None, "uncommitted_changes": None}
    git(tmp_path, "init")
    file = tmp_path / "file"
    file.write_text("one")
    git(tmp_path, "add", "file")
    git(tmp_path, "commit", "-m", "one")
    commit = git(tmp_path, "rev-parse", "HEAD").strip()
    assert revision(scripts) == {"commit": commit, "uncommitted_changes": False}
    file.write_text("two")
    assert revision(scripts) == {"commit": commit, "uncommitted_changes": True}


def test_a_job_without_the_repository_knows_the_commit_that_planning_told_it(tmp_path, monkeypatch):
    (tmp_path / "scripts/autogrid").mkdir(parents=True)
    pod = tmp_path / "pod/scripts"
    monkeypatch.delenv(REVISION, raising=False)
    tell_revision(pod)
    assert revision(pod) == {"commit": None, "uncommitted_changes": None}
    git(tmp_path, "init")
    git(tmp_path, "commit", "--allow-empty", "-m", "one")
    tell_revision(tmp_path / "scripts")
    told = {"commit": git(tmp_path, "rev-parse", "HEAD").strip(), "uncommitted_changes": False}
    tell_revision(pod)  # as a pod does, which plans once more
    assert revision(pod) == told


def test_a_record_of_code_from_a_git_host_names_its_url():
    url = "https://raw.githubusercontent.com/OWNER/REPO/v1/scripts"
    assert revision(url) == {"commit": url, "uncommitted_changes": False}
