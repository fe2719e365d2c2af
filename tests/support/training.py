"""A short training: its images, configuration and settings."""

import numpy as np

from support.workflow import REPOSITORY

with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    IMAGES, VALIDATION = SAMPLE["x_train"][:300], SAMPLE["x_train"][300:400]
ARCHITECTURE = {"dimension": 4, "encoder": "relu", "code": "relu", "decoder": "sigmoid", "hidden": [], "seed": 0}
ARCHITECTURE |= {"filters": []}
CONFIGURATION = ARCHITECTURE | {
    **{"corruption": 0, "sparsity": 0, "optimizer": "adam", "learning_rate": 0.001, "loss": "binary_crossentropy"},
    **{"epochs": 3, "train": 300, "batch_size": 128},
}
SETTINGS = {"optimizer": {}, "validation": {"every": 2, "images": 50}, "patience": None, "divide_by": 255}
