"""A zygote for the trainings of a run, so that they need not import Keras one by one: see `autogrid.job.zygote`."""

import atexit
import contextlib
import os
import subprocess
import sys
from pathlib import Path

from autogrid.start.start import before_jobs

from autogrid.job import gpu, zygote


def begin_with_run(workflow, script, folder):
    """Begin a zygote with each run whose jobs are processes on this machine; it costs nothing before it is asked.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    script : path
        That of a zygote.
    folder : path
        Where its socket may be.
    """

    os.environ.pop(zygote.ADDRESS, None)  # of a workflow whose job this one is

    def begin():
        local = workflow.local_exec and not workflow.deployment_settings.deployment_method
        if (
            local and sys.platform == "linux" and not gpu.found()
        ):  # whose driver a fork could not use, once it is loaded
            with contextlib.suppress(OSError):  # the path is too long for a socket: jobs do without
                start(script, Path(folder, f"zygote-{os.getpid()}"))

    before_jobs(workflow, begin)


def start(script, path):
    """Start a zygote, tell jobs where its socket is, and wait for its end at the end of this process."""
    with zygote.bind(str(path)) as listener:
        process = subprocess.Popen(
            [sys.executable, str(script), str(listener.fileno())],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # where it fails, jobs do without; and TensorFlow is talkative
            pass_fds=[listener.fileno()],
            env=os.environ | dict.fromkeys(zygote.THREADS, "1"),
        )
    os.environ[zygote.ADDRESS] = str(path)

    def end():
        process.stdin.close()
        process.wait()
        path.unlink(missing_ok=True)

    atexit.register(end)
