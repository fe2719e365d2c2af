import time

import keras
import numpy as np
import pytest

from autogrid.model.autoencoder import save
from autogrid.model.checkpoint import Checkpoint, key
from autogrid.model.training import train
from support.training import CONFIGURATION, IMAGES, SETTINGS, VALIDATION


def trained(folder, name, epochs, checkpoint, patience=None, **values):
    """The bytes of a model trained with a checkpoint, and its history."""
    keras.utils.clear_session()
    configuration = CONFIGURATION | {"epochs": epochs} | values
    settings = SETTINGS | {"validation": {"every": 1, "images": 50}, "patience": patience}
    autoencoder, history, _ = train(IMAGES, VALIDATION, configuration, **settings, checkpoint=checkpoint)
    save(autoencoder, folder / name)
    return (folder / name).read_bytes(), history


VARIANT = {"hidden": [12], "corruption": 0.25}
CONVOLUTIONAL = {"filters": [3, 2], "sparsity": 0.01, "corruption": 0.25}
STOPPING = {"patience": 1, "optimizer": "sgd", "learning_rate": 2e6}  # whose loss rises at once


@pytest.mark.parametrize(("stop", "values"), [(2, {}), (3, VARIANT), (3, STOPPING), (3, CONVOLUTIONAL)])
def test_a_resumed_training_ends_with_the_same_bytes(tmp_path, caplog, stop, values):
    undisturbed = trained(tmp_path, "a.h5", 5, Checkpoint(str(tmp_path / "a"), "key", every=99), **values)
    checkpoint = Checkpoint(str(tmp_path / "b"), "key", every=2)
    trained(tmp_path, "b.h5", stop, checkpoint, **values)
    caplog.set_level("INFO")
    assert trained(tmp_path, "b.h5", 5, checkpoint, **values) == undisturbed
    assert "resumed after epoch" in caplog.text


@pytest.mark.parametrize("damage", ["other key", "truncated", "not a checkpoint", "empty", "another archive"])
def test_a_checkpoint_of_another_training_or_damaged_is_ignored(tmp_path, caplog, damage):
    undisturbed = trained(tmp_path, "a.h5", 3, Checkpoint(str(tmp_path / "a"), "key", every=99))
    file = tmp_path / "b"
    checkpoint = Checkpoint(str(file), "key", every=2)
    trained(tmp_path, "b.h5", 2, checkpoint._replace(key="other" if damage == "other key" else "key"))
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "not a checkpoint":
        file.write_bytes(b"?" * 1000)
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "another archive":
        with file.open("wb") as archive:
            np.savez(archive, history="[]")
    assert trained(tmp_path, "b.h5", 3, checkpoint) == undisturbed
    assert "is ignored" in caplog.text


def test_the_key_follows_all_that_determines_the_training():
    assert key(epochs=1, code={"a": "1"}) == key(code={"a": "1"}, epochs=1)
    assert len({key(epochs=1, code={"a": "1"}), key(epochs=2, code={"a": "1"}), key(epochs=1, code={"a": "2"})}) == 3


@pytest.mark.faults
def test_checkpoints_cost_less_than_two_percent_of_training(tmp_path):
    images = np.tile(IMAGES, (10, 1, 1))
    start = time.perf_counter()
    # 64 units: the largest state, and the shortest epochs that go with it
    configuration = CONFIGURATION | {"dimension": 64, "train": len(images), "epochs": 20}
    checkpoint = Checkpoint(str(tmp_path / "a"), "key", 99)
    autoencoder, history, _ = train(images, VALIDATION, configuration, **SETTINGS, checkpoint=checkpoint)
    training = time.perf_counter() - start
    checkpoint, saves = Checkpoint(str(tmp_path / "b"), "key", every=10), []
    for _ in range(5):
        start = time.perf_counter()
        checkpoint.save_in_time(autoencoder, history, autoencoder.get_weights())
        saves.append(time.perf_counter() - start)
    assert 2 * sorted(saves)[2] < 0.02 * training
