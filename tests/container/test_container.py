"""The container, as far as that can be tried without an engine. As root on Debian: make test-container.

What the definition says is done in an empty Debian made by debootstrap, and the workflow runs in
that through a pretend engine. Apptainer's and Docker's own builds are not tried.
"""

import os
import re
import shutil
import subprocess

import pytest

from support import debian
from support.workflow import REPOSITORY, copy_workflow

pytestmark = pytest.mark.container

DEFINITION = (REPOSITORY / "envs/apptainer.def").read_text()
ENGINE = REPOSITORY / "tests/support/container"  # apptainer, pretended


def section(name):
    """The lines of a section of the definition."""
    return re.search(rf"^%{name}\n(.*?)(?=^%|\Z)", DEFINITION, re.MULTILINE | re.DOTALL)[1]


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The files that a build of the definition makes, for the processor."""
    if os.geteuid() != 0:
        raise PermissionError("an empty Debian needs root")
    debian.install({"debootstrap": "debootstrap"})
    root = tmp_path_factory.mktemp("container") / "root"
    release = re.search("^From: debian:12-slim$", DEFINITION, re.MULTILINE) and "bookworm"
    subprocess.run(["debootstrap", "--variant=minbase", release, root], check=True)
    for line in section("files").strip().splitlines():
        source, target = line.split()
        shutil.copytree(REPOSITORY / source, f"{root}{target}")
    shutil.copy("/etc/resolv.conf", root / "etc")
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    if "PIP_CERT" in os.environ:  # where all downloads come through another proxy
        shutil.copy(os.environ["PIP_CERT"], root / "certificates")
        environment["PIP_CERT"] = "/certificates"
    (root / "post").write_text(section("post").replace("{{ requirements }}", "envs/requirements.txt"))
    in_it = ["unshare", "--mount", "--pid", "--fork", f"--mount-proc={root}/proc", "chroot", root]
    subprocess.run([*in_it, "sh", "-eu", "/post"], check=True, env=environment)
    return root


@pytest.fixture(scope="module")
def contained(root, tmp_path_factory):
    """The small run, finished in the container, and the environment in which its engine is found."""
    workflow = copy_workflow(tmp_path_factory.mktemp("contained") / "clone")
    workflow.write("autoencoder-grid.sif", str(root))
    workflow.engine = {"PATH": f"{ENGINE}:{os.environ['PATH']}"}
    workflow.snakemake("--software-deployment-method", "apptainer", **workflow.engine)
    return workflow


def test_results_are_those_of_a_run_without_a_container(contained, finished):
    for pattern in ("models/*", "history/*", "*.csv"):
        assert contained.files(pattern) == finished.files(pattern)


def test_rules_run_on_the_python_of_the_container(contained, root):
    record = next(iter(contained.files("provenance/*").values())).decode()
    version = subprocess.run(["chroot", root, "python3", "--version"], check=True, capture_output=True, text=True)
    assert f'"python": "{version.stdout.split()[1]}"' in record


def test_results_are_verified_in_it_too(contained):
    done = contained.snakemake("verify", "--software-deployment-method", "apptainer", **contained.engine)
    assert done.said.count(": same bytes") == 6


# As much of conda as Snakemake asks before it describes a container.
CONDA = """#!/bin/sh
[ "$1" = --version ] && echo "conda 24.9.0" ||
  echo '{"conda_prefix": "/opt/conda", "platform": "linux-64", "get": {"channel_priority": "strict"}}'
"""


@pytest.mark.parametrize("format", ["dockerfile", "apptainer"])
def test_snakemake_describes_a_container_of_the_conda_environments_too(clone, tmp_path, format):
    (tmp_path / "conda").write_text(CONDA)
    (tmp_path / "conda").chmod(0o755)
    said = clone.snakemake("--containerize", format, PATH=f"{tmp_path}:{os.environ['PATH']}").said
    assert said.count("conda env create") == 5
