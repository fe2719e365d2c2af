"""The small run through profiles/slurm and as one job, on a real SLURM. As root: make test-cluster."""

import itertools
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import pretend_driver, slurm
from support.grids import STEMS
from support.workflow import REPOSITORY, SMALL, Workflow, copy_workflow

pytestmark = pytest.mark.cluster

PROFILE = ["--workflow-profile", "profiles/slurm", "--slurm-init-seconds-before-status-checks", "1"]
IMPATIENT = str(REPOSITORY / "tests/support/impatient.py")

MODEL = f"results/models/{STEMS[0]}.h5"
NO_GPU = "SLURM gave a GPU, Pretend GPU, that TensorFlow cannot use: {}.*or request no GPU: gpu: 0"
NO_LIBRARIES, TOO_NEW = NO_GPU.format("libcudart.so.12.*make env GPU=1"), NO_GPU.format("it has.*12.0")

# In the training loop: after each epoch, a training waits for as long as its file lies there.
SAVE = "        checkpoint.save_in_time(autoencoder, history, best)\n"
WAIT_WHILE_HELD = """
        from pathlib import Path

        while Path("held", Path(checkpoint.path).name.split(".")[0]).exists():
            time.sleep(0.1)
"""


def results(workflow):
    """All results but the records of training, which tell that here training waits while it is held."""
    return {name: content for name, content in workflow.files("**/*.*").items() if "/provenance/" not in name}


class Login:
    """A copy of the workflow with its data, and Snakemake on the cluster's login node."""

    def __init__(self, cluster, folder, prepared):
        self.cluster = cluster
        self.workflow = Workflow(folder)
        self.folder = folder
        self.environment = dict(cluster.environment)
        self.runs = itertools.count()
        shutil.copytree(prepared.folder, folder)
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
        log = self.folder / f"run{next(self.runs)}.out"
        with log.open("w") as file:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=file, stderr=subprocess.STDOUT
            )
        return Run(self, process, log)

    def run(self, *arguments, seconds=900):
        run = self.start(*arguments)
        run.wait(seconds)
        return run

    def batch(self, *arguments):
        """Submit a job by hand, and wait for its end; what it said."""
        path = {"PATH": f"{Path(sys.executable).parent}:{self.environment['PATH']}"}
        submit = ["sbatch", "--parsable", "--output", "batch.out", *arguments]
        submitted = subprocess.run(
            submit, cwd=self.folder, env=self.environment | path, check=True, capture_output=True, text=True
        )
        job = submitted.stdout.strip()
        # `sbatch --wait` looks twice a minute at best
        slurm.wait_until(lambda: job not in self.cluster.run("squeue", "-h", "-o", "%i").stdout.split(), seconds=900)
        return (self.folder / "batch.out").read_text()


class Run:
    """A run of Snakemake on the cluster."""

    def __init__(self, login, process, log):
        self.cluster, self.process, self.log = login.cluster, process, log

    @property
    def said(self):
        return self.log.read_text()

    def wait(self, seconds=900):
        """The exit status; a run that takes longer is killed."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            pytest.fail(f"still running after {seconds} s:\n{self.said[-3000:]}")
        finally:
            self.process.kill()
            self.process.wait()

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


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A clone that has its data."""
    workflow = copy_workflow(tmp_path_factory.mktemp("prepared") / "clone")
    workflow.snakemake("prepare")
    return workflow


@pytest.fixture
def login(cluster, prepared, tmp_path):
    yield Login(cluster, tmp_path / "clone", prepared)
    cluster.run("scancel", "--user=root")  # what a test that failed has left would keep the next one waiting


@pytest.fixture
def driver(tmp_path):
    """The environment of a machine on which a driver answers, but where CUDA's libraries are missing."""
    return pretend_driver.compiled(tmp_path / "driver")


@pytest.fixture(scope="session")
def grid(cluster, prepared, tmp_path_factory):
    """The small run, finished on the cluster; all its trainings ran at the same time."""
    login = Login(cluster, tmp_path_factory.mktemp("cluster") / "clone", prepared)
    login.hold(STEMS)
    run = login.start()
    run.wait_for_running(len(STEMS))
    login.release(STEMS)
    assert run.wait() == 0, run.said
    login.finished = run
    return login


