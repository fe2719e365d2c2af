"""A script that hands itself over to a zygote ends as it would have ended by itself."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from autogrid.job import zygote
from autogrid.start import warm_start
from support.workflow import REPOSITORY

JOB = f"""
import os, sys
sys.path.insert(0, {str(REPOSITORY / "scripts")!r})
from types import SimpleNamespace
from autogrid.job import zygote
asker = os.getpid()
zygote.hand_over(SimpleNamespace(threads=int(os.environ.get("THREADS", 1))))
"""
ZYGOTE = f"""
import socket, sys
sys.path.insert(0, {str(REPOSITORY / "scripts")!r})
from autogrid.job import zygote
zygote.serve(socket.socket(fileno=int(sys.argv[1])), lambda: __import__(sys.argv[2]))
"""
FORKED = "import sys; print('fractions' in sys.modules)"  # which a zygote here has imported


class Zygote:
    """A zygote that has imported a module, and jobs that may ask it."""

    def __init__(self, folder, module="fractions"):
        self.folder, self.address = folder, str(folder / "zygote")
        with zygote.bind(self.address) as listener:
            file = listener.fileno()
            command = [sys.executable, "-c", ZYGOTE, str(file), module]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=[file])

    def job(self, body, **environment):
        """Start a job."""
        script = self.folder / "job.py"
        script.write_text(JOB + body)
        environment = os.environ | {zygote.ADDRESS: self.address} | environment
        return subprocess.Popen(
            [sys.executable, script],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def end(self):
        """End as at the end of a run."""
        self.process.stdin.close()
        return self.process.wait(10)


@pytest.fixture
def started(tmp_path):
    """A zygote that is ready."""
    one = Zygote(tmp_path)
    yield one
    one.end()


def said(job):
    """What a job has said, when it has ended."""
    return job.communicate(timeout=20)[0].splitlines()


def gone(pid):
    """Whether a process ends soon."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        if "State:\tZ" in Path(f"/proc/{pid}/status").read_text():
            return True
        time.sleep(0.05)
    return False


def test_a_job_runs_in_a_fork_as_it_would_by_itself(started):
    body = "print(os.getcwd(), os.environ['MINE'], sys.argv, __name__, os.path.basename(__file__))"
    forked, alone = (said(started.job(f"{FORKED}; {body}", MINE="mine", THREADS=n)) for n in ("1", "2"))
    assert (forked[0], alone[0]) == ("True", "False")
    assert forked[1:] == alone[1:]


@pytest.mark.parametrize(
    ("end", "status"),
    [("sys.exit()", 0), ("sys.exit(3)", 3), ("sys.exit('wrong')", 1), ("1 / 0", 1), ("os.kill(os.getpid(), 9)", 1)],
)
def test_the_status_is_that_of_the_script(started, end, status):
    job = started.job(f"{FORKED}\n{end}")
    lines = said(job)
    assert job.returncode == status
    if end == "1 / 0":
        assert lines[-1] == "ZeroDivisionError: division by zero"
    if "kill" in end:
        assert lines[-1] == "the fork of the zygote that ran this job was killed"


def test_a_fork_ends_with_the_job_that_asked(started):
    job = started.job("print(os.getpid(), flush=True); import time; time.sleep(60)")
    fork = int(job.stdout.readline())
    assert fork != job.pid
    job.kill()
    assert gone(fork)


def test_jobs_do_without_a_zygote_that_has_ended_or_cannot_import(started, tmp_path):
    (tmp_path / "other").mkdir()
    failing = Zygote(tmp_path / "other", module="no_such_module")
    assert said(failing.job(FORKED)) == ["False"]
    assert failing.end() == 1
    started.end()
    assert said(started.job(FORKED)) == ["False"]


def test_ctrl_c_ends_a_zygote(started):
    assert said(started.job(FORKED)) == ["True"]
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(10) == -signal.SIGINT


@pytest.mark.parametrize(
    ("differs", "gpus", "asked"),
    [
        ({}, (), True),
        ({}, ("a GPU",), False),  # its driver
        ({"local_exec": False}, (), False),  # a cluster
        ({"deployment_settings": SimpleNamespace(deployment_method={"conda"})}, (), False),
        ({"touch": True}, (), False),
    ],
)
def test_a_run_has_a_zygote_where_jobs_are_processes_of_its_machine_and_python(
    differs, gpus, asked, tmp_path, monkeypatch
):
    ends = []
    monkeypatch.setattr(warm_start.atexit, "register", ends.append)
    monkeypatch.setattr(warm_start.gpu, "found", lambda: gpus)
    monkeypatch.setenv(zygote.ADDRESS, "of another run")
    local = {"local_exec": True, "deployment_settings": SimpleNamespace(deployment_method=set()), "touch": False}
    workflow = SimpleNamespace(_onstart=lambda log: None, **local | differs)
    warm_start.begin_with_run(workflow, REPOSITORY / "scripts/preload.py", tmp_path)
    assert zygote.ADDRESS not in os.environ
    workflow._onstart("log")
    assert (zygote.ADDRESS in os.environ) == asked == len(ends)
    for end in ends:
        end()
    assert not list(tmp_path.iterdir())
