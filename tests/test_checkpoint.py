import keras
import numpy as np
import pytest

from autogrid.model.autoencoder import build, save
from autogrid.model.checkpoint import Checkpoint, key
from autogrid.model.training import train
from support.training import ARCHITECTURE, CONFIGURATION, IMAGES, SETTINGS, VALIDATION


def trained(folder, name, epochs, checkpoint, patience=None, **values):
    """The bytes of a model trained with a checkpoint, and its history."""
    keras.utils.clear_session()
    configuration = CONFIGURATION | {"epochs": epochs} | values
    settings = SETTINGS | {"validation": {"every": 1, "images": 50}, "patience": patience}
    autoencoder, history, _ = train(IMAGES, VALIDATION, configuration, **settings, checkpoint=checkpoint)
    save(autoencoder, folder / name)
    return (folder / name).read_bytes(), history


class Killed(Checkpoint):
    """A checkpoint of a training that is killed after its third epoch."""

    def save_in_time(self, autoencoder, history, best):
        super().save_in_time(autoencoder, history, best)
        if len(history) == 3:
            raise KeyboardInterrupt


VARIANT = {"hidden": [12], "corruption": 0.25}
CONVOLUTIONAL = {"filters": [3, 2], "sparsity": 0.01, "corruption": 0.25}
STOPPING = {"patience": 2, "optimizer": "sgd", "learning_rate": 2e6}  # whose loss rises at once


@pytest.mark.parametrize("values", [{}, VARIANT, STOPPING, CONVOLUTIONAL])
def test_a_killed_training_resumes_after_its_last_checkpoint_and_ends_with_the_same_bytes(tmp_path, caplog, values):
    undisturbed = trained(tmp_path, "a.h5", 5, Checkpoint(str(tmp_path / "a"), "key", every=99), **values)
    path = str(tmp_path / "folder that Snakemake removed" / "b")
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path, "b.h5", 5, Killed(path, "key", every=2), **values)
    caplog.set_level("INFO")
    assert trained(tmp_path, "b.h5", 5, Checkpoint(path, "key", every=2), **values) == undisturbed
    assert "resumed after epoch 2" in caplog.text


@pytest.mark.parametrize("damage", ["other key", "truncated", "not a checkpoint", "empty", "another archive"])
def test_a_checkpoint_of_another_training_or_damaged_is_ignored(tmp_path, caplog, damage):
    autoencoder = build(784, **ARCHITECTURE)
    autoencoder.compile("adam", "mean_squared_error")
    file = tmp_path / "a"
    checkpoint = Checkpoint(str(file), "key", every=2)
    stored = checkpoint._replace(key="other" if damage == "other key" else "key")
    stored.save(autoencoder, [{"epoch": 1}], autoencoder.get_weights())
    autoencoder.set_weights([0 * weights for weights in autoencoder.get_weights()])
    if damage == "truncated":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "not a checkpoint":
        file.write_bytes(b"?" * 1000)
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "another archive":
        with file.open("wb") as archive:
            np.savez(archive, history="[]")
    assert checkpoint.restore(autoencoder) == ([], [])
    assert "is ignored" in caplog.text
    assert not any(weights.any() for weights in autoencoder.get_weights())


def test_the_key_follows_all_that_determines_the_training():
    assert key(epochs=1, code={"a": "1"}) == key(code={"a": "1"}, epochs=1)
    assert len({key(epochs=1, code={"a": "1"}), key(epochs=2, code={"a": "1"}), key(epochs=1, code={"a": "2"})}) == 3
