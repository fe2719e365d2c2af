"""The small grid without a shared disk: its results in an S3 bucket, by moto, and each of its jobs in a pod of its own.

The profile is the one for Kubernetes; only the executor is another. Plugins and moto are in an environment of their
own in .cache/cloud, with the locked versions of all else.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import install
import numpy as np
import pytest

from autogrid.data import idx
from support.workflow import REPOSITORY, Workflow, copy_workflow, unpack

pytestmark = pytest.mark.cloud

ENVIRONMENT = REPOSITORY / ".cache/cloud"
PLUGINS = ["snakemake-executor-plugin-kubernetes==0.5.1", "snakemake-storage-plugin-s3==0.3.6", "moto[server]==5.2.5"]
GRID = "bucket/grid"
IMAGES = "tests/data/images.yaml"  # the small grid, with images that are in the bucket
GIT = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]
MODEL = "results/models/d2_relu-sigmoid_seed0.h5"


def make_environment():
    """The Python of the environment, brought up to date if it is there."""
    python = ENVIRONMENT / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    locked = (REPOSITORY / "envs/requirements.txt").read_text()
    pins = re.findall(r"^(?!python-dateutil)\S+==[^\\\n]*", locked, re.MULTILINE)  # boto3 takes no python-dateutil 4
    (ENVIRONMENT / "pins.txt").write_text("\n".join(pins))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("UV_CACHE_DIR", str(REPOSITORY / ".cache/uv"))
        patch.setenv("PIP_CACHE_DIR", str(REPOSITORY / ".cache/pip"))
        files = [f"--requirement={REPOSITORY / 'envs/requirements.in'}", f"--constraint={ENVIRONMENT / 'pins.txt'}"]
        install.install(python, *files, *PLUGINS)
    return python


class Cloud(Workflow):
    """A clone whose results are in a bucket, and whose jobs run in pods."""

    python = str(ENVIRONMENT / "bin/python")

    def __init__(self, folder, server):
        super().__init__(folder)
        keys = {"ACCESS_KEY": "key", "SECRET_KEY": "secret", "ENDPOINT_URL": server}
        self.environment = {f"SNAKEMAKE_STORAGE_S3_{name}": value for name, value in keys.items()}
        self.environment["PYTHONPATH"] = str(Path(__file__).parent)
        self.client = {"AWS_ENDPOINT_URL": server, "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}

    def snakemake(self, *arguments, config=IMAGES, prefix=GRID, **keywords):
        options = ["--workflow-profile", "profiles/kubernetes", "--executor", "pods", "--jobs", "2"]
        options += ["--default-storage-prefix", f"s3://{prefix}"]
        return super().snakemake(*arguments, *options, config=config, **self.environment, **keywords)

    def copy(self, *arguments):
        """Copy between the bucket and a folder, see bucket.py."""
        command = [self.python, Path(__file__).with_name("bucket.py"), *arguments]
        subprocess.run(command, env=os.environ | self.client, check=True)

    def pods(self):
        """Process, folder, rule and wildcards of each pod so far."""
        file = self.folder / "pods.txt"
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def commit(folder):
    """Make a repository of a folder, and return its commit."""
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "workflow"]):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True).stdout.strip()


def write_images(folder):
    """Write the tests' images into a folder as the four files that are fetched of a known data set; return it."""
    folder.mkdir(parents=True, exist_ok=True)
    with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as arrays:
        for part, name in [("train", "train"), ("test", "t10k")]:
            (folder / f"{name}-images-idx3-ubyte").write_bytes(idx.encode(arrays[f"x_{part}"]))
            (folder / f"{name}-labels-idx1-ubyte").write_bytes(idx.encode(arrays[f"y_{part}"].astype(np.uint8)))
    return folder


