"""The small grid without a shared disk: its results in an S3 bucket, by moto, and each of its jobs in a pod of its own.

The profile is the one for Kubernetes; only the executor is another. Plugins and moto are in an environment of their
own in .cache/cloud, with the locked versions of all else.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import install
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
RESULTS = "results/**/*"


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
        self.server = server

    def snakemake(self, *arguments, config=IMAGES, prefix=GRID, **keywords):
        options = ["--workflow-profile", "profiles/kubernetes", "--executor", "pods", "--jobs", "2"]
        options += ["--default-storage-prefix", f"s3://{prefix}"]
        environment = {
            "SNAKEMAKE_STORAGE_S3_ENDPOINT_URL": self.server,
            "SNAKEMAKE_STORAGE_S3_ACCESS_KEY": "key",
            "SNAKEMAKE_STORAGE_S3_SECRET_KEY": "secret",
            "PYTHONPATH": str(Path(__file__).parent),
        }
        return super().snakemake(*arguments, *options, config=config, **environment, **keywords)

    def bucket(self, method, name, body=None):
        """An answer of the bucket, to which moto lets everybody."""
        request = urllib.request.Request(f"{self.server}/{name}", data=body, method=method)
        with urllib.request.urlopen(request) as answer:
            return answer.read()

    def download(self, prefix, folder):
        """Copy what is below a prefix of the bucket into a folder."""
        top, _, below = prefix.partition("/")
        listing = self.bucket("GET", f"{top}?prefix={below}/").decode()
        assert "<IsTruncated>false" in listing
        for key in re.findall("<Key>(.*?)</Key>", listing):
            file = folder / Path(key).relative_to(below)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self.bucket("GET", f"{top}/{key}"))
        return Workflow(folder)

    def pods(self):
        """Process, folder, rule and wildcards of each pod so far."""
        file = self.folder / "pods.txt"
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def commit(folder):
    """Make a repository of a folder, and return its commit."""
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "workflow"]):
        subprocess.run([*GIT, *command], cwd=folder, check=True)
    return subprocess.run(["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True).stdout.strip()


def fetched(sample):
    """The images of a sample, as the four files that are fetched of a known data set."""
    import numpy as np

    arrays = np.load(sample)
    names = {"x_train": "train-images-idx3", "y_train": "train-labels-idx1", "x_test": "t10k-images-idx3"}
    names |= {"y_test": "t10k-labels-idx1"}
    return {f"{name}-ubyte": idx.encode(arrays[key].astype(np.uint8)) for key, name in names.items()}


def prepared(folder):
    """A clone with a config for images that are no files of the project, such as those in a bucket."""
    clone = copy_workflow(folder)
    small = (folder / "tests/data/config.yaml").read_text()
    dataset = "dataset: {name: sample, path: null, image_shape: [28, 28]}"
    split = "{train: 500, validation: 100, test: 200, shuffle: false}"
    text = re.sub("^dataset: .*$", dataset, re.sub("^split: .*$", f"split: {split}", small, flags=re.M), flags=re.M)
    clone.write(IMAGES, text)
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
            urllib.request.urlopen(address)
            break
        except urllib.error.URLError:
            time.sleep(0.1)
    yield address
    moto.terminate()
    moto.wait()


@pytest.fixture(scope="module")
def cloud(server, tmp_path_factory):
    """The small grid and its rates, made by pods into a bucket that had the images only."""
    cloud = Cloud(prepared(tmp_path_factory.mktemp("cloud") / "clone").folder, server)
    cloud.commit = commit(cloud.folder)
    cloud.bucket("PUT", "bucket")
    for name, content in fetched(cloud.folder / "tests/data/mnist-sample.npz").items():
        cloud.bucket("PUT", f"{GRID}/resources/sample/{name}", content)
    cloud.snakemake("all", "rates")
    return cloud


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """The same on one machine."""
    here = prepared(tmp_path_factory.mktemp("here") / "clone")
    (here.folder / "resources/sample").mkdir(parents=True)
    for name, content in fetched(here.folder / "tests/data/mnist-sample.npz").items():
        (here.folder / "resources/sample" / name).write_bytes(content)
    here.snakemake("all", "rates", config=IMAGES)
    return here


def test_results_are_the_same_bytes_and_records_differ_in_the_commit_which_pods_were_told(cloud, here, tmp_path):
    results, expected = cloud.download(GRID, tmp_path).files("**/*"), here.files("**/*")
    records = {name for name in expected if name.startswith("results/provenance/")}
    assert len(records) == 4
    for name in records:
        record, other = json.loads(results.pop(name)), json.loads(expected.pop(name))
        assert (record.pop("commit"), record.pop("uncommitted_changes")) == (cloud.commit, False)
        assert record == {key: value for key, value in other.items() if key not in ("commit", "uncommitted_changes")}
    assert results == expected


def test_trainings_and_evaluations_are_pods_and_quick_rules_are_not(cloud):
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


def test_a_bundle_has_the_results_under_their_own_names_and_has_nothing_to_make_again(cloud, here, tmp_path):
    cloud.snakemake("bundle")
    (tmp_path / "bundle.tar.gz").write_bytes(cloud.bucket("GET", f"{GRID}/bundle.tar.gz"))
    unpack(tmp_path / "bundle.tar.gz", tmp_path / "unpacked")
    unpacked = Workflow(tmp_path / "unpacked")
    assert not (unpacked.folder / ".snakemake").exists()
    assert {"resources/sample/t10k-images-idx3-ubyte", MODEL} <= {
        str(file.relative_to(unpacked.folder)) for file in unpacked.folder.rglob("*")
    }
    assert unpacked.files("models/*") == here.files("models/*")
    assert not unpacked.planned("all", config="config.bundle.yaml")


def test_verify_trains_again_where_snakemake_runs_and_writes_its_verdict_there(cloud):
    pods = cloud.pods()
    said = cloud.snakemake("verify").said
    assert "4 of 4 trained again" in said and said.count(": same bytes") == 6
    assert (cloud.folder / "verification.md").read_text().count("| same bytes |") == 6
    assert cloud.pods() == pods


def test_what_takes_a_folder_as_it_is_says_that_there_is_none(cloud):
    for target in (["partial_summary"], ["compare", "--config", "compare=[results, others]"]):
        done = cloud.snakemake(*target, check=False)
        assert done.returncode and "results are in a bucket: copy them from there" in done.said


def test_look_shows_the_images(cloud):
    assert "500 train, 100 validate and 200 test" in cloud.snakemake("look").said


def test_a_pod_that_is_killed_while_it_trains_is_started_again_and_trains_from_the_beginning(cloud, finished):
    """With images of the project, which pods have with its sources, and another prefix of the bucket."""
    config = (cloud.folder / "tests/data/config.yaml").read_text().replace("epochs: 3", "epochs: 20000")
    cloud.write("tests/data/long.yaml", f"{config}\ncheckpoint_every: 1\n")
    subprocess.run([*GIT, "add", "--all"], cwd=cloud.folder, check=True)
    before = len(cloud.pods())
    killer = subprocess.Popen([sys.executable, __file__, cloud.folder / "pods.txt", str(before)])
    done = cloud.snakemake(MODEL, config="tests/data/long.yaml", prefix="bucket/killed")
    assert killer.wait(60) == 0
    assert "Trying to restart job" in done.said
    assert [pod[2] for pod in cloud.pods()[before:]] == ["train", "train"]
    log = cloud.bucket("GET", "bucket/killed/logs/train/d2_relu-sigmoid_seed0.log").decode()
    assert "resumed" not in log and "computed" in log


def kill_when_it_has_trained(pods, before):
    """Kill the next pod once its training has stored a checkpoint."""
    while len(lines := Path(pods).read_text().splitlines()) <= before:
        time.sleep(0.1)
    number, folder, *_ = lines[before].split()
    while not any(Path(folder).rglob("*.checkpoint")):
        time.sleep(0.1)
    os.killpg(int(number), signal.SIGKILL)


if __name__ == "__main__":
    kill_when_it_has_trained(sys.argv[1], int(sys.argv[2]))