def test_a_training_is_a_submission_and_what_follows_one_without_a_gpu(grid):
    jobs = grid.finished.jobs().values()
    assert set(grid.finished.states()) == {"COMPLETED"}
    asked = sorted((job["MinMemoryNode"], job["TimeLimit"], job.get("TresPerJob")) for job in jobs)
    # evaluate and plot_reconstructions: 1000 MB is the larger, 5 + 5 minutes the sum
    wanted = [("1000M", "00:10:00", None), ("2000M", "00:10:00", "gres:gpu:1")]
    assert asked == [asking for asking in wanted for _ in STEMS]


def test_trainings_at_the_same_time_have_a_gpu_each(grid):
    placements = grid.cluster.placements()
    seen = {placements[job] for job, properties in grid.finished.jobs().items() if "TresPerJob" in properties}
    assert seen == {(node, str(gpu)) for node in slurm.NODES for gpu in range(slurm.GPUS)}


def test_results_are_those_of_a_local_run(grid, finished):
    assert results(grid.workflow) == results(finished)


def test_a_rerun_submits_nothing(grid):
    run = grid.run()
    assert run.process.returncode == 0
    assert "Nothing to be done" in run.said
    assert run.jobs() == {}


def test_verification_is_one_submission_and_trains_again_inside_of_it(grid):
    run = grid.run("--set-threads", "verify=4", "--", "verify")
    assert run.process.returncode == 0, run.said
    (job,) = run.jobs().values()
    assert (job["NumCPUs"], job.get("TresPerJob")) == ("4", None)
    report = json.loads((grid.folder / "verification.json").read_text())
    assert report["trained_again"] == list(report["parts"])[1:-1] and len(report["parts"]) == 2 + len(STEMS)
    assert {part["verdict"] for part in report["parts"].values()} == {"same bytes"}


@pytest.mark.parametrize(
    "resources, asked",
    [(["gpu=0"], {}), (["gpu=0", "gres=gpu:1"], {"TresPerNode": "gres:gpu:1"})],
    ids=["no GPU", "gres"],
)
def test_the_profile_without_gpus_and_with_gres(login, driver, resources, asked):
    login.environment |= {} if asked else driver  # whatever the node has, who asks for no GPU trains
    run = login.run("--set-resources", *(f"train:{resource}" for resource in resources), "--", MODEL)
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
    assert sorted(run.states()) == ["CANCELLED"] + 8 * ["COMPLETED"] + 2 * ["NODE_FAIL"] + ["TIMEOUT"]
    for job in jobs:
        message = (
            rf"SLURM-job '{job}' failed.*'{ended[job]['JobState']}'[^~]*?logs/slurm/.*/{job}.log[^~]*?logs/train/d"
        )
        assert re.search(message, run.said), (job, run.said)
    again = {(job["MinMemoryNode"], job["TimeLimit"]) for job in ended.values() if job["JobState"] == "COMPLETED"}
    assert again == {("4000M", "00:20:00"), ("1000M", "00:10:00")}
    for stem in STEMS:  # killed after its first epoch, and not started over
        assert "resumed after epoch 1" in (login.folder / f"logs/train/{stem}.log").read_text()
    assert not any(file.exists() for file in checkpoints)
    assert results(login.workflow) == results(finished)


def test_a_job_that_slurm_requeues_is_waited_for(login):
    profile = login.folder / "profiles/slurm/config.yaml"
    profile.write_text(profile.read_text().replace("slurm-no-requeue: true", "slurm-requeue: true"))
    login.hold(STEMS[:1])
    run = login.start("--", MODEL)
    (job,) = run.wait_for_running(1)
    login.cluster.run("scontrol", "requeue", job)
    slurm.wait_until(lambda: run.states() == ["PENDING"])
    login.cluster.run("scontrol", "update", f"jobid={job}", "starttime=now")  # and not in two minutes
    login.release(STEMS[:1])
    assert run.wait() == 0, run.said
    assert run.jobs()[job]["Restarts"] == "1"


