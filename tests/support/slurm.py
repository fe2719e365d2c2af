"""A real SLURM on one machine: two nodes with two GPUs each, on loopback, in one folder.

The GPUs are device files without a device: SLURM hands them out and TensorFlow,
which finds nothing behind them, computes on the CPU. Needs root and Debian's
packages, and neither systemd nor an accounting database.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

from support import debian

PROGRAMS = {"munged": "munge", "slurmctld": "slurmctld", "slurmd": "slurmd", "sbatch": "slurm-client"}
NODES = ["n1", "n2"]
GPUS = 2  # a node

SLURM_CONF = """
ClusterName=test
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort=16817
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge/socket
CredType=cred/munge
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
TaskProlog={folder}/task-prolog
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
MailProg=/bin/true
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=bf_interval=1,sched_min_interval=100000,batch_sched_delay=0
GresTypes=gpu
SlurmdParameters=config_overrides
ReturnToService=1
MinJobAge=600
KillWait=2
UnkillableStepTimeout=10
{nodes}
PartitionName=gpu Nodes=ALL Default=YES MaxTime=60 State=UP
"""
NODE_CONF = "NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs=4 RealMemory=8000 Gres=gpu:{gpus}"

# Where each task ran, and the GPU it saw: kept outside the job, which could not be asked later.
TASK_PROLOG = """#!/bin/sh
echo "$SLURM_JOB_ID $SLURMD_NODENAME $CUDA_VISIBLE_DEVICES" >> {folder}/placements
"""

# The job step plugin drops SLURM_CONF from the environment of its srun.
CLIENT = """#!/bin/sh
SLURM_CONF={folder}/slurm.conf exec {program} "$@"
"""
CLIENTS = ["srun", "sbatch", "salloc", "squeue", "scancel", "scontrol", "sinfo", "sacct", "sacctmgr", "sshare"]


class Cluster:
    """A running cluster; `environment` is what its clients need."""

    def __init__(self, folder):
        self.folder = folder
        self.daemons = []
        self.environment = os.environ | {
            "SLURM_CONF": f"{folder}/slurm.conf",
            "PATH": f"{folder}/bin:{os.environ['PATH']}",
        }

    def write(self, name, template, mode=0o644, **values):
        file = self.folder / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(template.format(folder=self.folder, **values))
        file.chmod(mode)

    def configure(self):
        for name in ["state", "dev", *(f"spool-{node}" for node in NODES)]:
            (self.folder / name).mkdir()
        host = socket.gethostname().split(".")[0]
        nodes = [NODE_CONF.format(node=n, host=host, port=17001 + i, gpus=GPUS) for i, n in enumerate(NODES)]
        self.write("slurm.conf", SLURM_CONF, host=host, nodes="\n".join(nodes))
        self.write("gres.conf", "Name=gpu File={folder}/dev/nvidia[0-{last}]\n", last=GPUS - 1)
        for gpu in range(GPUS):  # character devices, of /dev/null: SLURM counts no other files as GPUs
            os.mknod(self.folder / f"dev/nvidia{gpu}", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
        self.write("task-prolog", TASK_PROLOG, 0o755)
        for client in CLIENTS:
            self.write(f"bin/{client}", CLIENT, 0o755, program=debian.which(client))
        munge = self.folder / "munge"
        munge.mkdir()
        (munge / "key").write_bytes(os.urandom(128))
        for path in [munge, munge / "key"]:
            shutil.chown(path, "munge", "munge")
        (munge / "key").chmod(0o600)

    def start(self):
        munge = self.folder / "munge"
        files = [f"--{name}-file={munge}/{name}" for name in ["key", "pid", "log", "seed"]]
        self.daemon(
            "munged",
            "--foreground",
            f"--socket={munge}/socket",
            *files,
            user=["--reuid=munge", "--regid=munge", "--clear-groups"],
        )
        wait_until((munge / "socket").exists)
        self.daemon("slurmctld", "-D", "-i")
        wait_until(lambda: self.run("scontrol", "ping", check=False).returncode == 0)
        for node in NODES:
            self.daemon("slurmd", "-D", "-N", node)
        wait_until(
            lambda: self.run("sinfo", "-h", "-N", "-o", "%T").stdout.split() == ["idle"] * len(NODES), seconds=60
        )

    def daemon(self, program, *arguments, user=()):
        """Start a daemon that ends with this process, whatever ends it."""
        command = ["setpriv", "--pdeathsig=TERM", *user, debian.which(program), *arguments]
        with open(self.folder / f"{program}.out", "a") as out:
            self.daemons.append(
                subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
            )

    def stop(self):
        with contextlib.suppress(subprocess.SubprocessError, TimeoutError):
            self.run("scancel", "--user=root", timeout=5)
            wait_until(lambda: not self.run("squeue", "-h").stdout, seconds=15)
        for daemon in reversed(self.daemons):
            daemon.terminate()
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        self.kill_orphans()

    def kill_orphans(self):
        """Kill what SLURM has lost sight of: it finds a job's processes by their parents, which may be killed first."""
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get("SLURM_CONF") == f"{self.folder}/slurm.conf":
                    process.kill()

    @contextlib.contextmanager
    def forgetting_jobs_after(self, seconds):
        """In this block, jobs that have ended leave the queue after so many seconds."""
        usual = (self.folder / "slurm.conf").read_text()
        try:
            (self.folder / "slurm.conf").write_text(re.sub("MinJobAge=.*", f"MinJobAge={seconds}", usual))
            self.run("scontrol", "reconfigure")
            yield
        finally:
            (self.folder / "slurm.conf").write_text(usual)
            self.run("scontrol", "reconfigure")

    def run(self, *command, check=True, timeout=30):
        """Run a client of the cluster."""
        return subprocess.run(
            command, env=self.environment, check=check, timeout=timeout, capture_output=True, text=True
        )

    def jobs(self, run):
        """The properties of all jobs that a run of Snakemake submitted, by SLURM's id."""
        shown = self.run("scontrol", "--oneliner", "show", "job").stdout.splitlines()
        jobs = [dict(word.split("=", 1) for word in line.split() if "=" in word) for line in shown]
        return {job["JobId"]: job for job in jobs if job.get("JobName") == run}

    def placements(self):
        """The (node, visible GPUs) of every job that started, by SLURM's id."""
        lines = (self.folder / "placements").read_text().splitlines()
        return {job: tuple(where) for job, *where in (line.split(" ") for line in lines)}


def wait_until(condition, seconds=30):
    """Return the first true value of a condition."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise TimeoutError(f"still not so after {seconds} s: {condition}")


@contextlib.contextmanager
def running():
    """A cluster in a scratch folder of its own, gone when the block is left."""
    debian.install(PROGRAMS)
    if os.geteuid() != 0:
        raise PermissionError("a SLURM of its own needs root")
    # Short, since a socket's path may have 107 characters, and open to the user munge.
    folder = Path(tempfile.mkdtemp(prefix="slurm"))
    folder.chmod(0o755)
    cluster = Cluster(folder)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # as Ctrl-C does, so that what follows `finally` is done
    try:
        cluster.configure()
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)
