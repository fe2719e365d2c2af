"""What can be tried of macOS and Linux on ARM where neither is: installation, and a run without what only Linux has."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support.workflow import REPOSITORY, SMALL

pytestmark = pytest.mark.strangers

SYSTEMS = ["aarch64-apple-darwin", "aarch64-unknown-linux-gnu", "x86_64-manylinux_2_28"]
SOURCES = ["connection-pool"]  # pure Python, of which there are no wheels
MODEL = "d2_relu-sigmoid_seed0"

# Loaded by Python at its start: what our modules ask of Linux is not there. Libraries have it.
ELSEWHERE = """
import builtins, functools, io, os, socket, sys

def ours():
    frame = sys._getframe(2)
    while frame and "/autogrid/" not in frame.f_code.co_filename:
        frame = frame.f_back
    return frame is not None

def without_proc(function):
    @functools.wraps(function)
    def wrapper(path=".", *arguments, **keywords):
        if str(path).startswith("/proc") and ours():
            with io_open(os.environ["MISSED"], "a") as file:
                print(path, file=file)
            raise FileNotFoundError(2, "No such file or directory", path)
        return function(path, *arguments, **keywords)
    return wrapper

io_open = io.open
builtins.open = io.open = without_proc(io.open)
os.readlink, os.listdir = map(without_proc, (os.readlink, os.listdir))
for module, name in [(socket, "SOCK_SEQPACKET"), (socket, "SO_PEERCRED"), (os, "sched_getaffinity")]:
    delattr(module, name)
"""


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_the_locked_requirements_have_wheels_for(system, python, tmp_path):
    uv = shutil.which("uv") or Path(sys.executable).with_name("uv")
    command = [uv, "pip", "install", "--dry-run", "--target", tmp_path / "none", "--only-binary", ":all:"]
    command += [option for name in SOURCES for option in ("--no-binary", name)]
    command += ["--require-hashes", "--requirement", REPOSITORY / "envs/requirements.txt"]
    command += ["--python-platform", system, "--python-version", python]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "+ keras==" in done.stderr


def test_without_what_only_linux_has_results_are_the_same(clone, finished, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(ELSEWHERE)
    missed = tmp_path / "missed"
    clone.snakemake(
        f"results/metrics/{MODEL}.json", config=SMALL, PYTHONPATH=str(tmp_path), MISSED=str(missed), DISPLAY=""
    )
    for pattern in (f"models/{MODEL}.h5", f"metrics/{MODEL}.json"):
        assert clone.files(pattern) == finished.files(pattern)
    assert {"/proc/self/ns/pid", "/proc/cpuinfo"} <= set(missed.read_text().splitlines())
    log = (clone.folder / f"logs/train/{MODEL}.log").read_text()
    assert "imports are not shared: this job cannot see its Snakemake" in log