def prepared(folder):
    """A clone with a config for images that are no files of the project, such as those in a bucket."""
    clone = copy_workflow(folder)
    small = (folder / "tests/data/config.yaml").read_text()
    dataset = "dataset: {name: sample, path: null, image_shape: [28, 28]}"
    split = "{train: 500, validation: 100, test: 200, shuffle: false}"
    text = re.sub("^dataset: .*$", dataset, re.sub("^split: .*$", f"split: {split}", small, flags=re.M), flags=re.M)
    clone.write(IMAGES, f"{text}\nextras: [rates]\n")
    shutil.copy(REPOSITORY / ".gitignore", folder)
    clone.append(".gitignore", "pods.txt\n")
    return clone


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of an S3 server."""
    make_environment()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = (tmp_path_factory.mktemp("moto") / "log").open("w")
    moto = subprocess.Popen([ENVIRONMENT / "bin/moto_server", "--port", str(port)], stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    while moto.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1)
            break
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.1)
    yield address
    moto.terminate()
    moto.wait()


@pytest.fixture(scope="module")
def cloud(server, tmp_path_factory):
    """The small grid with its rates, made by pods into a bucket that had the images only."""
    cloud = Cloud(prepared(tmp_path_factory.mktemp("cloud") / "clone").folder, server)
    cloud.commit = commit(cloud.folder)
    cloud.copy("up", write_images(tmp_path_factory.mktemp("images")), f"{GRID}/resources/sample")
    cloud.said = cloud.snakemake("all", "look").said
    return cloud


def test_trainings_and_evaluations_are_pods_and_quick_rules_run_where_snakemake_does(cloud):
    assert "500 train, 100 validate and 200 test" in cloud.said
    assert {rule for _, _, rule, *_ in cloud.pods()} == {
        *("train", "evaluate", "plot_reconstructions", "compress", "compress_references")
    }


def test_a_second_run_does_nothing_and_an_edited_config_trains_what_is_new(cloud):
    assert "Nothing to be done" in cloud.snakemake("--dry-run").said
    edited = (cloud.folder / IMAGES).read_text().replace("[2, 8]", "[2, 8, 3]")
    said = cloud.snakemake("--dry-run", "--quiet", "rules", config=cloud.write("edited.yaml", edited)).said
    (cloud.folder / "edited.yaml").unlink()
    counts = dict(re.findall(r"^(\w+) +(\d+)$", said, re.MULTILINE))
    assert (counts["train"], counts["evaluate"]) == ("2", "2")
    assert "prepare" not in counts


def test_verify_makes_the_same_bytes_where_snakemake_runs_and_writes_its_verdict_there(cloud):
    before = cloud.pods()
    said = cloud.snakemake("verify").said
    assert "4 of 4 trained again" in said and said.count(": same bytes") == 6
    assert (cloud.folder / "verification.md").read_text().count(": same bytes") == 6
    assert cloud.pods() == before


def test_a_bundle_has_results_under_their_own_names_and_nothing_to_make_again_and_records_name_the_commit(
    cloud, tmp_path
):
    cloud.snakemake("bundle")
    cloud.copy("down", GRID, tmp_path / "bucket")
    unpack(tmp_path / "bucket/bundle.tar.gz", tmp_path / "unpacked")
    unpacked = Workflow(tmp_path / "unpacked")
    assert (unpacked.folder / "resources/sample/t10k-images-idx3-ubyte").exists()
    assert not (unpacked.folder / ".snakemake").exists()
    assert unpacked.files("**/*") == Workflow(tmp_path / "bucket").files("**/*")
    assert not unpacked.planned("all", config="config.bundle.yaml")
    records = [json.loads(file.read_text()) for file in unpacked.folder.glob("results/provenance/*.json")]
    assert [(record["commit"], record["uncommitted_changes"]) for record in records] == [(cloud.commit, False)] * 4


def test_what_takes_a_folder_as_it_is_says_that_there_is_none(cloud):
    for target in (["partial_summary"], ["compare", "--config", "compare=[results, others]"]):
        done = cloud.snakemake(*target, check=False)
        assert done.returncode and "results are in a bucket: copy them from there" in done.said


def test_a_pod_that_is_killed_while_it_trains_is_started_again_and_trains_from_the_beginning(cloud, tmp_path):
    """With images of the project, which pods have with its sources, and another prefix of the bucket."""
    config = (cloud.folder / "tests/data/config.yaml").read_text().replace("epochs: 3", "epochs: 2000")
    cloud.write("tests/data/long.yaml", f"{config}\ncheckpoint_every: 1\n")
    subprocess.run([*GIT, "add", "--all"], cwd=cloud.folder, check=True)
    before = len(cloud.pods())
    killer = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("kill.py"), cloud.folder / "pods.txt", str(before)]
    )
    done = cloud.snakemake(MODEL, config="tests/data/long.yaml", prefix="bucket/killed")
    assert killer.wait(60) == 0
    assert "Trying to restart job" in done.said
    assert [pod[2] for pod in cloud.pods()[before:]] == ["train", "train"]
    cloud.copy("down", "bucket/killed", tmp_path)
    log = (tmp_path / "logs/train/d2_relu-sigmoid_seed0.log").read_text()
    assert "resumed" not in log and "computed" in log
