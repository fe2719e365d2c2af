"""Images as they are stored for jobs, whatever they came as."""

import gzip
import json
import logging
import shutil
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

import describe_images
import prepare
from autogrid.config import settings, suited
from autogrid.data import describe, idx, intensities, planning, sources
from autogrid.data.known import FILES
from support.workflow import REPOSITORY

SCHEMA = settings.schema(REPOSITORY / "schemas/config.schema.yaml")
PARTS = ("train", "validation", "test")
STORED = (*PARTS, *(f"{part}_labels" for part in PARTS), "intensities", "digests")
FILES_MADE = (*STORED, "classes", "about")
SAMPLE = np.load(REPOSITORY / "tests/data/mnist-sample.npz")
CHANCE = np.random.default_rng(0)


@pytest.fixture(autouse=True)
def _quiet(monkeypatch, tmp_path):
    monkeypatch.setattr(prepare, "tell", logging.info)
    monkeypatch.chdir(tmp_path)  # where planning remembers what it has seen


def prepared(folder, path, **config):
    """What is stored of the images at a path, by the name of the output; config by sections."""
    sections = {
        "grid": {"overcomplete": True},
        "dataset": {"name": "own", "path": str(path)} | config.pop("dataset", {}),
        **config,
    }
    asked = settings.read(sections, SCHEMA)
    look = planning.look(asked, str)
    found = suited.suited(asked, look, SCHEMA)
    folder.mkdir()
    params = {
        "sha256": look.sha256,
        "image_shape": asked["dataset"]["image_shape"],
        "split": found["split"],
        "divide_by": asked["preprocessing"]["divide_by"] or look.white,
    }
    output = Output({name: str(folder / name) for name in FILES_MADE})
    job = SimpleNamespace(
        input=[], output=output, params=SimpleNamespace(**params), config={"dataset": asked["dataset"]}
    )
    prepare.main(job)
    job.input, names = output, found["dataset"]["classes"]
    sentences = list(describe.about(look, found))
    job.params = SimpleNamespace(names=names, sentences=sentences)
    describe_images.main(job)
    return {name: (folder / name).read_bytes() for name in FILES_MADE}


class Output(dict):
    """Snakemake's, by name or as an attribute."""

    __getattr__ = dict.__getitem__


def array(stored):
    """The array in the bytes of an .npy."""
    import io

    return np.load(io.BytesIO(stored))


def as_pictures(folder):
    """The sample as a folder of PNGs below class folders below train and test."""
    for part in ("train", "test"):
        for i, (image, label) in enumerate(zip(SAMPLE[f"x_{part}"], SAMPLE[f"y_{part}"])):
            file = folder / f"{part}/{label}/{i}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(file)
    return folder


def as_idx(folder):
    """The sample as gzipped idx files."""
    folder.mkdir()
    for name, role in zip(FILES, ("x_train", "y_train", "x_test", "y_test")):
        (folder / f"{name}.gz").write_bytes(gzip.compress(idx.encode(SAMPLE[role])))
    return folder


def test_a_folder_of_pictures_gives_the_very_bytes_of_the_same_images_as_idx(tmp_path):
    split = {"train": 500, "validation": 100, "shuffle": False}
    found = prepared(tmp_path / "a", as_pictures(tmp_path / "pictures"), split=split)
    wanted = prepared(tmp_path / "b", as_idx(tmp_path / "idx"), split=split)
    del found["digests"], wanted["digests"]  # of the files that they came in
    assert found == wanted
    assert np.array_equal(array(found["train"]), SAMPLE["x_train"][:500])
    assert np.array_equal(array(found["test_labels"]), SAMPLE["y_test"])


LAYOUTS = {
    "train and test": "{part}/{label}/{i}.png",
    "Training and Testing": "{part}/{label}/{i}.png",
    "seg_train/seg_train": "{part}/{label}/{i}.png",
    "training below a folder, zipped": "set/{part}/{label}/{i}.png",
    "splits below classes": "{label}/{part}/{i}.png",
}
FOLDERS = {
    "train and test": ("train", "test"),
    "Training and Testing": ("Training", "Testing"),
    "seg_train/seg_train": ("seg_train/seg_train", "seg_test/seg_test"),
    "training below a folder, zipped": ("training", "testing"),
    "splits below classes": ("train", "test"),
}


