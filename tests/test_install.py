"""make env: which environments are refused, kept, added to and made anew."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import install
import pytest

from support.workflow import REPOSITORY


@pytest.mark.parametrize("version", [(3, 6), (3, 10), (3, 14)])
def test_a_python_without_the_libraries_is_refused_in_a_line_that_says_what_to_do(version, tmp_path):
    said = install.obstacle(version, tmp_path)
    assert said == "python3 is Python {}.{}; the libraries need 3.11, 3.12, 3.13: make env PYTHON=python3.12".format(
        *version
    )


@pytest.mark.parametrize("name", ["a b", "(a)", "a[0]", "it's", 'a"b', "a$b", "a;b", "a&b", "a\nb", "a:b", "`a`", "a*"])
def test_a_folder_whose_name_a_shell_would_read_is_refused_in_a_line(name, tmp_path):
    said = install.obstacle((3, 11), tmp_path / name / ".venv")
    assert said.endswith("rename the folder") and len(said.splitlines()) == 1


@pytest.mark.parametrize("name", ["a", "a-b_c.d+e", "é", "a@b=c,d%"])
def test_other_names_are_allowed(name, tmp_path):
    assert install.obstacle((3, 13), tmp_path / name) is None


CPU, FULL = {"python": "3.11", "requirements.txt": "1"}, {"python": "3.11", "requirements-gpu.txt": "2"}
DEV = CPU | {"requirements-dev.txt": "3"}


@pytest.mark.parametrize(
    ("has", "asked", "locks", "anew"),
    [
        ({}, CPU, ["requirements.txt"], True),
        (CPU, CPU, [], False),
        (CPU, DEV, ["requirements-dev.txt"], False),
        (DEV, CPU, [], False),
        (CPU, CPU | {"python": "3.12"}, ["requirements.txt"], True),
        (DEV, DEV | {"requirements.txt": "4"}, ["requirements.txt", "requirements-dev.txt"], True),
        (CPU, FULL, ["requirements-gpu.txt"], True),
    ],
    ids=["nothing", "the same", "tools too", "fewer", "Python", "a lock", "CUDA"],
)
def test_an_environment_is_added_to_or_made_anew_and_never_changed(has, asked, locks, anew):
    assert install.missing(has, asked) == (locks, anew)


def test_cudas_libraries_stay_where_they_are_not_asked_for_again():
    assert install.GPU in install.wanted(FULL, [])
    assert install.GPU in install.wanted(CPU, ["--gpu"])
    assert install.GPU not in install.wanted(CPU, ["--dev"])


def wheel(folder, name):
    """A wheel of an empty module, and a locked file of it alone."""
    file = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return f"{name} @ {file.as_uri()} --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"


def test_uv_compiles_what_no_import_may_compile(tmp_path, monkeypatch):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    monkeypatch.setattr(install, "PYTHON", Path(sys.executable))  # which has uv beside it
    wheel(tmp_path, "whole")
    for forbidden in (False, True):
        monkeypatch.setattr(sys, "dont_write_bytecode", forbidden)
        what = [tmp_path / "whole-1.0-py3-none-any.whl", "--no-deps", "--reinstall"]
        install.install(tmp_path / "venv/bin/python", *what)
        assert bool([*tmp_path.glob("venv/**/whole.*.pyc")]) == forbidden


def test_make_replaces_the_environment_of_another_python_by_pip_where_uv_cannot_be_had(tmp_path):
    clone, environment = (
        tmp_path / "clone",
        # MAKE…, of the make that runs the tests, would have the inner one say more
        {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
        | {"PIP_NO_INDEX": "1", "PATH": str(tmp_path)},
    )  # which has no uv
    (clone / "envs").mkdir(parents=True)
    shutil.copy(REPOSITORY / "Makefile", clone)
    shutil.copy(REPOSITORY / "envs/install.py", clone / "envs")
    (clone / "envs/requirements.txt").write_text(wheel(tmp_path, "first"))
    (clone / "envs/requirements-dev.txt").write_text(wheel(tmp_path, "second"))
    (clone / "envs/requirements-uv.txt").write_text("uv==0 --hash=sha256:00\n")
    (clone / ".venv/bin").mkdir(parents=True)
    (clone / ".venv/bin/python").symlink_to("/usr/bin/false")

    def make(target):
        command = [shutil.which("make"), target, f"PYTHON={sys._base_executable}"]
        done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.splitlines()

    assert make("dev") == [
        "making a new .venv with Python {}.{}".format(*sys.version_info),
        "uv is not available, or cannot install here: pip does it, which takes some minutes",
    ]
    subprocess.run([clone / ".venv/bin/python", "-c", "import first, second"], check=True)
    assert make("env") == make("dev") == []
