"""A job that hands itself over to its run's fork server ends as it would have ended alone."""

import ast
import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from autogrid.job import fork_server, parent
from support.workflow import REPOSITORY

JOB = """
import os, sys
from types import SimpleNamespace
from autogrid.job import fork_server
snakemake = SimpleNamespace(threads={threads}, resources={resources}, log=[{log!r}], params={{}})
{before}
fork_server.begin_job(__name__)
import {imports}
if __name__ == "__main__":
{body}
"""
NOBODY = 65534
SERVER = "print(os.getppid())"  # in a fork that is the server
NOT_SHARED = "imports are not shared: "


class Job:
    """A job that is running."""

    def __init__(self, command, log, **process):
        self.log = log
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **process)

    def status(self):
        """Its exit status, and what it printed before it had a log; a pipe that a server kept would never end."""
        self.printed = self.process.communicate(timeout=60)[0]
        return self.process.returncode

    def lines(self):
        """The lines of its log, when it has ended."""
        self.status()
        return self.log.read_text().splitlines()

    def first_line(self):
        """The first line of its log, while it runs."""
        for _ in range(1000):
            with contextlib.suppress(FileNotFoundError):
                if "\n" in self.log.read_text():
                    return self.log.read_text().splitlines()[0]
            time.sleep(0.02)
        raise AssertionError("no line")