def test_the_same_images_give_the_same_bytes_from_five_layouts(tmp_path):
    """A hundred images of Fashion-MNIST where Debian's package has it, else of MNIST's sample."""
    arrays = fashion() or SAMPLE
    found = set()
    for number, (name, pattern) in enumerate(LAYOUTS.items()):
        folder = tmp_path / f"layout{number}"
        for part, role in zip(FOLDERS[name], ("train", "test")):
            for i in range(50):
                file = folder / pattern.format(part=part, label=arrays[f"y_{role}"][i], i=i)
                file.parent.mkdir(parents=True, exist_ok=True)
                Image.fromarray(arrays[f"x_{role}"][i]).save(file)
        path = shutil.make_archive(str(folder), "zip", folder) if "zip" in name else folder
        found.add(tuple(prepared(tmp_path / f"results{number}", path).values()))
    assert len(found) == 1


def fashion():
    """Fashion-MNIST's arrays by Keras' names, or None."""
    try:
        return dict(zip(("x_train", "y_train", "x_test", "y_test"), sources.from_path(sources.FASHION_DEBIAN).values()))
    except OSError:
        return None


def test_images_for_validation_of_their_own_are_used_as_such(tmp_path):
    images, labels = CHANCE.integers(0, 256, (20, 6, 5), np.uint8), np.arange(20) % 2
    parts = {"train": slice(0, 10), "val": slice(10, 14), "test": slice(14, 20)}
    arrays = {f"{part}_images": images[which] for part, which in parts.items()}
    np.savez(tmp_path / "a.npz", **arrays, **{f"{part}_labels": labels[which] for part, which in parts.items()})
    found = prepared(tmp_path / "a", tmp_path / "a.npz", split={"shuffle": False})
    for part, name in {"train": "train", "validation": "val", "test": "test"}.items():
        assert np.array_equal(array(found[part]), images[parts[name]])
    assert (
        "10 train, 4 validate and 6 test, taken in their order; validation and test images are sets of their own."
        in json.loads(found["about"])
    )
    found = prepared(tmp_path / "b", tmp_path / "a.npz", split={"shuffle": False, "validation": 3, "test": 0.5})
    assert np.array_equal(array(found["validation"]), images[10:13]) and np.array_equal(
        array(found["test"]), images[14:17]
    )
    with pytest.raises(settings.ConfigError, match="split.validation: 5 is more than the 4 validation images"):
        prepared(tmp_path / "c", tmp_path / "a.npz", split={"validation": 5})


@pytest.mark.parametrize("other", [1e6, -1e6])
def test_a_value_far_from_all_others_is_refused_before_any_job(tmp_path, other):
    images = CHANCE.random((20, 6, 5)) * 255
    images[3, 2, 1] = other
    np.save(tmp_path / "a.npy", images)
    with pytest.raises(settings.ConfigError, match="a few values far from the others would make all else one grey"):
        prepared(tmp_path / "a", tmp_path / "a.npy")
    np.save(tmp_path / "a.npy", images.clip(0, 255))
    assert array(prepared(tmp_path / "a", tmp_path / "a.npy")["train"]).std() > 0.2


def test_bytes_that_are_nearly_all_of_one_grey_are_told_of(tmp_path):
    images = CHANCE.integers(0, 2, (20, 6, 5), np.uint8)
    images[3, 2, 1] = 255
    np.save(tmp_path / "a.npy", images)
    said = json.loads(prepared(tmp_path / "a", tmp_path / "a.npy")["about"])[-1]
    assert said.startswith(
        "Images are nearly all of one grey: values are from 0 to 255, but in most images they are no"
    )


