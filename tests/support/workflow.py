"""Copies of the workflow, and Snakemake in them."""

import gc
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import psutil

from workflow_runs import fresh_copy

REPOSITORY = Path(__file__).parents[2]
SMALL = "tests/data/config.yaml"

FORKSERVER = multiprocessing.get_context("forkserver")
FORKSERVER.set_forkserver_preload(  # and what Snakemake imports later
    ["snakemake.cli", "snakemake.report.html_reporter", "snakemake_executor_plugin_slurm", "nbformat", "smart_open"]
)
LONGEST = 1800  # seconds that a run may take, on a machine that has much else to do


class Done(NamedTuple):
    """The end of a run: its exit status, and what it printed to stdout and stderr together."""

    returncode: int
    said: str


class Workflow:
    """A copy of the workflow in a folder of its own, and the Python that runs Snakemake there."""

    python = sys.executable

    def __init__(self, folder):
        self.folder = folder

    def snakemake(self, *arguments, config=SMALL, check=True, **environment):
        """Run snakemake with some arguments, and an environment laid over that of the tests.

        Importing Snakemake takes longer than planning. So a run is a fork of a process that has imported it, unless
        it has an environment or a Python of its own.
        """
        if environment or self.python != sys.executable:
            done = self.start_python(command(arguments, config), environment)
        else:
            done = self.fork(command(arguments, config))
        assert not check or done.returncode == 0, done.said
        return done

    def start_python(self, arguments, environment):
        """Run snakemake in a Python of its own."""
        done = subprocess.run(
            [self.python, "-m", "snakemake", *arguments],
            cwd=self.folder,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=LONGEST,
        )
        return Done(done.returncode, done.stdout)

    def fork(self, arguments):
        """Run snakemake in a fork."""
        with tempfile.NamedTemporaryFile() as log:
            run = FORKSERVER.Process(target=run_here, args=(self.folder, log.name, arguments, dict(os.environ)))
            run.start()
            run.join(LONGEST)
            if run.exitcode is None:
                run.kill()
            return Done(run.exitcode, Path(log.name).read_text())

    def copy(self, folder):
        """A copy, with its results and the history and times of its files."""
        return Workflow(shutil.copytree(self.folder, folder, symlinks=True))

    def unlock(self):
        """Remove the lock that a killed Snakemake has left."""
        self.snakemake("--unlock")

    def plan(self, *arguments, **keywords):
        """Plan a run."""
        return self.snakemake("--dry-run", *arguments, **keywords)

    def planned(self, *arguments, **keywords):
        """The number of jobs of each rule that a run would start."""
        return jobs(self.plan(*arguments, "--quiet", "rules", **keywords).said)

    def refused(self, *arguments, **keywords):
        """The lines of a refusal, without those that are not of it."""
        status, said = self.plan(*arguments, check=False, **keywords)
        assert status == 1, said
        lines = re.sub(r"Error in file .*:\n", "Error:\n", said).partition("Error:\n")[2].splitlines()
        return [line for line in lines if not line.startswith('  File "')]  # where in the rules it was raised

    def write(self, name, text):
        """Write a file of the workflow and return its name."""
        (self.folder / name).write_text(text)
        return name

    def append(self, name, text):
        """Add text to a file of the workflow."""
        with (self.folder / name).open("a") as file:
            file.write(text)

    def edit(self, old, new, name=SMALL):
        """Replace a text in a file, the small config if no other is named."""
        file = self.folder / name
        assert old in file.read_text(), f"{name} has no {old!r}"
        file.write_text(file.read_text().replace(old, new))

    def files(self, pattern):
        """The bytes of the results that match a pattern, by path; of records without the seconds that it took."""
        return {
            str(file.relative_to(self.folder)): re.sub(rb'  "seconds_\w+": .*\n', b"", file.read_bytes())
            for file in sorted((self.folder / "results").glob(pattern))
            if file.is_file()
        }


def jobs(said):
    """The number of jobs of each rule, by what Snakemake says of a run, without the target that has no job."""
    table = said.partition("Job stats:")[2].partition("\ntotal ")[0]
    counts = {rule: int(count) for rule, count in re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)}
    counts.pop("all", None)
    return counts


def start(workflow):
    """A run in the background, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", SMALL],
        cwd=workflow.folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def processes(workflow):
    """The living processes that work in a folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and Path(process.cwd()) == workflow.folder:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def command(arguments, config):
    """The arguments of snakemake: two cores unless others are asked for, and a config laid over config.yaml."""
    return ["--cores", "2", *arguments, *(["--configfile", config] if config else [])]


def end_planning():
    """End the processes that `Workflow.fork` forks from, and wait for it: left to itself, Python ends before them."""
    multiprocessing.forkserver._forkserver._stop()
    multiprocessing.resource_tracker._resource_tracker._stop()


def run_here(folder, log, arguments, environment):
    """Run snakemake in this process, and end it."""
    gc.freeze()  # what was imported before is never garbage
    os.chdir(folder)
    os.environ.update(environment)
    said = os.open(log, os.O_WRONLY)
    os.dup2(said, 1)
    os.dup2(said, 2)
    import snakemake.cli

    snakemake.cli.main(arguments)


def unpack(archive, folder):
    """Unpack a bundle; Python's own way to do so differs between 3.11.2 and 3.11.4."""
    folder.mkdir()
    subprocess.run(["tar", "--extract", f"--file={archive}", f"--directory={folder}"], check=True)


def copy_workflow(folder):
    """The workflow without any results, like a fresh clone."""
    return Workflow(fresh_copy(folder))
