"""The small grid of tests/data/config.yaml and the published one: names, images, numbers of jobs."""

import numpy as np

from support.workflow import REPOSITORY

STEMS = ["d2_relu-sigmoid_seed0", "d8_relu-sigmoid_seed0", "d2_sigmoid-relu_seed0", "d8_sigmoid-relu_seed0"]
with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    TEST = SAMPLE["x_test"]

# Jobs of each rule: what joins the cells of the small grid, and the published grid's.
TABLES = {"tabulate_grid": 1, "summarise": 1}
FIGURES = ["plot_error", "plot_learning_curves", "plot_classes", "plot_gallery", "plot_codes"]
PAGES = dict.fromkeys([*FIGURES, "write_report"], 1)
EACH = {"evaluate", "plot_reconstructions"}
DATA = {"fetch": 1, "prepare": 1}
DEFAULT = {**DATA, "describe_images": 1, "baselines": 1, **dict.fromkeys(["train", *EACH], 12), **TABLES, **PAGES}
