"""Killed at any moment, a run is finished by the next one, after `snakemake --unlock`, with the same bytes."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest

from support.workflow import SMALL, copy_workflow, processes, start

pytestmark = pytest.mark.faults

KILLS = 20
SEED = random.SystemRandom().randrange(10**6)  # named when a test fails


def small(workflow):
    """Half of the small grid: a run of two trainings at once."""
    workflow.edit("dimension: [2, 8]", "dimension: [2]")
    workflow.append(SMALL, "checkpoint_every: 1\n")
    return workflow


def kill_all(run, workflow):
    os.killpg(run.pid, signal.SIGKILL)


def kill_snakemake_alone(run, workflow):
    run.kill()


def kill_a_job(run, workflow):
    while run.poll() is None:
        for process in processes(workflow):
            with contextlib.suppress(psutil.Error):
                if ".snakemake/scripts" in " ".join(process.cmdline()):
                    process.kill()
                    return


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The results of a run that nobody disturbs, and its seconds."""
    workflow = small(copy_workflow(tmp_path_factory.mktemp("undisturbed") / "clone"))
    begin = time.monotonic()
    workflow.snakemake()
    return workflow.files("**/*"), time.monotonic() - begin


@pytest.mark.parametrize("number", range(KILLS))
def test_nothing_is_lost(clone, undisturbed, number):
    expected, seconds = undisturbed
    small(clone)
    kill = [kill_all, kill_snakemake_alone, kill_a_job][number % 3]
    moment = random.Random(SEED + number).uniform(0.5, seconds)
    run = start(clone)
    time.sleep(moment)
    kill(run, clone)
    run.wait()

    if kill is not kill_a_job:
        clone.unlock()
    clone.snakemake()
    for process in processes(clone):  # jobs that outlived Snakemake, and write the same
        process.wait(60)
    assert clone.files("**/*") == expected, f"{kill.__name__} after {moment:.2f} s (seed {SEED})"


def test_a_second_run_at_once_is_refused_and_the_first_one_finishes(clone, undisturbed):
    expected, _ = undisturbed
    small(clone)
    first = start(clone)
    until = time.monotonic() + 60
    while not list((clone.folder / ".snakemake/locks").glob("*.lock")) and time.monotonic() < until:
        time.sleep(0.05)
    second = clone.snakemake(check=False)
    assert second.returncode != 0
    assert "Directory cannot be locked" in second.said
    assert "Traceback" not in second.said
    assert first.wait(120) == 0
    assert clone.files("**/*") == expected


def test_a_killed_job_resumes_in_the_workflow_and_leaves_no_checkpoint(clone):
    stem = "d2_relu-sigmoid_seed0"
    model = clone.folder / f"results/models/{stem}.h5"
    clone.append("tests/data/config.yaml", "checkpoint_every: 1\n")
    clone.edit("epochs: 3", "epochs: 300")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", str(model.relative_to(clone.folder))]
    run = subprocess.Popen(
        [*command, "--configfile", "tests/data/config.yaml"],
        cwd=clone.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    checkpoint = model.with_name(f"{model.name}.checkpoint")
    until = time.monotonic() + 60
    while not checkpoint.exists() and time.monotonic() < until:
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    with np.load(checkpoint) as state:
        done = len(json.loads(str(state["history"])))
    assert not model.exists()
    clone.unlock()
    clone.snakemake(str(model.relative_to(clone.folder)))
    assert f"resumed after epoch {done}" in (clone.folder / f"logs/train/{stem}.log").read_text()
    assert model.exists() and not checkpoint.exists()
