"""The workflow in other hands: deployed by snakedeploy, a module from a git host, beside other workflows."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from matplotlib.image import imread

from support.workflow import REPOSITORY, Workflow, copy_workflow

pytestmark = pytest.mark.strangers

STEM = "d8_relu-sigmoid_seed0"
ONE = yaml.safe_load((REPOSITORY / "tests/data/config.yaml").read_text()) | {
    "grid": {"dimension": 8, "activation": ["relu", "sigmoid"]},
    "classifier": {"epochs": 2},
}
MODULE = """
configfile: "config.yaml"


module autoencoders:
    snakefile:
        github("OWNER/grid", path="Snakefile", {ref})
    config:
        config
    {more}


use rule * from autoencoders{alias}
"""


def git(folder, *arguments):
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """A git host: a local repository, where git finds what it would ask GitHub for, with the tag v1."""
    folder = tmp_path_factory.mktemp("host")
    repository = copy_workflow(folder / "OWNER/grid").folder
    for name in ("LICENSE", ".snakemake-workflow-catalog.yml"):
        shutil.copy2(REPOSITORY / name, repository)
    git(repository, "init", "--initial-branch", "main")
    git(repository, "add", "--all")
    git(repository, "commit", "--message", "one")
    git(repository, "tag", "v1")
    environment = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{folder}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
        "XDG_CACHE_HOME": str(folder / "cache"),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        yield repository


def publish(repository, tag):
    """A new version of the repository."""
    git(repository, "add", "--all")
    git(repository, "commit", "--message", tag)
    git(repository, "tag", tag)


class Deployed(Workflow):
    """A folder of somebody else's; its config is its own."""

    def __init__(self, folder, config=ONE):
        super().__init__(folder)
        folder.mkdir(exist_ok=True)
        shutil.copy2(REPOSITORY / "tests/data/mnist-sample.npz", folder)
        config = config | {"dataset": ONE["dataset"] | {"path": "mnist-sample.npz"}}
        (folder / "config.yaml").write_text(yaml.safe_dump(config))

    def importing(self, ref, alias="", more=""):
        self.write("Snakefile", MODULE.format(ref=ref, alias=alias, more=more))
        return self


@pytest.fixture(scope="module")
def deployed(host, tmp_path_factory):
    """What snakedeploy deploys, after a run with a config of its own."""
    folder = tmp_path_factory.mktemp("user") / "deployed"
    snakedeploy = Path(sys.executable).with_name("snakedeploy")
    if not snakedeploy.exists():
        pytest.skip("snakedeploy is not installed: none is for Python 3.13 yet")
    subprocess.run([snakedeploy, "deploy-workflow", "https://github.com/OWNER/grid", folder, "--tag", "v1"], check=True)
    deployed = Deployed(folder)
    assert deployed.planned(config=None)["train"] == 12  # as it comes, the published grid
    deployed.snakemake("all", "classify", config="config.yaml")
    return deployed


def test_a_deployed_workflow_makes_and_verifies_everything_and_reports_it(deployed):
    for name in ("summary.csv", "report.html", f"models/{STEM}.h5", "figures/gallery.png", "figures/confusion.png"):
        assert (deployed.folder / "results" / name).exists(), name
    assert f"{STEM}: same bytes" in deployed.snakemake("verify", config="config.yaml").said
    deployed.snakemake("--report", "snakemake-report.html", config="config.yaml")
    assert "figures/error.png" in (deployed.folder / "snakemake-report.html").read_text()


def test_classifiers_are_counted_right_and_joined_in_a_table(deployed):
    labels = np.load(REPOSITORY / "tests/data/mnist-sample.npz")["y_test"]
    with (deployed.folder / "results/classification.csv").open() as file:
        rows = {row["stem"]: row for row in csv.DictReader(file)}
    assert list(rows) == [STEM, "d8_pca_seed0", "pixels_seed0"]
    for stem, row in rows.items():
        stored = json.loads((deployed.folder / f"results/classification/{stem}.json").read_text())
        for classifier in ("probe", "cnn"):
            confusion = np.array(stored[classifier]["confusion"])
            assert confusion.sum(axis=1).tolist() == np.bincount(labels, minlength=10).tolist()
            accuracy = pytest.approx(np.trace(confusion) / len(labels))
            assert stored[classifier]["accuracy"] == accuracy
            assert float(row[f"{classifier}_accuracy"]) == accuracy
    assert float(rows["pixels_seed0"]["probe_accuracy"]) > float(rows["d8_pca_seed0"]["probe_accuracy"]) > 0.5
    for figure in ("accuracy", "confusion"):
        picture = imread(deployed.folder / f"results/figures/{figure}.png")
        assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 50


