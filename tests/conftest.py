"""Copies of the workflow to run in, and the one finished small run that tests look at."""

import fcntl
import gc
import os
import shutil
import tempfile

import psutil
import pytest

from support.workflow import Workflow, copy_workflow, end_planning

HOMES = ["TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "KERAS_HOME"]


def pytest_configure(config):
    """Let libraries and killed programs leave what they leave, from the first import on, in one folder that goes away.

    pytest's own temporary folders stay where they are.
    """
    if hasattr(config, "workerinput"):
        return  # a process of pytest-xdist has the environment of the first
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    folder = tempfile.mkdtemp(prefix="tests-")
    os.chmod(folder, 0o755)  # for tests that become somebody else
    os.environ.update(dict.fromkeys(HOMES, folder))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Import the tests without a search for garbage among the millions of objects of TensorFlow, which stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session", autouse=True)
def no_process_is_left():
    yield
    end_planning()
    assert not psutil.Process().children(recursive=True)


@pytest.fixture
def clone(tmp_path):
    """A fresh copy of the workflow."""
    return copy_workflow(tmp_path / "clone")


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The small run, finished, once for all test processes. Only look; use `rerun` to run anything."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    workflow = Workflow(shared / "finished/clone")
    with (shared / "finished.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first process runs it, the others wait for it here
        if not (shared / "finished/done").exists():
            copy_workflow(workflow.folder).snakemake()
            (shared / "finished/done").touch()
    return workflow


@pytest.fixture
def rerun(finished, tmp_path):
    """A copy of the finished run."""
    return finished.copy(tmp_path / "clone")
