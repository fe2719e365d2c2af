"""The environment of a computation: what changes a result is set or removed, in one place."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autogrid.job import environment
from support.workflow import REPOSITORY, SMALL, copy_workflow

# Of TensorFlow's, XLA's, oneDNN's, Keras', matplotlib's and HDF5's documentation.
VALUES = {
    "XLA_FLAGS": [
        "--xla_cpu_enable_fast_math=true",
        "--xla_gpu_cuda_data_dir=/cuda --xla_gpu_autotune_level=0",
    ],
    "TF_XLA_FLAGS": ["--tf_xla_auto_jit=2"],
    "TF_ENABLE_ONEDNN_OPTS": ["0", "1"],
    "TF_USE_LEGACY_KERAS": ["1"],
    "TF_CUDNN_DETERMINISTIC": ["0"],
    "TF_CPP_MIN_LOG_LEVEL": ["0", "3"],
    "ONEDNN_MAX_CPU_ISA": ["SSE41"],
    "DNNL_VERBOSE": ["1"],
    "NVIDIA_TF32_OVERRIDE": ["1"],
    "KERAS_BACKEND": ["jax"],
    "KERAS_HOME": ["/tmp"],
    "KERAS_MAX_EPOCHS": ["1"],
    "MPLBACKEND": ["module://matplotlib_inline.backend_inline", "Qt5Agg"],
    "HDF5_USE_FILE_LOCKING": ["TRUE", "BEST_EFFORT"],
    "HDF5_DRIVER": ["split"],
}
environments = st.fixed_dictionaries({}, optional={name: st.sampled_from(values) for name, values in VALUES.items()})
HARMLESS = {"TF_CPP_MIN_LOG_LEVEL"}


@given(environments)
def test_whatever_is_set_a_computation_has_the_same_environment(variables):
    expected, found = {}, dict(variables)
    environment.prepare(expected)
    environment.prepare(found)
    flags = found.pop("XLA_FLAGS", None)
    assert flags in (None, "--xla_gpu_cuda_data_dir=/cuda")
    assert {k: v for k, v in found.items() if k not in HARMLESS} == {
        k: v for k, v in expected.items() if k not in HARMLESS
    }


def test_results_are_the_same_bytes_in_a_hostile_environment_on_one_core_without_shared_imports(
    clone, finished, tmp_path
):
    other = copy_workflow(tmp_path / "another").folder / "scripts"
    text = (other / "autogrid/model/autoencoder.py").read_text()
    (other / "autogrid/model/autoencoder.py").write_text(text.replace("2 * seed + 1", "2 * seed + 2"))
    home = tmp_path / "home"
    home.mkdir()
    (home / "keras.json").write_text('{"backend": "jax", "epsilon": 0.001, "floatx": "float16"}')
    (home / "matplotlibrc").write_text("text.usetex: True\naxes.facecolor: red\nsvg.fonttype: none\n")
    hostile = {name: values[0] for name, values in VALUES.items()} | {
        **{"PYTHONPATH": str(other), "KERAS_HOME": str(home), "MATPLOTLIBRC": str(home / "matplotlibrc")},
        **{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},  # ASCII, but for what names its encoding
        **{name: 100_000 * "x" for name in ("LARGE", "LARGER", "LARGEST")},  # for a request to the fork server
    }
    before = os.umask(0o077)
    try:
        clone.snakemake("--cores", "1", **hostile)
    finally:
        os.umask(before)
    log = clone.folder / "logs/train/d2_relu-sigmoid_seed0.log"
    assert "not shared: [Errno 90] Message too long" in log.read_text()
    assert clone.files("**/*") == finished.files("**/*")


def test_an_installed_package_of_the_same_name_is_refused(rerun, tmp_path):
    (rerun.folder / "results/summary.csv").unlink()
    package = copy_workflow(tmp_path / "another").folder / "scripts/autogrid"
    (package / "measure/summary.py").write_text("raise SystemExit('the wrong code runs')")
    (tmp_path / "site/sitecustomize.py").parent.mkdir()
    (tmp_path / "site/sitecustomize.py").write_text(f"import sys\nsys.path.insert(0, {str(package.parent)!r})\n")
    done = rerun.snakemake("results/summary.csv", check=False, PYTHONPATH=str(tmp_path / "site"))
    assert done.returncode
    assert "is not the code that this run was planned with" in done.said or "the wrong code runs" in done.said
    assert not (rerun.folder / "results/summary.csv").exists()


def test_bytecode_of_other_code_is_not_used(rerun):
    before = rerun.files("summary.csv")
    (rerun.folder / "results/summary.csv").unlink()
    source = rerun.folder / "scripts/autogrid/measure/summary.py"
    times = source.stat().st_atime_ns, source.stat().st_mtime_ns
    text = source.read_text()
    source.write_text(text.replace("set_index", "reset_idx"))
    os.utime(source, ns=times)
    subprocess.run([sys.executable, "-m", "compileall", "-q", "-f", source], check=True)
    source.write_text(text)
    os.utime(source, ns=times)
    rerun.snakemake("results/summary.csv")
    assert rerun.files("summary.csv") == before


@pytest.mark.parametrize("folder", ["My Projects/grid (v2)", "it's", 'a "b"'])
def test_an_interpreter_that_snakemake_cannot_start_is_refused_in_a_line(monkeypatch, folder):
    monkeypatch.setattr(environment, "sys", SimpleNamespace(executable=f"/home/a/{folder}/.venv/bin/python3"))
    with pytest.raises(ValueError, match="move the folder of this environment to a path without spaces"):
        environment.prepare_jobs({})


def test_jobs_find_no_other_copy_by_pythonpath(tmp_path):
    variables = {"PYTHONPATH": os.pathsep.join([str(REPOSITORY / "scripts"), str(tmp_path)])}
    environment.prepare_jobs(variables)
    assert variables["PYTHONPATH"] == str(tmp_path)


NO_LOCKS = """
#include <errno.h>
int flock(int file, int how) { errno = ENOLCK; return -1; }
"""


def test_a_file_system_without_locks_is_used_without(clone, tmp_path):
    (tmp_path / "locks.c").write_text(NO_LOCKS)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", tmp_path / "locks.so", tmp_path / "locks.c"], check=True)
    model = "results/models/d2_relu-sigmoid_seed0.h5"
    program = f"import h5py; h5py.File({str(tmp_path / 'a.h5')!r}, 'w')"
    environment = os.environ | {"LD_PRELOAD": str(tmp_path / "locks.so")}
    environment.pop("HDF5_USE_FILE_LOCKING", None)
    assert subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True).returncode
    clone.snakemake(model, LD_PRELOAD=environment["LD_PRELOAD"])
    assert (clone.folder / model).exists()


def test_a_trained_model_that_cannot_be_stored_is_not_trained_again(clone):
    model, obstacle = "results/models/d2_relu-sigmoid_seed0.h5", clone.folder / "full"
    code = f"    if __import__('os').path.exists({str(obstacle)!r}):\n        raise OSError('disk full')\n"
    clone.edit("    save(autoencoder, output.model)", f"{code}    save(autoencoder, output.model)", "scripts/train.py")
    log = clone.folder / "logs/train/d2_relu-sigmoid_seed0.log"
    obstacle.touch()
    assert clone.snakemake(model, check=False).returncode
    assert "epoch 3/3" in log.read_text()
    obstacle.unlink()
    clone.snakemake(model)
    assert "resumed after epoch 3" in log.read_text() and "epoch 3/3" not in log.read_text()


def test_planning_leaves_file_descriptors_alone():
    """Where stderr was closed, its number may be that of another file by now, which must not be written to."""
    program = "import sys; sys.stderr = None"
    for module in re.findall(r'"(\w+/\w+)"', (REPOSITORY / "rules/package.smk").read_text()):
        program += f"; import autogrid.{module.replace('/', '.')}; assert sys.stderr is None"
    subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(REPOSITORY / "scripts")}, check=True
    )


def test_stderr_may_be_closed(rerun):
    (rerun.folder / "results/summary.csv").unlink()
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "results/summary.csv", "--configfile", SMALL]
    subprocess.run(["bash", "-c", 'exec "$@" 2>&-', "bash", *command], cwd=rerun.folder, check=True)
    assert (rerun.folder / "results/summary.csv").exists()
