"""Which trainings use a GPU, which say that one is there, and which are refused."""

import os
import re
import subprocess
import sys

import pytest
import tensorflow as tf

from autogrid.job import gpu
from support import pretend_driver
from support.workflow import REPOSITORY

A100 = gpu.Gpu("A100", (8, 0))
HOPPER = gpu.Gpu("H200", (9, 0))
NEWER = gpu.Gpu("RTX 5090", (12, 0))
SLURM, ALONE = {"SLURM_JOB_ID": "7"}, {}
GIVEN = SLURM | {"SLURM_JOB_GPUS": "0"}
LOCK = (REPOSITORY / "envs/requirements-gpu.txt").read_text()


def decide(monkeypatch, there, environment, asked=True, listed=1, missing=()):
    monkeypatch.setattr(gpu, "found", lambda: there)
    monkeypatch.setattr(gpu, "given", lambda: given(environment))
    return gpu.decide(asked, listed, lambda: missing)


given = gpu.given  # as it is before a test replaces it


@pytest.mark.parametrize(
    ("there", "environment", "more", "used"),
    [
        ([A100], ALONE, {}, True),
        ([HOPPER], GIVEN, {}, True),
        ([A100], GIVEN, {"asked": False}, False),
        ([A100], SLURM, {}, False),  # somebody else's
        ([], ALONE, {"listed": 0, "missing": ("libcudart.so.12",)}, False),
        ([], GIVEN, {"listed": 0, "missing": ("libcudart.so.12",)}, False),  # the test cluster: GPUs in name only
    ],
    ids=["a workstation", "a SLURM job", "not asked for", "not given by SLURM", "no driver", "no driver in SLURM"],
)
def test_a_gpu_that_was_asked_for_and_given_is_used_and_nothing_is_said_without_one(
    monkeypatch, there, environment, more, used
):
    assert decide(monkeypatch, there, environment, **more) == (used, None)


OBSTACLES = [
    (A100, {"missing": ("libcusolver.so.11",)}, "libcusolver.so.11 cannot be loaded; install.*make env GPU=1"),
    (A100, {"listed": 0}, "TensorFlow does not list it"),
    (NEWER, {}, "RTX 5090.*compute capability 12.0.*built for up to 9.0"),
]


@pytest.mark.parametrize(("there", "more", "why"), OBSTACLES)
def test_a_gpu_that_slurm_gave_and_that_cannot_be_used_is_an_error_that_says_what_to_do(monkeypatch, there, more, why):
    with pytest.raises(RuntimeError, match=f"SLURM gave.*{why}.*gpu: 0"):
        decide(monkeypatch, [there], GIVEN, **more)


@pytest.mark.parametrize(("there", "more", "why"), OBSTACLES)
def test_on_a_workstation_it_is_no_error_but_said(monkeypatch, there, more, why):
    used, unused = decide(monkeypatch, [there], ALONE, **more)
    assert not used
    assert re.search(f"{there.name} is there and not used: .*{why.removeprefix(there.name)}", unused)


@pytest.mark.parametrize(
    ("environment", "answer"),
    [
        ({}, None),
        ({"CUDA_VISIBLE_DEVICES": "0"}, None),  # a user's own choice
        ({"SLURM_JOB_ID": "7"}, False),
        ({"SLURM_JOB_ID": "7", "CUDA_VISIBLE_DEVICES": "NoDevFiles"}, False),
        ({"SLURM_JOB_ID": "7", "SLURM_STEP_GPUS": "1"}, True),
        ({"SLURM_JOB_ID": "7", "CUDA_VISIBLE_DEVICES": "0"}, True),  # a share of one
    ],
)
def test_what_slurm_gave_is_told_from_its_variables(environment, answer):
    assert gpu.given(environment) is answer


@pytest.mark.parametrize(
    ("resources", "answer"),
    [({}, False), ({"gpu": 0}, False), ({"gpu": 1}, True), ({"gpu": 0, "gres": "mps:25"}, True), ({"gres": ""}, False)],
)
def test_a_gpu_is_asked_for_by_number_or_by_gres(resources, answer):
    assert gpu.asked(resources) is answer


def test_the_newest_gpus_are_those_that_this_tensorflow_is_built_for():
    built_for = tf.sysconfig.get_build_info().get("cuda_compute_capabilities")
    if not built_for:
        pytest.skip("this TensorFlow is built without CUDA")
    newest = max(int(capability.partition("_")[2]) for capability in built_for)
    assert divmod(newest, 10) == gpu.NEWEST


def test_every_library_that_is_loaded_comes_with_a_locked_wheel():
    locked = set(re.findall(r"^nvidia-([\w-]+)-cu12==", LOCK, re.MULTILINE))
    assert {wheel.replace("_", "-") for wheel in gpu.LIBRARIES.values()} <= locked


def asked_of_a_new_process(question, tmp_path, **environment):
    """What `gpu` answers in a process that has loaded no library yet, with wheels in a folder."""
    code = f"import sysconfig; sysconfig.get_path = lambda name: {str(tmp_path)!r}; from autogrid.job import gpu; "
    done = subprocess.run(
        [sys.executable, "-c", code + question],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "scripts")} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_missing_library_is_named_and_the_others_are_found_by_their_names_from_now_on(tmp_path):
    environment = pretend_driver.compiled(tmp_path / "driver")
    for name, wheel in gpu.LIBRARIES.items():
        if wheel != "cufft":
            pretend_driver.library(tmp_path / f"nvidia/{wheel}/lib/{name}", os.devnull)
    question = "print(*gpu.missing_libraries(), gpu.library('libcusolver.so.11') is not None)"
    assert asked_of_a_new_process(question, tmp_path, **environment) == "libcufft.so.11 True"


def test_the_driver_tells_its_gpus_and_versions(tmp_path):
    environment = pretend_driver.compiled(tmp_path / "driver") | {"PRETEND_CAPABILITY": "12"}
    answer = asked_of_a_new_process("print(*gpu.found(), gpu.driver())", tmp_path, **environment)
    assert answer == "Gpu(name='Pretend GPU', capability=(12, 0)) 570.00, CUDA 12.8"


def test_versions_are_read_from_the_numbers_in_which_cuda_stores_them():
    assert gpu.dotted(12080, 1000, 10) == "12.8"
    assert gpu.dotted(92801, 10000, 100, 1) == "9.28.1"