def test_what_was_chosen_is_said(tmp_path):
    np.save(tmp_path / "a.npy", CHANCE.integers(0, 256, (50, 6, 4, 3), np.uint8))
    found = prepared(tmp_path / "a", tmp_path / "a.npy", dataset={"image_shape": [4, 4]})
    assert json.loads(found["about"]) == [
        "50 images in colour of 6 × 4 pixels, resized and cropped to 4 × 4.",
        "35 train, 5 validate and 10 test, shuffled (seed 0).",
        "Each of the three values of a pixel counts separately: errors are means over all of them.",
        "Without labels (a folder for each class, or an array of them in an .npz; a table beside the images is not "
        "read): no errors by class, classifiers, or colours in the plane.",
        "Intensities from 0 to 255 become 0 to 1.",
    ]
    assert array(found["train"]).shape == (35, 4, 4, 3) and array(found["test_labels"]).shape == (0,)


@pytest.mark.parametrize(
    ("images", "largest", "said"),
    [
        (CHANCE.random((20, 5, 5)), 1, "from 0 to 1 become 0 to 1. They are stored as float32."),
        (CHANCE.integers(0, 65536, (20, 5, 5), np.uint16), 1, "Intensities from 0 to 65"),
        (CHANCE.normal(size=(20, 5, 5)), 1, "Intensities from -"),
        (CHANCE.integers(0, 2, (20, 5, 5), bool), 1, "from 0 to 1 become 0 to 1."),
    ],
)
def test_more_or_less_than_eight_bits_become_floats_from_0_to_1(tmp_path, images, largest, said):
    np.save(tmp_path / "a.npy", images)
    found = prepared(tmp_path / "a", tmp_path / "a.npy")
    stored = np.concatenate([array(found[part]) for part in ("train", "validation", "test")])
    assert stored.dtype == np.float32 and stored.min() >= 0 and 0.9 < stored.max() <= largest
    assert said in json.loads(found["about"])[-1]


def test_classes_are_called_as_in_the_data_and_as_many_names_are_asked_for(tmp_path):
    images, labels = CHANCE.integers(0, 256, (20, 3, 3), np.uint8), np.arange(20) % 2
    np.savez(tmp_path / "a.npz", x_train=images, y_train=labels)
    found = prepared(tmp_path / "a", tmp_path / "a.npz", dataset={"classes": ["left", "right"]})
    assert json.loads(found["classes"]) == ["left", "right"]
    assert json.loads(prepared(tmp_path / "c", tmp_path / "a.npz")["classes"]) == ["0", "1"]
    with pytest.raises(settings.ConfigError, match="dataset.classes: has 3 names, but there are 2 classes: 0, 1"):
        prepared(tmp_path / "b", tmp_path / "a.npz", dataset={"classes": ["a", "b", "c"]})


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (np.full((20, 5, 5), 200, np.uint8), "a.npy: all 20 images are the same: there is nothing to learn"),
    ],
)  # fmt: skip
def test_images_that_nothing_can_be_learnt_from_are_refused(tmp_path, images, message):
    np.save(tmp_path / "a.npy", images)
    with pytest.raises(ValueError, match=message):
        prepared(tmp_path / "a", tmp_path / "a.npy")


def test_images_that_change_after_planning_are_refused():
    look = planning.declared(
        settings.read({"dataset": {"image_shape": [3, 3]}, "split": {"train": 1, "validation": 1, "test": 2}}, SCHEMA)
    )
    with pytest.raises(
        ValueError, match="the images have SHA-256 1, not 2: they have changed since this run was planned"
    ):
        prepare.check_same(look._replace(sha256="1"), "2")


@pytest.mark.parametrize("divide_by", [128, 1])
def test_intensities_above_one_are_refused(divide_by):
    message = f"divide_by is {divide_by}, but the images have intensities from 0 to 255: set it to 255"
    with pytest.raises(ValueError, match=message):
        intensities.check(0, 255, 255, divide_by)


def test_images_that_are_far_too_dark_are_told_of():
    assert not intensities.check(0, 255, 255, 255)
    assert "intensities up to 16 only, and preprocessing.divide_by is 255" in intensities.check(0, 16, 16, 255)
