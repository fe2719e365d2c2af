"""What a config leaves out suits the images, and what is published is trained as it was."""

from pathlib import Path

import pytest

from autogrid.config import grid
from autogrid.config.settings import ConfigError, read, schema
from autogrid.config.suited import sentences, suited
from autogrid.data import known, paths, planning
from support.workflow import REPOSITORY

SCHEMA = schema(REPOSITORY / "schemas/config.schema.yaml")


def found(count=200, colour=False, **config):
    """A config that suits so many images of 32 × 32 pixels."""
    look = known.look("mnist")._replace(
        sizes=[[32, 32, count]],
        colour=colour,
        images={"train": count, "validation": 0, "test": 0},
        classes=[],
        labelled=False,
    )
    config = {"dataset": {"name": "own", "path": "here"} | config.pop("dataset", {}), **config}
    return suited(read(config, SCHEMA), look, SCHEMA)


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_what_is_known_by_name_has_the_published_protocol(name):
    config = suited(read({"dataset": {"name": name}}, SCHEMA), known.look(name), SCHEMA)
    assert config["split"] == {"train": 5000, "validation": 55000, "test": 10000, "shuffle": False, "seed": 0}
    assert config["training"]["epochs"] == 50 and config["training"]["batch_size"] == 256
    assert config["training"]["patience"] is None and config["training"]["validation"]["images"] == 1000
    assert config["preprocessing"] == {"divide_by": 255} and config["dataset"]["image_shape"] == [28, 28]
    assert len(config["dataset"]["classes"]) == 10
    assert not list(sentences(read({"dataset": {"name": name}}, SCHEMA), config))


@pytest.mark.parametrize(
    ("count", "batch_size", "epochs", "patience"), [(4, 16, 10000, 500), (200, 16, 1112, 56), (70000, 256, 53, 3)]
)
def test_trainings_have_as_many_steps_however_many_images_there_are(count, batch_size, epochs, patience):
    training = found(count)["training"]
    assert (training["batch_size"], training["epochs"], training["patience"]) == (batch_size, epochs, patience)


def test_what_the_config_says_itself_is_not_changed():
    config = found(split={"train": 100}, training={"epochs": 7, "batch_size": 10}, preprocessing={"divide_by": 300})
    assert config["training"]["epochs"] == 7 and config["training"]["batch_size"] == 10
    assert config["training"]["patience"] is None  # where epochs are said, they are trained
    assert config["split"]["train"] == 100 and config["preprocessing"]["divide_by"] == 300
    assert found(training={"validation": {"every": 5}})["training"]["patience"] is None


def test_validation_images_are_at_most_what_there_is():
    assert found()["training"]["validation"]["images"] == 20


def test_sets_of_their_own_are_used_whole_and_the_others_are_all_to_train_on():
    look = known.look("mnist")._replace(sizes=[[9, 9, 20]], images={"train": 12, "validation": 3, "test": 5})
    config = read({"dataset": {"name": "own", "path": "here"}}, SCHEMA)
    assert (
        suited(config, look, SCHEMA)["split"] | {"train": 12, "validation": 3, "test": 5}
        == suited(config, look, SCHEMA)["split"]
    )
    look = look._replace(images={"train": 12, "validation": 3, "test": 0})
    assert suited(config, look, SCHEMA)["split"]["train"] == 10


@pytest.mark.parametrize(("test", "drawn"), [(1, [0]), (5, [0, 1])])
def test_as_many_test_images_are_drawn_as_there_are_up_to_two(test, drawn):
    look = known.look("mnist")._replace(sizes=[[9, 9, 20]], images={"train": 12, "validation": 3, "test": test})
    assert suited(read({"dataset": {"path": "here"}}, SCHEMA), look, SCHEMA)["drawn_images"] == drawn


@pytest.mark.parametrize(
    ("dataset", "name"),
    [
        ({}, "mnist"),
        ({"name": "fashion-mnist"}, "fashion-mnist"),
        ({"path": "/data/faces"}, "faces"),
        ({"path": "/data/faces/"}, "faces"),
        ({"path": "~/My photos.tar.gz"}, "My-photos"),
        ({"path": "mnist"}, "own-mnist"),
        ({"path": "/data/mnist.npz"}, "own-mnist"),
        ({"path": "画像"}, "images"),
        ({"path": "/data/mnist", "name": "mnist"}, "mnist"),
    ],
)
def test_the_name_follows_from_the_path_and_is_mnist_only_where_nothing_else_is_said(dataset, name):
    assert read({"dataset": dataset}, SCHEMA)["dataset"]["name"] == name


