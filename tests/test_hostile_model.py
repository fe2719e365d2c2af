"""A model with code in it is refused, and the code is not run."""

import json

import h5py
import keras
import numpy as np
import pytest

from autogrid.model.autoencoder import build, save
from autogrid.model.numpy_model import load
from autogrid.verify.compare import WRONG, compare


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


def test_evaluation_refuses_it_too(hostile):
    model, harm = hostile
    with pytest.raises(ValueError, match="hostile.h5 is not an autoencoder.*not an input and a sequence of layers"):
        load(model)
    assert not harm.exists()


def test_verification_compares_it_and_does_not_load_it(hostile, tmp_path):
    model, harm = hostile
    (tmp_path / "made_again.h5").write_bytes(model.read_bytes())
    with h5py.File(model, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        dense = next(layer for layer in config["config"]["layers"] if layer["class_name"] == "Dense")
        dense["config"]["activation"] = {"module": "os", "class_name": "system", "config": f"touch {harm}"}
        file.attrs["model_config"] = json.dumps(config)
    assert compare(model, tmp_path / "made_again.h5").verdict == WRONG
    assert not harm.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"class_name": "Lambda"}, "unknown class, Lambda"),
        ({"config": {"activation": "os.system"}}, "activation os.system"),
        ({"config": {"activation": {"class_name": "system", "module": "os"}}}, "unhashable"),
        ({"config": {"padding": "valid"}}, "padding valid"),
        ({"config": {"strides": None}}, "strides"),
        ({"config": {"name": "nowhere"}}, "nowhere"),
    ],
    ids=str,
)
def test_evaluation_refuses_changed_layers_by_what_is_wrong(tmp_path, change, message):
    model = tmp_path / "changed.h5"
    save(build((5, 4), 2, "relu", "sigmoid", seed=0, filters=(3, 2)), model)
    with h5py.File(model, "r+") as file:
        config = json.loads(file.attrs["model_config"])
        layer = next(layer for layer in config["config"]["layers"] if layer["config"]["name"] == "transposed_2")
        layer["class_name"] = change.get("class_name", layer["class_name"])
        layer["config"] |= change.get("config", {})
        file.attrs["model_config"] = json.dumps(config)
    with pytest.raises(ValueError, match=f"changed.h5 is not an autoencoder of this workflow.*{message}"):
        load(model)


EMPTY = np.zeros(20, np.float32)


def external(file, name, secret):
    file.create_dataset(name, (20,), "f4", external=[(str(secret), 0, 80)])


def virtual(file, name, secret):
    with h5py.File(f"{secret}.h5", "w") as other:
        other["bias"] = EMPTY
    layout = h5py.VirtualLayout((20,), "f4")
    layout[:] = h5py.VirtualSource(f"{secret}.h5", "bias", (20,))
    file.create_virtual_dataset(name, layout)


def linked(file, name, secret):
    with h5py.File(f"{secret}.h5", "w") as other:
        other["bias"] = EMPTY
    file[name] = h5py.ExternalLink(f"{secret}.h5", "bias")


def huge(file, name, secret):
    file.create_dataset(name, (2**40,), "f4", chunks=(2**20,), fillvalue=0)


@pytest.mark.parametrize("store", [external, virtual, linked, huge])
def test_a_model_with_data_of_other_files_or_that_promises_more_than_it_holds_is_refused(tmp_path, store):
    model, secret = tmp_path / "model.h5", tmp_path / "secret"
    save(build((5, 4), 2, "relu", "sigmoid", seed=0), model)
    secret.write_bytes(bytes(range(80)))
    with h5py.File(model, "r+") as file:
        (name,) = [name for name in names(file) if name.endswith("bias") and "reconstruction" in name]
        del file[name]
        store(file, name, secret)
    with pytest.raises(ValueError, match="not an autoencoder of this workflow: .*bias"):
        load(model)


def names(file):
    """Of everything in an HDF5 file."""
    found = []
    file.visit(found.append)
    return found
