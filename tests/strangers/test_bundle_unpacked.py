"""A bundle is unpacked, installed and verified by somebody who has nothing else, in an empty home."""

import shutil
import subprocess
import sys

import pytest

from support.workflow import REPOSITORY, Workflow, unpack

pytestmark = pytest.mark.strangers


def test_a_bundle_is_enough_to_install_the_workflow_and_to_verify_its_results(tmp_path):
    ours, theirs, home = (tmp_path / name for name in ("ours", "theirs", "home"))
    subprocess.run(["git", "clone", "--quiet", REPOSITORY, ours], check=True)
    Workflow(ours).snakemake("bundle")
    unpack(ours / "bundle.tar.gz", theirs)
    shutil.rmtree(ours)
    home.mkdir()
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"}
    subprocess.run(["make", "env", f"PYTHON={sys._base_executable}"], cwd=theirs, env=environment, check=True)
    verify = [".venv/bin/snakemake", "--cores", "2", "verify", "--configfile", "config.bundle.yaml"]
    done = subprocess.run(verify, cwd=theirs, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 of 4 trained again" in done.stdout + done.stderr
    assert (theirs / "verification.md").read_text().count(": same bytes") == 6
