"""What checkpoints cost, by the clock."""

import time

import numpy as np
import pytest

from autogrid.model.checkpoint import Checkpoint
from autogrid.model.training import train
from support.training import CONFIGURATION, IMAGES, SETTINGS, VALIDATION

pytestmark = pytest.mark.faults


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
