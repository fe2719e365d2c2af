"""The environment of a computation: the one place where variables that may change a result are set or removed.

`prepare` is called first in every job; a workflow that imports this one keeps its own environment. Variables that must
be right before Python starts are set while planning, by `prepare_jobs`: jobs inherit them, and on a cluster they plan
again.

Sources: https://docs.python.org/3/using/cmdline.html#environment-variables,
https://support.hdfgroup.org/documentation/hdf5/latest/_h5_f__e_n_v.html,
https://matplotlib.org/stable/install/environment_variables_faq.html, https://openxla.org/xla/flags_guidance,
and ``ReadBoolFromEnvVar`` in TensorFlow's source. Snakemake sets the number of threads. Variables that describe the
processor (``OPENBLAS_CORETYPE``, ``NPY_DISABLE_CPU_FEATURES``) stay: another processor has other last digits.
"""

import os
import shlex
import sys
from pathlib import Path

SET = {"HDF5_USE_FILE_LOCKING": "FALSE"}  # jobs write files of their own; Lustre and NFS often have no locks
REMOVED = ["MPLBACKEND", "HDF5_DRIVER"]
OF_TENSORFLOW = ("KERAS_", "TF_", "XLA_", "ONEDNN_", "DNNL_", "NVIDIA_TF32_OVERRIDE", "TPU_")
HARMLESS = {"TF_CPP_MIN_LOG_LEVEL", "TF_CPP_MAX_VLOG_LEVEL", "TF_FORCE_GPU_ALLOW_GROWTH", "TF_GPU_ALLOCATOR"}
HARMLESS_FLAG = "--xla_gpu_cuda_data_dir="  # of XLA_FLAGS: where CUDA is installed


def prepare_jobs(environment=os.environ):
    """While planning: keep jobs from finding another copy of the package by PYTHONPATH, and fix the seed of hashes.

    Raises
    ------
    ValueError
        If the interpreter's path has characters that Snakemake does not quote, so that no job could start.
    """
    environment["PYTHONHASHSEED"] = "0"
    if "PYTHONPATH" in environment:
        folders = environment["PYTHONPATH"].split(os.pathsep)
        environment["PYTHONPATH"] = os.pathsep.join(f for f in folders if not Path(f or ".", "autogrid").exists())
    if shlex.quote(sys.executable) != sys.executable:
        raise ValueError(
            f"Snakemake cannot start jobs with {sys.executable}: move the folder of this environment to a path "
            "without spaces, brackets and quotes"
        )


def prepare(environment=os.environ):
    """At the start of a job, before it imports a library: set and remove variables that could change its result."""
    flags = [flag for flag in environment.get("XLA_FLAGS", "").split() if flag.startswith(HARMLESS_FLAG)]
    for name in [name for name in environment if name in REMOVED or name.startswith(OF_TENSORFLOW)]:
        if name not in HARMLESS:
            del environment[name]
    environment.update(SET)
    # A keras.json could set another backend, epsilon or float type: the same records, and other results.
    environment.update(KERAS_BACKEND="tensorflow", KERAS_HOME=os.devnull)
    environment.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")  # errors and warnings, such as why it does not use a GPU
    if flags:
        environment["XLA_FLAGS"] = " ".join(flags)
