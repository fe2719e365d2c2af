"""An executor for Snakemake that gives a job what a pod of Kubernetes has: an empty folder, an empty home, no more.

Snakemake finds it by its name on PYTHONPATH: ``--executor pods``. A pod has the variables that Snakemake passes on,
and fetches its sources and inputs itself. ``pods.txt`` has a line per pod: its process, its folder, rule and wildcards.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor
from snakemake_interface_executor_plugins.settings import CommonSettings

common_settings = CommonSettings(
    non_local_exec=True,
    implies_no_shared_fs=True,
    job_deploy_sources=True,
    pass_envvar_declarations_to_cmd=False,
    auto_deploy_default_storage_provider=False,  # this machine has it
)


class Executor(RemoteExecutor):
    def run_job(self, job):
        pod = Path(tempfile.mkdtemp(prefix="pod-"))
        home, workdir = (pod / name for name in ("home", "workdir"))
        home.mkdir()
        workdir.mkdir()
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.defpath}",
            "HOME": str(home),
            **self.workflow.spawned_job_args_factory.envvars(),
        }
        with (pod / "log").open("w") as log:
            process = subprocess.Popen(
                ["/bin/sh", "-c", self.format_job_exec(job)],
                cwd=workdir,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        with open("pods.txt", "a") as pods:
            print(process.pid, pod, job.name, *job.wildcards, file=pods)
        self.report_job_submission(SubmittedJobInfo(job, str(process.pid), aux={"process": process, "pod": pod}))

    async def check_active_jobs(self, active_jobs):
        for info in active_jobs:
            status = info.aux["process"].poll()
            if status is None:
                yield info
            elif status == 0:
                self.report_job_success(info)
            else:
                self.report_job_error(info, aux_logs=[str(info.aux["pod"] / "log")])

    def cancel_jobs(self, active_jobs):
        for info in active_jobs:
            os.killpg(info.aux["process"].pid, signal.SIGKILL)