# Stands in for conda, which comes from no package index: an environment is a Python that has all libraries,
# and the file that it was asked for with.
CONDA = """#!/bin/sh
case "$*" in
  "info --json") echo '{{"conda_prefix": "{prefix}", "platform": "linux-64"}}' ;;
  "--version") echo "conda 25.1.0" ;;
  "config --get channel_priority --json") echo '{{"get": {{"channel_priority": "strict"}}}}' ;;
  "env create"*)
    while [ $# -gt 0 ]; do
      case "$1" in
        --file) file="$2" ;; --file=*) file="${{1#*=}}" ;;
        --prefix) prefix="$2" ;; --prefix=*) prefix="${{1#*=}}" ;;
      esac
      shift
    done
    mkdir -p "$prefix/bin" && cat "$file" >> "{prefix}/asked" &&
    printf '#!/bin/sh\nexec {python} "$@"\n' > "$prefix/bin/python" && chmod +x "$prefix/bin/python" ;;
esac
"""


def test_every_rule_runs_in_its_conda_environment(host, tmp_path):
    for name, text in {"conda": CONDA, "activate": 'export PATH="$1/bin:$PATH"\n'}.items():
        file = tmp_path / "conda/bin" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(prefix=tmp_path / "conda", python=sys.executable))
        file.chmod(0o755)
    user = Deployed(tmp_path / "user").importing('tag="v1"')
    path = f"{tmp_path / 'conda/bin'}{os.pathsep}{os.environ['PATH']}"
    user.snakemake("--software-deployment-method", "conda", config=None, PATH=path)
    asked = (tmp_path / "conda/asked").read_text()
    assert "tensorflow==" in asked and "matplotlib==" in asked
    metrics = json.loads((user.folder / f"results/metrics/{STEM}.json").read_text())
    assert metrics["versions"]["numpy"] == np.__version__
    assert user.planned("--software-deployment-method", "conda", config=None, PATH=path) == {}


def test_another_version_with_the_same_code_computes_nothing_again(host, tmp_path):
    user = Deployed(tmp_path / "user").importing('tag="v1"')
    user.snakemake("results/summary.csv", config=None)
    with (host / "scripts/train.py").open("a") as file:
        file.write("# a comment\n")
    publish(host, "v2")
    for ref in ('tag="v2"', 'branch="main"'):
        assert user.importing(ref).planned("results/summary.csv", config=None) == {}
    with (host / "scripts/autogrid/measure/metrics.py").open("a") as file:
        file.write("MORE = 1\n")
    publish(host, "v3")
    again = user.importing('tag="v3"').planned("results/summary.csv", config=None)
    assert again == {"baselines": 1, "evaluate": 1, "summarise": 1}


def test_it_finds_its_own_modules_beside_those_of_others_and_its_files_below_a_prefix(host, tmp_path):
    user = Deployed(tmp_path / "user").importing('tag="v1"', " as grid_*", 'prefix: "below"')
    (user.folder / "scripts").mkdir()
    (user.folder / "scripts/__init__.py").write_text("")
    (user.folder / "scripts/grid.py").write_text("")
    user.write("Snakefile", "from scripts import grid\n" + (user.folder / "Snakefile").read_text())
    for name in ("evaluate", "train", "summarise", "log", "metrics", "model"):
        (user.folder / f"installed/{name}").mkdir(parents=True)
        (user.folder / f"installed/{name}/__init__.py").write_text("raise ImportError('another package')")
    path = os.pathsep.join([str(user.folder / "installed"), os.environ.get("PYTHONPATH", "")])
    results = user.folder / "below/results"
    user.snakemake(config=None, PYTHONPATH=path)
    assert f"{STEM}: same bytes" in user.snakemake("grid_verify", config=None, PYTHONPATH=path).said
    (results / f"models/{STEM}.h5").unlink()
    user.snakemake("grid_partial_summary", config=None, PYTHONPATH=path)
    with (results / "partial_summary.csv").open() as file:
        assert [row["status"] for row in csv.DictReader(file)] == ["missing: not trained"]


def test_a_module_with_a_wrong_config_is_refused_in_lines_without_code(host, tmp_path):
    user = Deployed(tmp_path / "user", ONE | {"training": {"epochs": "many"}}).importing('tag="v1"')
    status, said = user.plan(config=None, check=False)
    assert status == 1
    assert said.endswith(
        "ConfigError:\nthe config is refused:\n  training.epochs: 'many' is not of type 'integer', 'null'\n"
    )
    assert ".py" not in said
    assert not user.files("**/*")


def test_a_local_checkout_is_a_module_of_a_workflow_that_makes_images(clone):
    example = Workflow(clone.folder / "examples/module")
    example.write("little.yaml", "grid: {dimension: 3, activation: [relu, sigmoid]}\ntraining: {epochs: 2}\n")
    example.snakemake("results/report.html", config="little.yaml")
    assert (example.folder / "results/models/d3_relu-sigmoid_seed0.h5").exists()
    assert "4.69\u00a0%" in (example.folder / "results/report.html").read_text()  # 3 of 64 pixels
    assert not (clone.folder / "results").exists()
