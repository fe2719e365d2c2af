"""Names from a config reach no shell, and a config that means nothing is refused before any job starts."""

import shutil

import pytest
import yaml
from conftest import SMALL
from hypothesis import HealthCheck, Phase, given, settings
from test_any_config import HOSTILE, mutated

NAME = "a $(touch pwned) `touch pwned`; touch pwned 'b' \"c\" *?"
KEYS = [
    ("dataset", "name"),
    ("pathvars", "results"),
    ("pathvars", "logs"),
    ("training", "loss"),
    ("training", "optimizer", "name"),
    ("published",),
]


def run(workflow, config, *arguments):
    """Run snakemake with a config laid over the small one; it must not show a traceback or run a payload."""
    workflow.write("other.yaml", yaml.safe_dump(config))
    done = workflow.snakemake(*arguments, "--configfile", SMALL, "other.yaml", config=None, check=False)
    assert "Traceback" not in done.said, done.said
    assert not list(workflow.folder.rglob("pwned"))
    return done


def test_files_with_any_name_are_read(clone, finished):
    shutil.move(clone.folder / "tests/data/mnist-sample.npz", clone.folder / f"{NAME}.npz")
    shutil.move(clone.folder / "resources/published.csv", clone.folder / f"{NAME}.csv")
    done = run(clone, {"dataset": {"path": f"{NAME}.npz"}, "published": f"{NAME}.csv"})
    assert done.returncode == 0, done.said
    assert clone.files("**/*") == finished.files("**/*")


@pytest.mark.parametrize("key", KEYS, ids=".".join)
def test_hostile_values_are_refused(clone, key):
    for value in HOSTILE:
        config = value
        for name in reversed(key):
            config = {name: config}
        done = run(clone, config, "--dry-run")
        if done.returncode == 0:
            assert (key[0], value) in [("pathvars", "../up"), ("pathvars", "/etc/x")], (key, value)  # honest folders
            continue
        assert ".".join(key) in done.said or value in done.said, done.said


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "grid: [", "grid: {dimension: &a [*a]}", "\0", "- a: b", "grid: !!python/x"]
)
def test_files_that_are_no_config_are_refused(clone, text):
    clone.write("other.yaml", text)
    done = clone.snakemake("--dry-run", "--configfile", SMALL, "other.yaml", config=None, check=False)
    assert "Traceback" not in done.said, done.said
    assert done.returncode != 0 and len(done.said) < 2000, done.said


def test_mutated_configs_plan_or_are_refused_by_snakemake(finished, tmp_path):
    planned = refused = 0

    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutated())
    def snakemake(config):
        nonlocal planned, refused
        finished.write("mutated.yaml", yaml.safe_dump(config))
        done = finished.snakemake("--dry-run", "--quiet", config="mutated.yaml", check=False)
        assert "Traceback" not in done.said, done.said
        if done.returncode:
            assert "the config is refused" in done.said, done.said
            assert len(done.said) < 3000
        planned, refused = planned + (done.returncode == 0), refused + (done.returncode != 0)

    snakemake()
    assert planned and refused
