"""Copies of the workflow to run in, and the one finished small run that tests look at."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
SMALL = "tests/data/config.yaml"
WORKFLOW = [
    "Snakefile",
    "config.yaml",
    "config.as-described.yaml",
    "config.fashion-mnist.yaml",
    "examples",
    "config.ten-seeds.yaml",
    "rules",
    "scripts",
    "envs",
    "schemas",
    "report",
    "profiles",
    "tests/data",
]


class Workflow:
    """A copy of the workflow in a folder of its own."""

    def __init__(self, folder):
        self.folder = folder

    def snakemake(self, *arguments, config=SMALL, check=True, **environment):
        """Run snakemake with some arguments; stdout and stderr come together."""
        command = [sys.executable, "-m", "snakemake", "--cores", "2", *arguments]
        command += ["--configfile", config] if config else []
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
        assert not check or done.returncode == 0, done.stdout
        done.said = done.stdout
        return done

    def planned(self, *arguments, **keywords):
        """The number of jobs of each rule that a run would start."""
        said = self.snakemake(*arguments, "--dry-run", "--quiet", "rules", **keywords).said
        counts = {}
        table = said.partition("Job stats:")[2].splitlines()
        for line in table:
            rule, _, count = line.partition(" ")
            if count.strip().isdigit():
                counts[rule] = int(count)
        counts.pop("total", None)
        counts.pop("all", None)
        return counts

    def write(self, name, text):
        """Write a file of the workflow and return its name."""
        (self.folder / name).write_text(text)
        return name

    def append(self, name, text):
        """Add text to a file of the workflow."""
        with (self.folder / name).open("a") as file:
            file.write(text)

    def files(self, pattern):
        """The bytes of the results that match a pattern, by path."""
        return {
            str(file.relative_to(self.folder)): file.read_bytes()
            for file in sorted((self.folder / "results").glob(pattern))
            if file.is_file()
        }


def copy_workflow(folder):
    """The workflow without any results, like a fresh clone."""
    for name in WORKFLOW:
        source, target = REPOSITORY / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, target)
    (folder / "resources").mkdir()
    shutil.copy2(REPOSITORY / "resources/published.csv", folder / "resources")
    return Workflow(folder)


@pytest.fixture
def clone(tmp_path):
    """A fresh copy of the workflow."""
    return copy_workflow(tmp_path / "clone")


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The small run, finished. Only look; use `rerun` to change anything."""
    workflow = copy_workflow(tmp_path_factory.mktemp("finished") / "clone")
    workflow.snakemake()
    return workflow


@pytest.fixture
def rerun(finished, tmp_path):
    """A copy of the finished run, history and times of its files included."""
    shutil.copytree(finished.folder, tmp_path / "clone")
    return Workflow(tmp_path / "clone")