def test_a_path_may_have_the_home_and_variables(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("DATA", "data")
    monkeypatch.delenv("NOTHING", raising=False)
    assert paths.expanded("~/a") == paths.expanded("$HOME/a") == tmp_path / "a"
    assert paths.expanded("${DATA}/$DATA") == Path("data/data")
    (tmp_path / "costs $5").mkdir()
    assert paths.expanded(f"{tmp_path}/costs $5") == tmp_path / "costs $5"
    with pytest.raises(ValueError, match=r"has \$NOTHING, a variable that is not set"):
        paths.expanded("/data/$NOTHING")
    with pytest.raises(
        ValueError, match="is a URL: download it first, for example with curl -LO https://example.org/a.zip"
    ):
        paths.expanded("https://example.org/a.zip")


def test_the_configurations_keep_their_names():
    variants = grid.variants(SCHEMA["properties"]["grid"])
    assert list(grid.configurations(found(), variants))[0] == "d2_sigmoid-sigmoid_seed0"


def test_what_was_chosen_for_trainings_is_said():
    asked = read({"dataset": {"name": "own", "path": "here"}}, SCHEMA)
    (said,) = sentences(asked, found())
    assert said.startswith("Chosen to suit 140 training images: batches of 16, at most 1,112 epochs (10,008 steps")
    assert "as soon as 56 epochs (504 steps) have not lowered the validation loss" in said
    asked["training"] |= {"epochs": 3, "batch_size": 4}
    assert not list(sentences(asked, found()))


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"grid": {"dimension": 1025}}, "grid.dimension: 1025 is more than the 1024 pixels of an image"),
        ({"split": {"train": 190}}, "split: train 190 + validation 20 + test 40 are more than the 200 images"),
        ({"grid": {"train": [141]}}, "grid.train: 141 is more than split.train, 140"),
        (
            {"grid": {"architecture": "convolutional", "filters": [[8] * 5, [8] * 6]}},
            "grid.filters: [8, 8, 8, 8, 8, 8] ends below one pixel: each convolution halves the 32 × 32 pixels of an "
            "image; take at most 5",
        ),
        ({"drawn_images": [40]}, "drawn_images: 40 is not among the test images 0 … 39"),
    ],
)
def test_what_does_not_fit_the_images_is_refused_in_a_line_that_names_it(config, message):
    with pytest.raises(ConfigError) as refusal:
        found(**config)
    first, line = str(refusal.value).splitlines()
    assert first == "the config is refused:" and line.startswith(f"  {message}")


def test_images_of_one_row_are_too_small_for_any_convolution():
    with pytest.raises(ConfigError, match="halves the 1 × 32 pixels of an image; leave convolutional out of grid.arch"):
        found(dataset={"name": "own", "path": "here", "image_shape": [1, 32]}, grid={"architecture": "convolutional"})


def test_a_dimension_may_be_as_large_as_the_values_of_an_image_in_colour():
    assert found(colour=True, grid={"dimension": 3072})["dataset"]["image_shape"] == [32, 32, 3]
    with pytest.raises(ConfigError, match="3073 is more than the 3072 values of an image"):
        found(colour=True, grid={"dimension": 3073})


def test_images_that_are_more_than_memory_holds_are_refused_with_the_estimate(monkeypatch):
    monkeypatch.setattr(planning.memory, "total", lambda: 4 * 2**30)
    config = read({"dataset": {"name": "own", "path": "/data/many"}}, SCHEMA)
    planning.check_memory(60000, [28, 28], 0, config)
    message = r"/data/many: training on 130,000 images of 224 × 224 pixels takes about .* GB, but there are 4.29 GB of"
    with pytest.raises(ValueError, match=message):
        planning.check_memory(130_000, [224, 224, 3], 0, config)
    config["grid"] |= {"architecture": ["convolutional"]}
    planning.check_memory(6000, [64, 64, 3], 0, config)
    with pytest.raises(ValueError, match="training on 6,000 images of 64 × 64 pixels takes about .* GB"):
        planning.check_memory(6000, [64, 64, 3], 0, config | {"grid": config["grid"] | {"filters": [[2048]]}})
    config["dataset"]["image_shape"] = [16, 16]
    planning.check_memory(130_000, [224, 224, 3], 0, config)
    with pytest.raises(ValueError, match="memory: add a smaller image_shape to dataset, or take fewer images"):
        planning.check_memory(130_000, [224, 224, 3], 20 * 10**9, config)  # as an array they are there all at once


@pytest.mark.parametrize("name", ["own", "MNIST"])
def test_a_data_set_that_is_not_known_needs_a_path(name):
    with pytest.raises(ConfigError, match=f"path: null, and {name} is not one of the data sets that are known by"):
        planning.look(read({"dataset": {"name": name}}, SCHEMA), str)


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_another_digest_than_the_pinned_one_is_refused(name):
    with pytest.raises(ConfigError, match=f"dataset.sha256: {'0' * 64} is pinned, but {name} has "):
        planning.look(read({"dataset": {"name": name, "sha256": "0" * 64}}, SCHEMA), str)
