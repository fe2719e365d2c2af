"""The workflow as a user runs it: Snakemake commands in a fresh copy of the repository."""

import json
import shutil
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
SAMPLE = "tests/data"  # of MNIST, and the config for it
PARTS = [  # of the workflow as a clone has it
    *("Snakefile", "config.yaml", "config", "rules", "scripts", "envs", "schemas", "report", "profiles", "examples"),
    *("resources/page", "resources/published.csv", SAMPLE),
]
SNAKEMAKE = [sys.executable, "-m", "snakemake"]

TRIVIAL_JOBS = REPOSITORY / "benchmarks" / "trivial_jobs.smk"


def fresh_copy(folder):
    """A copy of the workflow like a fresh clone, without results, bytecode or Snakemake's memory; returns it."""
    for part in PARTS:
        source, target = REPOSITORY / part, folder / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("__pycache__", "results"))
        else:
            shutil.copy2(source, target)
    return folder


def write_config(folder, config):
    """A config to lay over the copy's config.yaml; returns its path."""
    path = folder / f"config-{len(list(folder.glob('config-*.json')))}.json"
    path.write_text(json.dumps(config))
    return path


def run(cores, *configs):
    """The command that runs the whole workflow, with configs laid over each other."""
    return [*SNAKEMAKE, "--cores", str(cores), "--configfile", *map(str, configs)]


def plan(config):
    """The command that plans the workflow and runs nothing."""
    return [*SNAKEMAKE, "--dry-run", "--quiet", "--configfile", str(config)]


def version():
    """The command that only starts Snakemake."""
    return [*SNAKEMAKE, "--version"]


def trivial_jobs(kind, count, folder):
    """The command that runs so many jobs that do nothing, one after another."""
    config = [f"kind={kind}", f"jobs={count}"]
    return [
        *SNAKEMAKE,
        "--cores",
        "1",
        "--snakefile",
        str(TRIVIAL_JOBS),
        "--directory",
        str(folder),
        "--config",
        *config,
    ]


def notebooks_grid(npz, dimensions, epochs):
    """A config with the notebook's trainings, for MNIST in Keras' file; by its name it has the published protocol."""
    return {
        "dataset": {"name": "mnist", "path": str(npz)},
        "grid": {"dimension": dimensions},
        "training": {"epochs": epochs},
    }


def untrained(configurations):
    """A config with so many configurations of next to no training, for that of the tests' sample of MNIST.

    Four dimensions, the notebook's three activation pairs, seeds.
    """
    pairs = [["relu", "sigmoid"], ["sigmoid", "sigmoid"], ["sigmoid", "relu"]]
    dimensions = [2, 8, 32, 64]
    seeds = list(range(configurations // (len(pairs) * len(dimensions))))
    return {
        "grid": {"dimension": dimensions, "activation": pairs, "seed": seeds},
        "training": {"epochs": 1, "validation": {"every": 1}},
    }


def grid_of(configurations):
    """Grid axes with so many configurations: four dimensions, one activation pair, many seeds."""
    dimensions = [2, 8, 32, 64]
    return {
        "dimension": dimensions,
        "activation": [["relu", "sigmoid"]],
        "seed": list(range(configurations // len(dimensions))),
    }
