"""Names from a config reach no shell, and a config that means nothing is refused before any job starts."""

import contextlib
import io
import shutil

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from snakemake.cli import main

from support.configs import EXAMPLES, HOSTILE, mutated, valid
from support.workflow import SMALL

pytestmark = pytest.mark.faults

NAME = "a $(touch pwned) `touch pwned`; touch pwned 'b' \"c\" *?"
KEYS = [
    ("dataset", "name"),
    ("pathvars", "results"),
    ("pathvars", "logs"),
    ("training", "loss"),
    ("training", "optimizers"),
    ("grid", "optimizer"),
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
        assert f"  {'.'.join(key)}: " in done.said, done.said


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "grid: [", "grid: {dimension: &a [*a]}", "\0", "- a: b", "grid: !!python/x"]
)
def test_files_that_are_no_config_are_refused(clone, text):
    clone.write("other.yaml", text)
    done = clone.snakemake("--dry-run", "--configfile", SMALL, "other.yaml", config=None, check=False)
    assert "Traceback" not in done.said, done.said
    assert done.returncode != 0 and len(done.said) < 2000, done.said


def planned(config):
    """The exit status of a dry run in this process, where it takes a third of a second, and what it says."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), pytest.raises(SystemExit) as end:
        main(["--dry-run", "--cores", "1", "--quiet", "--configfile", config])
    return end.value.code, said.getvalue()


def test_any_config_plans_or_is_refused_by_snakemake(clone, monkeypatch):
    monkeypatch.chdir(clone.folder)
    counts = {0: 0, 1: 0}

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(mutated() | valid())
    def snakemake(config):
        status, said = planned(clone.write("any.yaml", yaml.safe_dump(config)))
        assert "Traceback" not in said, said
        if status:
            assert "the config is refused" in said, said
            assert len(said) < 3000
        counts[status] += 1

    snakemake()
    assert min(counts.values()) > EXAMPLES / 5, counts
    assert not clone.files("**/*")
