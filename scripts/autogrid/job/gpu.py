"""The GPU of a training: whether there is one, whether it was given to the job, and whether it can be used.

Nothing here needs TensorFlow, which says too little and too late: without CUDA's libraries it
computes on the processor, and does not name what is missing.
"""

import ctypes
import functools
import os
import sysconfig
from pathlib import Path
from typing import NamedTuple

# What TensorFlow 2.21 loads before it uses a GPU, and the folder below site-packages/nvidia of the wheel that has it.
LIBRARIES = {
    "libcudart.so.12": "cuda_runtime",
    "libcublas.so.12": "cublas",
    "libcublasLt.so.12": "cublas",
    "libcufft.so.11": "cufft",
    "libcusolver.so.11": "cusolver",
    "libcusparse.so.12": "cusparse",
    "libcudnn.so.9": "cudnn",
}

# The newest compute capability that TensorFlow 2.21 is built for. On newer GPUs it finds everything
# and crashes when it compiles: https://github.com/tensorflow/tensorflow/issues/111958
NEWEST = (9, 0)

MAJOR, MINOR = 75, 76  # CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR and _MINOR

INSTALL = "install CUDA's libraries: make env GPU=1, or cuda: true in the config for conda and containers"


class Gpu(NamedTuple):
    """A GPU by its name and compute capability, such as (9, 0)."""

    name: str
    capability: tuple


@functools.cache
def found():
    """The GPUs that the driver lists: none without a driver, or where CUDA_VISIBLE_DEVICES hides them.

    The driver itself is asked: https://docs.nvidia.com/cuda/cuda-driver-api/

    Returns
    -------
    tuple of Gpu
    """
    cuda, count = library("libcuda.so.1"), ctypes.c_int()
    if cuda is None or cuda.cuInit(0) or cuda.cuDeviceGetCount(ctypes.byref(count)):
        return ()
    return tuple(described(cuda, number) for number in range(count.value))


def described(cuda, number):
    """What the driver says about a GPU."""
    name, capability = ctypes.create_string_buffer(100), []
    cuda.cuDeviceGetName(name, len(name), number)
    for attribute in (MAJOR, MINOR):
        value = ctypes.c_int()
        cuda.cuDeviceGetAttribute(ctypes.byref(value), attribute, number)
        capability.append(value.value)
    return Gpu(name.value.decode(), tuple(capability))


def driver():
    """The versions of the driver and of the newest CUDA that it runs, such as ``570.00, CUDA 12.8``, or None."""
    cuda, nvml = library("libcuda.so.1"), library("libnvidia-ml.so.1")
    if cuda is None or nvml is None or nvml.nvmlInit_v2():
        return None
    version, newest = ctypes.create_string_buffer(80), ctypes.c_int()
    nvml.nvmlSystemGetDriverVersion(version, len(version))
    cuda.cuDriverGetVersion(ctypes.byref(newest))
    return f"{version.value.decode()}, CUDA {dotted(newest.value, 1000, 10)}"


def cuda():
    """The versions of the libraries that TensorFlow uses on a GPU, such as ``12.9, cuDNN 9.28.0``."""
    runtime, version = library("libcudart.so.12"), ctypes.c_int()
    runtime.cudaRuntimeGetVersion(ctypes.byref(version))
    cudnn = library("libcudnn.so.9").cudnnGetVersion()
    return f"{dotted(version.value, 1000, 10)}, cuDNN {dotted(cudnn, 10000, 100, 1)}"


def dotted(number, *units):
    """A version that is stored as one number, such as 12080 in units of 1000 and 10, as text: 12.8."""
    parts = []
    for unit in units:
        part, number = divmod(number, unit)
        parts.append(str(part))
    return ".".join(parts)


@functools.cache
def missing_libraries():
    """The names of CUDA's libraries that cannot be loaded; from now on TensorFlow finds the others.

    It does not find libcusolver.so.11 among the wheels that `tensorflow[and-cuda]` installs, and then does not use the
    GPU. A library that is loaded already is found by its name.
    """
    wheels = Path(sysconfig.get_path("purelib"), "nvidia")
    return tuple(
        name
        for name, wheel in LIBRARIES.items()
        if library(str(wheels / wheel / "lib" / name)) is None and library(name) is None
    )


def library(name):
    """A shared library, or None where it cannot be loaded."""
    try:
        return ctypes.CDLL(name)
    except OSError:
        return None


def asked(resources):
    """Whether the resources of a rule request a GPU: by `gpu`, or by `gres`, which can be a share of one."""
    gres = str(resources.get("gres", ""))
    return resources.get("gpu", 0) > 0 or any(kind in gres for kind in ("gpu", "mps", "shard"))


def given(environment=os.environ):
    """Whether SLURM gave this job a GPU, according to its variables; None outside of its jobs.

    For a share of a GPU it sets only CUDA_VISIBLE_DEVICES.
    """
    if "SLURM_JOB_ID" not in environment:
        return None
    names = ("SLURM_JOB_GPUS", "SLURM_STEP_GPUS", "CUDA_VISIBLE_DEVICES")
    return any(environment.get(name, "") not in ("", "NoDevFiles") for name in names)


def decide(asked, listed, missing=missing_libraries):
    """Whether to train on the first GPU and, if there is one and it is not used, why.

    Parameters
    ----------
    asked : bool
        See `asked`.
    listed : int
        The GPUs that TensorFlow lists.
    missing : callable
        Returns the names of CUDA's libraries that are missing; by default, in this process.

    Returns
    -------
    bool, str or None

    Raises
    ------
    RuntimeError
        If SLURM gave the job a GPU that TensorFlow cannot use: others wait for it meanwhile.
    """
    slurm = given()
    if not asked or not found() or slurm is False:
        return False, None
    name, why = found()[0].name, obstacle(found()[0], listed, missing())
    if why and slurm:
        raise RuntimeError(
            f"SLURM gave a GPU, {name}, that TensorFlow cannot use: {why}; "
            "or request no GPU: gpu: 0 under train in the profile"
        )
    return not why, why and f"{name} is there and not used: {why}"


def obstacle(gpu, listed, missing):
    """Why TensorFlow cannot use a GPU, and what to do; None if nothing is in its way."""
    if gpu.capability > NEWEST:
        capability, newest = (".".join(map(str, number)) for number in (gpu.capability, NEWEST))
        return f"it has compute capability {capability}, and TensorFlow 2.21 is built for up to {newest}"
    if missing:
        return f"{', '.join(missing)} cannot be loaded; {INSTALL}"
    if not listed:
        return f"TensorFlow does not list it: it is built without CUDA ({INSTALL}), or gives its reason above"
    return None
