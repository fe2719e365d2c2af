"""What is said and shown before anything is trained: the images, what was chosen for them, what trainings will cost."""

import numpy as np
import pytest
from PIL import Image

import look
from autogrid.config import cost, grid, summary
from autogrid.config.settings import read, schema
from autogrid.config.suited import suited
from autogrid.data import collection, known
from autogrid.model.autoencoder import build
from support.layouts import THIRDS, split, write
from support.workflow import REPOSITORY

SCHEMA = schema(REPOSITORY / "schemas/config.schema.yaml")
CELL = {"dimension": 64, "hidden": [], "filters": [], "epochs": 50, "batch_size": 16, "train": 300}


def said(path, cores=1, **config):
    """The lines on the images at a path, as one text."""
    requested = read({"dataset": {"path": str(path)}, **config}, SCHEMA)
    seen = collection.at(path).look()
    found = suited(requested, seen, SCHEMA)
    cells = grid.configurations(found, grid.variants(SCHEMA["properties"]["grid"])).values()
    cells = [grid.training(found, cell)["configuration"] for cell in cells]
    return "\n".join(summary.lines(requested, found, seen, cells, cores, "logs/train/*.log"))


def test_images_sizes_values_splits_and_classes_are_said(tmp_path):
    text = said(write(tmp_path / "pets", split(THIRDS)), grid={"dimension": 2})
    for line in (
        f"Images: pets ({tmp_path}/pets)",
        "12 grey images of 6 × 5 pixels, in 3 classes: cat, dog, eel.",
        "6 train, 3 validate and 3 test",
        "Values from 0 to 25",
        "Images by class: cat 2, dog 2, eel 2.",
        "Images by class in the test set: cat 1, dog 1, eel 1.",
        "Chosen to suit 6 training images: batches of 16, at most 10,000 epochs",
        "3 trainings: models of up to ",
        "logs/train/*.log",
    ):
        assert line in text, line
    assert "image_shape" not in text


def test_a_smaller_size_is_proposed_for_large_images_with_what_it_costs(tmp_path):
    for i in range(5):
        Image.fromarray(np.random.default_rng(i).integers(0, 256, (96, 192, 3), np.uint8)).save(tmp_path / f"{i}.png")
    text = said(tmp_path, grid={"dimension": 2, "activation": ["relu", "sigmoid"]}, training={"epochs": 1})
    assert "The images are large. With image_shape: [32, 64] in dataset: models of up to " in text


def test_a_model_file_is_as_large_as_was_said(finished):
    (file,) = (finished.folder / "results/models").glob("d8_relu-sigmoid_seed0.h5")
    promised = cost.BYTES * cost.parameters([28, 28], CELL | {"dimension": 8})
    assert promised < file.stat().st_size < promised + 100_000


@pytest.mark.parametrize("axes", [{}, {"hidden": [5]}, {"filters": [16, 32]}, {"filters": [4], "hidden": [5]}], ids=str)
@pytest.mark.parametrize("shape", [(28, 28), (13, 9, 3)], ids=str)
def test_the_weights_that_are_foretold_are_those_of_the_model(shape, axes):
    model = build(shape, 3, "relu", "sigmoid", seed=0, **axes)
    assert cost.parameters(shape, CELL | {"dimension": 3} | axes) == model.count_params()


def test_a_step_with_convolutions_takes_longer_than_a_dense_one():
    dense, convolutional = (cost.seconds((28, 28), [CELL | {"filters": filters}]) for filters in ([], [16, 32]))
    assert convolutional[1] > dense[1]


def test_the_time_is_that_of_the_steps_that_were_measured(monkeypatch):
    monkeypatch.setattr(cost, "measure", lambda networks: [layers[1] / 1000 for layers, _ in networks])
    total, step = cost.seconds([28, 28], [CELL | {"dimension": d} for d in (2, 64)])
    assert step == 0.064 and total == pytest.approx(50 * 19 * (0.002 + 0.064))
    monkeypatch.setattr(cost, "measure", lambda networks: [0.001, 0.002, 0.003, 0.004][: len(networks)])
    total, _ = cost.seconds([28, 28], [CELL | {"dimension": d} for d in range(2, 65)])
    assert 50 * 19 * 63 * 0.001 < total < 50 * 19 * 63 * 0.004


def test_a_step_is_measured_and_a_larger_one_takes_longer():
    small, large = cost.measure([([100, 2, 100], 16), ([20000, 64, 20000], 16)])
    assert 0 < small < large


def test_without_numpy_the_time_is_left_out(monkeypatch):
    monkeypatch.setattr(cost.sys, "executable", "/bin/false")
    assert cost.seconds([28, 28], [CELL]) is None
    assert summary.price([28, 28], [CELL], 1, "One: ", "") == "One: models of up to 1.21 MB, 1.21 MB together."


def test_ten_images_are_shown_of_as_many_classes_as_there_are():
    labels = np.repeat([0, 1, 2], [100, 3, 1])
    assert np.bincount(labels[look.chosen(labels, 104)]).tolist() == [6, 3, 1]
    assert len(look.chosen(np.arange(300), 300)) == 10
    assert look.chosen(np.array([]), 4).tolist() == [0, 1, 2, 3]
    assert len(look.chosen(np.array([]), 999)) == 10


@pytest.mark.parametrize("labels", [np.array([0, 1] * 5), np.array([])])
@pytest.mark.parametrize("shape", [(10, 6, 5), (10, 6, 5, 3)])
def test_every_image_is_on_the_contact_sheet(tmp_path, shape, labels):
    images = np.full(shape, 120, np.uint8)
    look.style.save(look.plot(images, labels, ["cat", "dog"], 255), str(tmp_path / "a.png"))
    sheet = np.asarray(Image.open(tmp_path / "a.png").convert("L"))
    assert (sheet[sheet.shape[0] // 4] == 120).mean() > 0.5 and (sheet[3 * sheet.shape[0] // 4] == 120).mean() > 0.5


def test_a_run_begins_with_the_summary_and_look_shows_it_too(clone):
    write(clone.folder / "pets", split(THIRDS))
    clone.write("own.yaml", "dataset: {path: pets}\ngrid: {dimension: 2, activation: [relu, sigmoid]}\n")
    done = clone.snakemake("look", config="own.yaml")
    assert done.said.count("12 grey images of 6 × 5 pixels, in 3 classes: cat, dog, eel.") == 1
    assert Image.open(clone.folder / "results/look.png").size[0] > 1000
    assert not (clone.folder / "results/models").exists()


def test_what_is_known_by_name_has_a_summary_too():
    requested = read({}, SCHEMA)
    seen = known.look("mnist")
    lines = list(summary.lines(requested, suited(requested, seen, SCHEMA), seen, [CELL], 1, "logs/*"))
    assert lines[:2] == [
        "Images: mnist",
        "  70,000 grey images of 28 × 28 pixels, in 10 classes: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9.",
    ]
