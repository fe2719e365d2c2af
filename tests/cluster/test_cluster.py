"""The small run through profiles/slurm, on a real SLURM. As root: make test-cluster."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import slurm

from conftest import SMALL, copy_workflow

PROFILE = ["--workflow-profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "1"]
IMPATIENT = str(Path(__file__).with_name("impatient.py"))
STEMS = ["d2_relu-sigmoid_seed0", "d8_relu-sigmoid_seed0", "d2_sigmoid-relu_seed0", "d8_sigmoid-relu_seed0"]

TRIPLE = "results/reconstructions/{}.png"  # train, evaluate, plot_reconstructions

# In the training loop: after each epoch, a training waits for as long as its file lies there.
SAVE = "        checkpoint.save(autoencoder, history, best)\n"
WAIT_WHILE_HELD = """
        from pathlib import Path

        while Path("held", Path(checkpoint.path).name.split(".")[0]).exists():
            time.sleep(0.1)
"""


def results(workflow):
    """All results but the records of training, which tell that here training waits while it is held."""
    return {name: content for name, content in workflow.files("**/*.*").items() if "/provenance/" not in name}


class Login:
    """A copy of the workflow, and Snakemake on the cluster's login node."""

    def __init__(self, cluster, folder):
        self.cluster = cluster
        self.workflow = copy_workflow(folder)
        self.folder = folder
        script = folder / "scripts/autogrid/model/training.py"
        assert SAVE in script.read_text()
        script.write_text(script.read_text().replace(SAVE, SAVE + WAIT_WHILE_HELD))
        self.workflow.append(SMALL, "checkpoint_every: 1\n")

    def hold(self, stems):
        """Let the trainings of some configurations start, but not go beyond their first epoch."""
        (self.folder / "held").mkdir(exist_ok=True)
        for stem in stems:
            (self.folder / "held" / stem).touch()

    def release(self, stems):
        for stem in stems:
            (self.folder / "held" / stem).unlink()

    def start(self, *arguments):
        """Start Snakemake through the profile."""
        command = [
            "setpriv",
            "--pdeathsig=KILL",
            sys.executable,
            IMPATIENT,
            *PROFILE,
            "--configfile",
            SMALL,
            *arguments,
        ]
        log = self.folder / "snakemake.out"
        with log.open("w") as file:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.cluster.environment, stdout=file, stderr=subprocess.STDOUT
            )
        return Run(self, process, log)

    def run(self, *arguments, seconds=300):
        run = self.start(*arguments)
        run.wait(seconds)
        return run


class Run:
    """A run of Snakemake on the cluster."""

    def __init__(self, login, process, log):
        self.cluster, self.process, self.log = login.cluster, process, log

    @property
    def said(self):
        return self.log.read_text()

    def wait(self, seconds=300):
        """The exit status; a run that takes longer is killed."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"still running after {seconds} s:\n{self.said[-3000:]}")
        finally:
            self.process.kill()

    def jobs(self):
        """The jobs it submitted, by SLURM's id."""
        run = re.search("SLURM run ID: (.*)", self.said)
        return self.cluster.jobs(run[1]) if run else {}

    def states(self):
        return [job["JobState"] for job in self.jobs().values()]

    def wait_for_running(self, count):
        """Wait until that many submissions are running, and return them."""
        try:
            slurm.wait_until(lambda: self.states().count("RUNNING") == count, seconds=60)
        except TimeoutError:
            pytest.fail(f"{self.states()}, not {count} running:\n{self.said[-3000:]}")
        return self.jobs()


@pytest.fixture(scope="session")
def cluster():
    with slurm.running() as cluster:
        yield cluster


@pytest.fixture
def login(cluster, tmp_path):
    return Login(cluster, tmp_path / "clone")


@pytest.fixture(scope="session")
def grid(cluster, tmp_path_factory):
    """The small run, finished on the cluster; all its trainings ran at the same time."""
    login = Login(cluster, tmp_path_factory.mktemp("cluster") / "clone")
    login.hold(STEMS)
    run = login.start()
    run.wait_for_running(len(STEMS))
    login.release(STEMS)
    assert run.wait() == 0, run.said
    login.finished = run
    return login


def test_a_configuration_is_one_submission_and_light_rules_are_none(grid):
    jobs = grid.finished.jobs()
    assert len(jobs) == len(STEMS)
    assert set(grid.finished.states()) == {"COMPLETED"}
    # 2000 MB is the largest of its three jobs; 10 + 5 + 5 minutes is their sum.
    asked = {(job["MinMemoryNode"], job["TimeLimit"], job["TresPerJob"]) for job in jobs.values()}
    assert asked == {("2000M", "00:20:00", "gres:gpu:1")}


def test_trainings_at_the_same_time_have_a_gpu_each(grid):
    placements = grid.cluster.placements()
    seen = {placements[job] for job in grid.finished.jobs()}
    assert seen == {(node, str(gpu)) for node in slurm.NODES for gpu in range(slurm.GPUS)}


def test_results_are_those_of_a_local_run(grid, finished):
    assert results(grid.workflow) == results(finished)