class Run:
    """A process in the place of Snakemake, and its jobs."""

    def __init__(self, folder):
        self.folder, self.jobs = folder, 0
        self.snakemake = subprocess.Popen(["sleep", "1000"])
        self.name = f"{self.snakemake.pid} {parent.pid_namespace()}"

    def job(
        self, body, before="", imports="fractions", threads=1, resources=None, inside=(), session=False, **environment
    ):
        """Start a job; `before` is done by the process that Snakemake started only."""
        self.jobs += 1
        script, log = self.folder / f"job{self.jobs}.py", self.folder / f"log{self.jobs}"
        before = before and f"if __name__ == '__main__' and {fork_server.FORKED!r} not in os.environ:\n    {before}"
        asked = {"threads": threads, "resources": resources or {}, "log": str(log)}
        script.write_text(JOB.format(**asked, before=before, imports=imports, body=textwrap.indent(body, "    ")))
        ours = {parent.RUN: self.name, "PYTHONPATH": str(REPOSITORY / "scripts"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [*inside, sys.executable, script]
        return Job(command, log, cwd=self.folder, env=os.environ | ours | environment, start_new_session=session)

    def server(self):
        """The number of the server's process, which is started if there is none."""
        return int(self.job(SERVER).lines()[-1])

    def address(self):
        """The address of the server."""
        job = self.job("pass", before="print(repr(fork_server.address(fork_server.snakemake_pid()))); sys.exit()")
        job.status()
        return ast.literal_eval(job.printed)

    def end(self, by=signal.SIGTERM):
        """End as Snakemake does."""
        self.snakemake.send_signal(by)
        self.snakemake.wait()


@pytest.fixture
def run(tmp_path):
    """A run that has begun."""
    one = Run(tmp_path)
    yield one
    one.end()


def gone(pid):
    """Whether a process ends soon."""
    for _ in range(500):
        try:
            if ") Z" in Path(f"/proc/{pid}/stat").read_text():
                return True
        except (FileNotFoundError, ProcessLookupError):
            return True
        time.sleep(0.02)
    return False


def as_nobody(act):
    """Do something in a process of another user, and return what it returns, a small number."""
    process = os.fork()
    if process == 0:
        status = 255
        with contextlib.suppress(BaseException):
            os.setuid(NOBODY)
            status = act()
        os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can be several users")


def test_a_job_runs_in_a_fork_as_it_would_alone(run):
    body = "print(os.getcwd(), os.environ['MINE'], sys.path, __name__, os.getpgrp(), os.umask(0), file=sys.stderr)"
    body += f"\nprint(*(name for name in os.environ if name.startswith('AUTOGRID')))\n{SERVER}"
    forked, alone = (run.job(body, MINE="mine", threads=threads).lines() for threads in (1, 2))
    assert alone.pop(0).endswith(f"{NOT_SHARED}this job has 2 threads")
    assert (int(alone.pop()), int(forked.pop()) == os.getpid()) == (os.getpid(), False)
    assert forked == alone


@pytest.mark.parametrize(
    ("end", "status"),
    [("sys.exit()", 0), ("sys.exit(3)", 3), ("sys.exit('wrong')", 1), ("1 / 0", 1), ("os.kill(os.getpid(), 9)", 1)],
)
def test_the_status_is_that_of_the_script(run, end, status):
    job = run.job(f"{SERVER}\nsys.stdout.flush()\n{end}")
    lines = job.lines()
    assert job.process.returncode == status
    assert int(lines[0]) != os.getpid()
    if end == "1 / 0":
        assert lines[-1] == "ZeroDivisionError: division by zero"
    if "kill" in end:
        assert job.printed == "the fork that ran this job was killed\n"


def test_jobs_that_begin_at_once_have_one_server(run):
    jobs = [run.job(SERVER) for _ in range(6)]
    servers = {int(job.lines()[-1]) for job in jobs}
    assert len(servers) == 1
    assert servers != {os.getpid()}


def test_what_scripts_import_is_imported_once_and_code_of_ours_by_each(run):
    (run.folder / "counted.py").write_text("open('imports', 'a').write('x')\n")
    for _ in range(2):
        assert len(run.job(SERVER, imports="counted, autogrid.provenance.records").lines()) == 1
    assert (run.folder / "imports").read_text() == "x"
    names = ["counted", "autogrid.provenance.records"]
    assert run.job(f"print(*(name in sys.modules for name in {names}))").lines() == ["True False"]


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_ends_with_its_snakemake(run, by):
    server = run.server()
    os.kill(server, 0)
    run.snakemake.send_signal(by)  # and nobody has waited for it
    assert gone(server)


def test_a_run_has_another_server_after_one_was_killed(run):
    server = run.server()
    os.kill(server, signal.SIGKILL)
    assert gone(server)
    assert run.server() not in (server, os.getpid())


def test_libraries_of_the_server_remove_their_temporary_folders(run):
    (run.folder / "made.py").write_text("import atexit, os, sys\nos.mkdir('made')\natexit.register(os.rmdir, 'made')\n")
    server = int(run.job(SERVER, imports="made").lines()[-1])
    assert (run.folder / "made").exists()  # for other jobs
    run.end()
    assert gone(server)
    assert not (run.folder / "made").exists()


def test_a_fork_ends_with_its_job(run):
    job = run.job("print(os.getpid(), flush=True); import time; time.sleep(60)")
    fork = int(job.first_line())
    assert fork != job.process.pid
    job.process.kill()
    assert gone(fork)


@pytest.mark.parametrize("first", [True, False])
def test_ctrl_c_ends_a_job_and_its_fork_and_not_the_server(run, first):
    if not first:
        run.server()  # of another session than the job is
    job = run.job("print(os.getpid(), os.getppid(), flush=True); import time; time.sleep(60)", session=True)
    fork, server = map(int, job.first_line().split())
    os.killpg(job.process.pid, signal.SIGINT)
    assert job.status() == -signal.SIGINT
    assert gone(fork)
    assert run.server() == server


def test_no_path_is_too_long_and_no_file_is_left(run):
    deep = run.folder / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    places = dict.fromkeys(["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"], str(deep))
    server = int(run.job(SERVER, **places).lines()[-1])
    assert server != os.getpid()
    run.end()
    assert gone(server)
    assert not list(deep.iterdir())


@pytest.mark.parametrize(
    ("keywords", "reason"),
    [
        ({"threads": 2}, "this job has 2 threads"),
        ({parent.RUN: "1 of another container"}, "this job cannot see its Snakemake"),
        ({parent.RUN: ""}, "this job cannot see its Snakemake"),
        ({"before": "fork_server.socket.socket.bind = lambda *_: open('/none')"}, "No such file"),  # or another OSError
        (
            {"before": "fork_server.gpu.found = lambda: ['one']", "resources": {"gpu": 1}},
            "a fork cannot use a GPU that this job may use",
        ),
        ({"before": "os.fork = lambda: open('/none')"}, "No such file"),
        ({name: name * 100_000 for name in "ABC"}, "Message too long"),
    ],
)
def test_a_job_without_a_server_says_why_and_does_its_work(run, keywords, reason):
    job = run.job("print(os.getpid())", **keywords)
    said, process = job.lines()
    assert NOT_SHARED in said
    assert reason in said
    assert int(process) == job.process.pid


def test_a_gpu_that_a_job_does_not_ask_for_is_nothing_to_it(run):
    job = run.job(SERVER, before="fork_server.gpu.found = lambda: ['one']", resources={"gpu": 0})
    assert len(job.lines()) == 1


def test_a_job_in_a_container_does_without(run):
    if subprocess.run(["unshare", "--user", "--mount", "true"], capture_output=True).returncode:
        pytest.skip("no mount namespaces for this user")
    job = run.job(SERVER, inside=["unshare", "--user", "--mount"])
    assert "this job cannot see its Snakemake" in job.lines()[0]


def test_jobs_of_other_modules_have_another_server(run):
    other = os.pathsep.join([str(REPOSITORY / "scripts"), str(run.folder)])
    assert run.server() != int(run.job(SERVER, PYTHONPATH=other).lines()[-1])


@pytest.mark.parametrize(("end", "reason"), [("1 / 0", "ZeroDivisionError: "), ("os._exit(1)", "the server has ended")])
def test_a_server_that_cannot_import_fails_no_job(run, end, reason):
    fails_once = f"import os\nif not os.path.exists('tried'):\n    open('tried', 'w').close()\n    {end}\n"
    (run.folder / "fails_once.py").write_text(fails_once)
    said, parent = run.job(SERVER, imports="fails_once").lines()
    assert NOT_SHARED + reason in said
    assert int(parent) == os.getpid()
    assert int(run.job(SERVER, imports="fails_once").lines()[-1]) != os.getpid()


def test_a_job_waits_only_a_moment_for_another_that_does_not_start_the_server(run):
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as bound:
        bound.bind(run.address())
        assert "has not done so" in run.job(SERVER).lines()[0]


@root
def test_a_server_of_another_user_is_not_asked(run):
    address = run.address()
    listening, ready = os.pipe()
    process = os.fork()
    if process == 0:
        os.setuid(NOBODY)
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(address)
            listener.listen()
            os.write(ready, b"x")
            listener.accept()[0].recv(1 << 20)
        os._exit(0)
    os.read(listening, 1)
    said, parent = run.job(SERVER).lines()
    os.waitpid(process, 0)
    assert f"a process of user {NOBODY} has the server's address" in said
    assert int(parent) == os.getpid()


@root
def test_another_user_is_not_served(run):
    server, address = run.server(), run.address()
    script = run.folder / "job1.py"
    script.write_text(f"open({str(run.folder / 'served')!r}, 'w')")

    def ask():
        process = {"folder": "/", "group": 0, "environment": {}}
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
            connection.connect(address)
            message = fork_server.json.dumps({"file": str(script), "source": "another"} | process).encode()
            socket.send_fds(connection, [message], [0, 1, 2])
            return len(connection.recv(100))

    assert as_nobody(ask) == 0
    assert run.server() == server
    assert not (run.folder / "served").exists()
