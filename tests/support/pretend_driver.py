"""A driver without a GPU, compiled from pretend_driver.c: with it a machine looks like one with a GPU."""

import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_suffix(".c")


def compiled(folder):
    """The environment in which programs find the driver, compiled into a folder; skips a test without a compiler."""
    if not shutil.which("cc"):
        pytest.skip("no C compiler")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("libcuda.so.1", "libnvidia-ml.so.1"):
        library(folder / name, SOURCE)
    return {"LD_LIBRARY_PATH": str(folder)}


def library(path, source):
    """Compile a C file into a shared library that is found by the name of its file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["cc", "-shared", "-fPIC", f"-Wl,-soname,{path.name}", "-o", path, "-xc", source], check=True)