def test_ctrl_c_cancels_what_was_submitted(login):
    login.hold(STEMS)
    # not while it looks at the queue, when Snakemake forgets its jobs for a moment
    run = login.start("--slurm-init-seconds-before-status-checks", "60")
    run.wait_for_running(len(STEMS))
    # nor before it has noted all of them, which is later than SLURM starts them
    slurm.wait_until(lambda: run.said.count("has been submitted with SLURM jobid") == len(STEMS))
    time.sleep(3)
    run.process.send_signal(signal.SIGINT)
    assert run.wait() != 0
    slurm.wait_until(lambda: set(run.states()) == {"CANCELLED"}, seconds=60)


def test_what_ctrl_c_missed_as_snakemake_looked_at_the_queue_is_named_by_the_next_run(login):
    squeue, looked, usual = login.folder / "slow/squeue", login.folder / "looked", login.environment["PATH"]
    squeue.parent.mkdir()
    squeue.write_text(f'#!/bin/sh\ntouch {looked}\nsleep 5\nexec {login.cluster.folder}/bin/squeue "$@"\n')
    squeue.chmod(0o755)
    login.environment["PATH"] = f"{squeue.parent}:{usual}"
    login.hold(STEMS[:1])
    run = login.start("--", MODEL)
    (job,) = run.wait_for_running(1)
    slurm.wait_until((login.folder / f"{MODEL}.checkpoint").exists, seconds=60)  # it trains, and does not only start
    looked.unlink(missing_ok=True)
    slurm.wait_until(looked.exists)
    run.process.send_signal(signal.SIGINT)
    assert run.wait() != 0
    assert run.states() == ["RUNNING"]
    login.environment["PATH"] = usual
    refused = login.run("--", MODEL, seconds=60)
    assert refused.process.returncode != 0
    assert f"scancel {job}\n" in refused.said
    # Snakemake has removed the folders that were empty; the job ends well all the same
    assert not (login.folder / "results/history").exists()
    login.release(STEMS[:1])
    slurm.wait_until(lambda: run.states() == ["COMPLETED"], seconds=60)
    assert (login.folder / MODEL).exists()