def test_a_rerun_submits_nothing(grid):
    run = grid.run()
    assert run.process.returncode == 0
    assert "Nothing to be done" in run.said
    assert run.jobs() == {}


def test_configurations_in_one_submission_share_its_gpu(login):
    run = login.run("--group-components", "configuration=2")
    assert run.process.returncode == 0, run.said
    # Trainings one after another: twice 10 minutes; evaluations and plots side by side.
    asked = [(job["NumCPUs"], job["TimeLimit"], job["TresPerJob"]) for job in run.jobs().values()]
    assert asked == [("2", "00:30:00", "gres:gpu:1")] * 2


@pytest.mark.parametrize(
    "resources, asked",
    [(["gpu=0"], {}), (["gpu=0", "gres=gpu:1"], {"TresPerNode": "gres:gpu:1"})],
    ids=["no GPU", "gres"],
)
def test_the_profile_without_gpus_and_with_gres(login, resources, asked):
    run = login.run("--set-resources", *(f"train:{resource}" for resource in resources), "--", TRIPLE.format(STEMS[0]))
    assert run.process.returncode == 0, run.said
    (job,) = run.jobs().values()
    assert {key: value for key, value in job.items() if key.startswith("TresPer")} == asked
    seen = login.cluster.placements()[job["JobId"]]
    assert bool(seen[1]) == bool(asked)


def test_lost_jobs_are_reported_and_submitted_again_with_more(login, finished):
    login.hold(STEMS)
    run = login.start()
    jobs = run.wait_for_running(len(STEMS))
    checkpoints = [login.folder / f"results/models/{stem}.h5.checkpoint" for stem in STEMS]
    slurm.wait_until(lambda: all(file.exists() for file in checkpoints), seconds=120)
    cancelled, overdue = (job for job in jobs if jobs[job]["NodeList"] == "n1")
    login.cluster.run("scontrol", "update", f"jobid={overdue}", "timelimit=1")
    login.cluster.run("scancel", cancelled)
    login.cluster.run("scontrol", "update", "nodename=n2", "state=down", "reason=test")
    try:
        slurm.wait_until(lambda: "TIMEOUT" in run.states(), seconds=150)
    finally:
        login.cluster.run("scontrol", "update", "nodename=n2", "state=resume")
    login.release(STEMS)
    assert run.wait() == 0, run.said

    ended = run.jobs()
    assert ended[cancelled]["JobState"] == "CANCELLED"
    assert ended[overdue]["JobState"] == "TIMEOUT"
    assert sorted(run.states()) == ["CANCELLED"] + 4 * ["COMPLETED"] + 2 * ["NODE_FAIL"] + ["TIMEOUT"]
    for job in jobs:
        message = (
            rf"SLURM-job '{job}' failed.*'{ended[job]['JobState']}'[^~]*?logs/slurm/.*/{job}.log[^~]*?logs/train/d"
        )
        assert re.search(message, run.said), (job, run.said)
    again = {(job["MinMemoryNode"], job["TimeLimit"]) for job in ended.values() if job["JobState"] == "COMPLETED"}
    assert again == {("4000M", "00:40:00")}
    for stem in STEMS:  # killed after its first epoch, and not started over
        assert "resumed after epoch 1" in (login.folder / f"logs/train/{stem}.log").read_text()
    assert not any(file.exists() for file in checkpoints)
    assert results(login.workflow) == results(finished)


def test_a_job_that_slurm_requeues_is_waited_for(login):
    profile = login.folder / "profiles/slurm/config.yaml"
    profile.write_text(profile.read_text().replace("slurm-no-requeue: true", "slurm-requeue: true"))
    login.hold(STEMS[:1])
    run = login.start("--", TRIPLE.format(STEMS[0]))
    (job,) = run.wait_for_running(1)
    login.cluster.run("scontrol", "requeue", job)
    slurm.wait_until(lambda: run.states() == ["PENDING"])
    login.cluster.run("scontrol", "update", f"jobid={job}", "starttime=now")  # and not in two minutes
    login.release(STEMS[:1])
    assert run.wait() == 0, run.said
    assert run.jobs()[job]["Restarts"] == "1"


def test_ctrl_c_cancels_what_was_submitted(login):
    login.hold(STEMS)
    run = login.start()
    run.wait_for_running(len(STEMS))
    run.process.send_signal(signal.SIGINT)
    assert run.wait(30) != 0
    slurm.wait_until(lambda: set(run.states()) == {"CANCELLED"}, seconds=10)


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--default-resources", "slurm_partition=typo"], "invalid partition specified: typo"),
        (["--set-resources", "train:gpu=9", "--resources", "gpu=9"], "Requested node configuration is not available"),
        (["--set-resources", "train:gpu_model=h100"], "Requested node configuration is not available"),
        (["--set-resources", "train:mem_mb=1000000"], "Memory specification can not be satisfied"),
    ],
    ids=["partition", "GPUs", "GPU model", "memory"],
)
def test_an_impossible_request_is_an_error(login, arguments, message):
    run = login.run(*arguments, seconds=60)
    assert run.process.returncode != 0
    assert message in run.said
    assert "has been submitted" not in run.said
