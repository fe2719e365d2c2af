"""A model with code in it is refused, and the code is not run."""

import json

import h5py
import keras
import pytest

from autogrid.model.numpy_model import load as load_in_numpy
from recompute import load as load_in_keras


@pytest.fixture
def hostile(tmp_path):
    """A model whose Lambda layer creates a file when it is loaded or called, and that file."""
    harm, model = tmp_path / "harm", tmp_path / "hostile.h5"
    images = keras.Input((784,), name="images")
    code = keras.layers.Dense(2, name="code")(images)
    payload = eval(f"lambda x: [open({str(harm)!r}, 'w').close(), x][1]")  # Keras stores its byte code
    keras.Model(images, keras.layers.Dense(784, name="reconstruction")(keras.layers.Lambda(payload)(code))).save(model)
    harm.unlink()  # building the model called it
    return model, harm


def test_the_payload_works_where_code_is_trusted(hostile):
    model, harm = hostile
    keras.models.load_model(model, compile=False, safe_mode=False)
    assert harm.exists()


def test_keras_is_not_let_near_it(hostile):
    model, harm = hostile
    with pytest.raises(ValueError, match="'Lambda'.*is not loaded: they could run code"):
        load_in_keras(model)
    assert not harm.exists()


def test_evaluation_refuses_it_too(hostile):
    model, harm = hostile
    with pytest.raises(ValueError, match="hostile.h5 is not an autoencoder.*a layer of the class Lambda|not an input and a sequence"):
        load_in_numpy(model)
    assert not harm.exists()


@pytest.mark.parametrize("place", ["activation", "kernel_initializer", "bias_constraint"])
def test_neither_are_classes_and_modules_inside_of_a_layer(hostile, place):
    model, harm = hostile
    with h5py.File(model, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        dense, payload = (
            [layer for layer in config["config"]["layers"] if layer["class_name"] == name][0]
            for name in ("Dense", "Lambda")
        )
        config["config"]["layers"].remove(payload)
        dense["config"][place] = {"module": "os", "class_name": "system", "config": payload["config"]["function"]}
        file.attrs["model_config"] = json.dumps(config)
    with pytest.raises(ValueError, match="'os', 'system'"):
        load_in_keras(model)
    assert not harm.exists()