@pytest.mark.parametrize(
    "arguments, message",
    [
        (["--default-resources", "slurm_partition=typo"], "invalid partition specified: typo"),
        (["--set-resources", "train:gpu=9"], "Requested node configuration is not available"),
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


@pytest.mark.parametrize(("capability", "said"), [("8", NO_LIBRARIES), ("12", TOO_NEW)], ids=["no CUDA", "too new"])
def test_a_training_whose_gpu_cannot_be_used_fails_before_it_begins_and_says_what_to_do(
    login, driver, capability, said
):
    login.environment |= driver | {"PRETEND_CAPABILITY": capability}
    run = login.run("--retries", "0", "--", MODEL)
    assert run.process.returncode != 0
    assert re.search(said, run.said)
    (job,) = run.jobs().values()
    assert job["JobState"] == "FAILED"
    assert "epoch 1" not in run.said


def test_a_run_in_an_allocation_with_such_a_gpu_does_not_start(login, driver):
    login.environment |= driver
    said = login.batch("--gpus", "1", "--mem", "2G", "--wrap", f"snakemake --cores 1 --configfile {SMALL} -- {MODEL}")
    assert re.search(NO_LIBRARIES, said)
    assert "localrule train" not in said


@pytest.mark.parametrize("there", [True, False], ids=["a driver", "no driver"])
def test_a_workstation_trains_on_the_processor_and_says_so_once_where_a_gpu_is(login, driver, there):
    done = login.workflow.snakemake(*(f"results/models/{stem}.h5" for stem in STEMS[:2]), **(driver if there else {}))
    assert done.said.count("Pretend GPU is there and not used: libcudart.so.12") == there
    for stem in STEMS[:2]:
        record = json.loads((login.folder / f"results/provenance/{stem}.json").read_text())
        assert (record["unused_gpu"] or "").startswith("Pretend GPU is there and not used") == there
        assert ("Pretend GPU" in (login.folder / f"logs/train/{stem}.log").read_text()) == there
        assert record["driver"] is None
        assert record["device"] != "Pretend GPU"


def test_after_snakemake_was_killed_its_jobs_are_not_submitted_again(login, grid):
    login.hold(STEMS[:1])
    killed = login.start("--", MODEL)
    (job,) = killed.wait_for_running(1)
    checkpoint = login.folder / f"{MODEL}.checkpoint"
    slurm.wait_until(checkpoint.exists, seconds=120)
    killed.process.kill()
    killed.process.wait()

    locked = login.run("--", MODEL)
    assert locked.process.returncode != 0
    assert "Directory cannot be locked" in locked.said and "--unlock" in locked.said
    assert login.run("--unlock").process.returncode == 0

    refused = login.run("--", MODEL)
    assert refused.process.returncode != 0
    assert f"{job} of root, RUNNING: rule_train_wildcards_{STEMS[0]}" in refused.said
    assert f"scancel {job}\n" in refused.said
    assert refused.jobs() == {}

    login.cluster.run("scancel", job)
    slurm.wait_until(lambda: job not in login.cluster.run("squeue", "-h", "-o", "%i").stdout.split())
    login.release(STEMS[:1])
    again = login.run("--", MODEL)
    assert again.process.returncode == 0, again.said
    assert "resumed after epoch 1" in (login.folder / f"logs/train/{STEMS[0]}.log").read_text()
    assert (login.folder / MODEL).read_bytes() == (grid.folder / MODEL).read_bytes()


def test_a_snakemake_that_slept_while_its_job_left_the_queue_waits_and_ctrl_c_ends_it(login):
    with login.cluster.forgetting_jobs_after(seconds=5):
        login.hold(STEMS[:1])
        run = login.start("--", MODEL)
        run.wait_for_running(1)
        run.process.send_signal(signal.SIGSTOP)
        login.release(STEMS[:1])
        slurm.wait_until((login.folder / MODEL).exists, seconds=60)
        slurm.wait_until(lambda: run.states() == [], seconds=60)
        run.process.send_signal(signal.SIGCONT)
        time.sleep(5)  # ten looks at the queue
        assert run.process.poll() is None
        run.process.send_signal(signal.SIGINT)
        assert run.wait(30) != 0
    again = login.run("--", MODEL)
    assert again.process.returncode == 0, again.said
    assert again.jobs() == {}


def test_a_configuration_that_fails_takes_nothing_of_the_others_and_nothing_that_it_has_finished(login):
    broken = {"train": STEMS[0], "evaluate": STEMS[1]}
    for rule, stem in broken.items():
        script = login.folder / f"scripts/{rule}.py"
        fault = f"    assert snakemake.log[0] != 'logs/{rule}/{stem}.log' or not os.path.exists('broken')\n"
        script.write_text("import os\n" + re.sub("(def main.*\n)", rf"\1{fault}", script.read_text()))
    login.workflow.write("broken", "")
    run = login.run("--retries", "0")
    assert run.process.returncode != 0
    assert {file.stem for file in login.folder.glob("results/models/*.h5")} == set(STEMS[1:])
    assert {file.stem for file in login.folder.glob("results/metrics/*.json")} == set(STEMS[2:])
    assert {job["NumCPUs"] for job in run.jobs().values()} == {"1"}

    (login.folder / "broken").unlink()
    plan = login.workflow.planned()
    assert (plan["train"], plan["evaluate"]) == (1, 2)


def test_the_whole_grid_is_one_job_as_the_readme_says(login, finished):
    command = re.search(r"^sbatch (.*)--wrap '(.*)'$", (REPOSITORY / "docs/cluster.md").read_text(), re.MULTILINE)
    options, wrapped = (text.replace("16", "4") for text in command.groups())
    said = login.batch(*options.split(), "--wrap", f"{wrapped} --configfile {SMALL}")
    assert "4 of 4 configurations trained" in said
    assert results(login.workflow) == results(finished)


def test_snakemake_itself_can_be_a_job_and_submit_others(login):
    python = f"{sys.executable} {IMPATIENT} {' '.join(PROFILE)} --configfile {SMALL} -- {MODEL}"
    said = login.batch("--mem", "1000", "--time", "30", "--wrap", python)
    assert "1 of 1 configurations trained" in said
    assert "has been submitted with SLURM jobid" in said


def test_snakemake_runs_inside_an_allocation(login):
    command = ["salloc", "--cpus-per-task", "2", "--mem", "4G", "--time", "10", sys.executable, "-m", "snakemake"]
    command += ["--cores", "2", "--configfile", SMALL, "--", MODEL]
    done = subprocess.run(command, cwd=login.folder, env=login.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
