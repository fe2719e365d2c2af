"""The benchmark compares equal work: same weights and batch order, same losses."""

import importlib.util
import subprocess
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest

import problem
import sampling
import step
import workflow_runs
from autogrid.config import settings
from autogrid.config.suited import suited
from autogrid.data import known
from support.workflow import REPOSITORY

EPOCHS = 2
IMAGES = 3 * problem.BATCH_SIZE + 40  # the last batch is not full


def needs(library):
    """A mark that skips a case when a library is not installed."""
    return pytest.mark.skipif(not importlib.util.find_spec(library), reason=f"{library} is not installed")


# the relative difference allowed, in float32
CASES = [
    pytest.param("fit", 1e-5),
    pytest.param("fit-advised", 1e-5),
    pytest.param("fit-tfdata", 1e-5),
    # its Adam adds epsilon after the bias correction, Keras' adds it before
    pytest.param("torch", 5e-4, marks=needs("torch")),
    pytest.param("jax", 1e-5, marks=needs("jax")),
]


@pytest.fixture(scope="module")
def images():
    """Sparse bytes, like strokes on black."""
    rng = np.random.default_rng(1)
    return (rng.integers(0, 256, (IMAGES, 784)) * (rng.random((IMAGES, 784)) < 0.2)).astype(np.uint8)


def losses(variant, images, filters):
    """The mean losses of a variant's first epochs, from a process of its own like in the benchmark.

    In one process they would meet: what ours sets in TensorFlow keeps `fit` from compiling.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(train, variant, images, filters).result()


def train(variant, images, filters):
    """The mean losses of a variant's first epochs."""
    train_epoch = step.trainer(variant)(images, problem.initial_weights(8, filters))
    return [train_epoch(problem.order(len(images), epoch)) for epoch in range(EPOCHS)]


@pytest.fixture(scope="module")
def expected(images):
    return losses("ours", images, [])


@pytest.mark.parametrize(("variant", "tolerance"), CASES)
def test_every_variant_computes_the_losses_of_ours(variant, tolerance, images, expected):
    assert expected[1] < expected[0]
    assert losses(variant, images, []) == pytest.approx(expected, rel=tolerance)


@pytest.fixture(scope="module")
def expected_with_convolutions(images):
    return losses("ours", images, [3, 2])


@pytest.mark.parametrize(("variant", "tolerance"), [case for case in CASES if case.values[0] in sampling.CONVOLUTIONAL])
def test_and_with_convolutions(variant, tolerance, images, expected_with_convolutions):
    assert losses(variant, images, [3, 2]) == pytest.approx(expected_with_convolutions, rel=tolerance)


def test_a_fresh_copy_of_the_workflow_can_be_planned(tmp_path):
    copy = workflow_runs.fresh_copy(tmp_path / "copy")
    config = workflow_runs.write_config(copy, workflow_runs.untrained(12))
    subprocess.run([*workflow_runs.run(1, config), "--dry-run", "--quiet"], cwd=copy, check=True)


def test_the_grid_beside_the_notebook_is_the_notebooks():
    schema = settings.schema(REPOSITORY / "schemas/config.schema.yaml")
    given = settings.read(workflow_runs.notebooks_grid("mnist.npz", [2, 8, 32, 64], 50), schema)
    default = settings.read({"dataset": {"name": "mnist"}}, schema)
    timed, published = (suited(config, known.look("mnist"), schema) for config in (given, default))
    assert timed["split"] == published["split"] and timed["split"]["train"] == 5000
    assert timed["training"] == published["training"] and timed["grid"] == published["grid"]
