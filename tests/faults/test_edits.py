"""However a config is edited and a run interrupted, in the end there is what a fresh run of the last config makes."""

import csv
import itertools
import os
import random
import shutil
import signal
import time

import pytest
import yaml

from support.workflow import REPOSITORY, SMALL, copy_workflow, processes, start

pytestmark = pytest.mark.faults

CONFIG = yaml.safe_load((REPOSITORY / SMALL).read_text())
PAIRS = CONFIG["grid"]["activation"]
EDITS = {  # of the small config: a section, and what is laid over it
    "nothing": ("grid", {}),
    "more epochs": ("training", {"epochs": 5}),
    "fewer epochs": ("training", {"epochs": 2}),
    "another batch size": ("training", {"batch_size": 32}),
    "another loss": ("training", {"loss": "mse"}),
    "one more dimension": ("grid", {"dimension": [2, 3, 8]}),
    "one dimension less": ("grid", {"dimension": [8]}),
    "another order": ("grid", {"dimension": [8, 2], "activation": PAIRS[::-1]}),
    "an optimizer before": ("grid", {"optimizer": ["sgd", "adam"]}),
    "other seeds": ("grid", {"seed": [1, 0]}),
    "noise": ("grid", {"corruption": [0.5]}),
    "fewer images": ("split", {"train": 400}),
    "another white": ("preprocessing", {"divide_by": 300}),
    "nothing published": ("published", None),
    "other drawn images": ("drawn_images", [3]),
}
SEED = random.SystemRandom().randrange(10**6)  # named when a test fails


def write(workflow, *edits):
    """Write the small config with edits laid over it."""
    config = yaml.safe_load(yaml.safe_dump(CONFIG))
    for section, value in map(EDITS.get, edits):
        config[section] = config.get(section, {}) | value if isinstance(value, dict) else value
    workflow.write(SMALL, yaml.safe_dump(config))


def finish(run, workflow):
    run.wait(300)


def kill_everything(run, workflow):
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    workflow.unlock()


def kill_snakemake_alone(run, workflow):
    run.kill()
    run.wait()
    workflow.unlock()  # at once, while its jobs may still end


def interrupt(run, workflow):
    run.send_signal(signal.SIGINT)
    run.wait(60)


def lose_snakemakes_records(run, workflow):
    kill_everything(run, workflow)
    shutil.rmtree(workflow.folder / ".snakemake")


INTERRUPTIONS = [finish, kill_everything, kill_snakemake_alone, interrupt, lose_snakemakes_records]
FRESH = {}


def fresh(tmp_path_factory, *edits):
    """The results of a fresh run."""
    if edits not in FRESH:
        workflow = copy_workflow(tmp_path_factory.mktemp("fresh") / "clone")
        write(workflow, *edits)
        workflow.snakemake()
        FRESH[edits] = results(workflow)
        shutil.rmtree(workflow.folder)
    return FRESH[edits]


def protocols(workflow):
    """By how many protocols the rows of the summary were trained."""
    with (workflow.folder / "results/summary.csv").open() as file:
        return len(
            {tuple(row[axis] for axis in ("epochs", "batch_size", "train", "loss")) for row in csv.DictReader(file)}
        )


def results(workflow):
    return {name: content for name, content in workflow.files("**/*").items() if ".snakemake" not in name}


@pytest.mark.parametrize(
    ("number", "first", "interruption"),
    [(i, *pair) for i, pair in enumerate(itertools.product(list(EDITS)[1:], INTERRUPTIONS))],
)
def test_the_last_config_decides(finished, tmp_path, tmp_path_factory, number, first, interruption):
    chance = random.Random(SEED + number)
    last = chance.choice(list(EDITS))
    workflow = finished.copy(tmp_path / "clone")
    write(workflow, first)
    run = start(workflow)
    time.sleep(chance.uniform(1, 15))
    interruption(run, workflow)
    write(workflow, last)
    done = workflow.snakemake(check=False)
    where = f"{first}, {interruption.__name__}, {last} (seed {SEED})"
    if interruption is lose_snakemakes_records:
        # Without them Snakemake cannot know of an edit, and makes nothing anew. But nothing is mixed.
        assert not done.returncode or "do not match the config" in done.said or "was trained with" in done.said, where
        assert done.returncode or protocols(workflow) == 1, where
        return
    assert done.returncode == 0, where + done.said
    for process in processes(workflow):
        process.wait(60)
    expected, found = fresh(tmp_path_factory, last), results(workflow)
    assert not [name for name in expected if found.get(name) != expected[name]], where
