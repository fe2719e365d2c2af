"""The model files open in Keras 2 and in each Keras 3 from the first to the newest, with the same predictions.

Each version has an environment of its own in .keras/, made by uv at the first run: 3 GB.
"""

import os
import subprocess
from pathlib import Path

import keras
import numpy as np
import pytest

from autogrid.model.autoencoder import build, save

pytestmark = pytest.mark.keras

HERE = Path(__file__).parent
ENVIRONMENTS = HERE.parents[1] / ".keras"
VERSIONS = {  # of Keras, and of TensorFlow below it
    "2.15": ["tensorflow-cpu==2.15.1"],
    "3.0": ["tensorflow-cpu==2.16.2", "keras==3.0.5"],
    "3.3": ["tensorflow-cpu==2.16.2", "keras==3.3.3"],
    "3.6": ["tensorflow-cpu==2.18.1", "keras==3.6.0"],
    "3.9": ["tensorflow-cpu==2.18.1", "keras==3.9.2"],
    "3.13": ["tensorflow-cpu==2.20.0", "keras==3.13.2"],
    "3.": ["tensorflow-cpu", "keras"],
}
MODELS = {  # shape of the images, and what sets a kind of model apart
    "dense": ((28, 28), {}),
    "deep": ((28, 28), {"hidden": [32, 16], "code": "linear"}),
    "convolutional": ((28, 28), {"filters": [4, 8]}),
    "odd-and-colour": ((13, 9, 3), {"filters": [4, 8, 3], "hidden": [12]}),
}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """A trained model of each kind, and beside each images."""
    folder = tmp_path_factory.mktemp("models")
    for name, (shape, kind) in MODELS.items():
        images = np.random.default_rng(0).random((5, np.prod(shape)), np.float32)
        model = build(shape, 4, "relu", "sigmoid", seed=0, **kind)
        model.compile("adam", "binary_crossentropy")
        model.fit(images, images, verbose=0)
        save(model, folder / f"{name}.h5")
        np.save(folder / f"{name}.npy", images)
    return sorted(folder.glob("*.h5"))


def interpreter(version):
    """The Python of an environment with a version of Keras, made if it is not there."""
    python = ENVIRONMENTS / version / "bin/python"
    if not python.exists():
        subprocess.run(["uv", "venv", "--quiet", "--python", "3.11", python.parents[1]], check=True)
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", python, *VERSIONS[version], "h5py"], check=True)
    return python


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_opens_every_kind_of_model(models, version):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KERAS_")}
    command = [interpreter(version), HERE / "opening.py", *models]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=environment).stdout
    assert said.startswith(version), said
    for model in models:
        predicted = np.load(model.with_suffix(".predicted.npy"))
        ours = keras.models.load_model(model, compile=False).predict(np.load(model.with_suffix(".npy")), verbose=0)
        np.testing.assert_allclose(predicted, ours, atol=1e-6)
