"""How `snakemake verify` compares; tests/faults has what it is for."""

import io
import json
import math

import h5py
import numpy as np
import pytest
from PIL import Image

from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, WRONG, compare, worst
from autogrid.verify.records import unknown_commit
from autogrid.verify.training import difference, distance, drifts, environment, losses, other_environment, trained_again
from support.workflow import REPOSITORY


@pytest.fixture
def pair(tmp_path):
    """Writes a file and the one made again, and compares them."""

    def compared(name, found, again):
        for folder, content in (("found", found), ("again", again)):
            (tmp_path / folder).mkdir(exist_ok=True)
            content = content.encode() if isinstance(content, str) else content
            (tmp_path / folder / name).write_bytes(content)
        return compare(tmp_path / "found" / name, tmp_path / "again" / name)

    return compared


@pytest.mark.parametrize(
    ("name", "found", "again", "verdict"),
    [
        ("a.json", '{"error": 0.25}', '{"error": 0.25}', SAME_BYTES),
        ("a.json", '{"error": 0.25000001}', '{"error": 0.25}', SAME_NUMBERS),
        ("a.json", '{"error": 0.2501}', '{"error": 0.25}', WRONG),
        ("a.json", '{"dead": 3}', '{"dead": 4}', WRONG),
        ("a.csv", "a,0.5,da1b\n", "a,0.5,da2b\n", WRONG),
        ("a.csv", "a,0.5\nb,0.25\n", "a,0.5\n", WRONG),
        ("a.md", "| 0.2475 |", "| 0.2476 |", WRONG),
        ("a.svg", '<path id="m1a2b3c4d5e" d="M 1.000001 2"/>', '<path id="mf1e2d3c4b5" d="M 1.0 2"/>', SAME_NUMBERS),
        ("a.html", "by −61.0 %", "by −61.5 %", WRONG),
        ("a.npy", b"1", b"2", WRONG),
        ("a.json", b"\xff\xfe", "{}", WRONG),
    ],
)
def test_texts_are_the_same_bytes_the_same_numbers_or_wrong(pair, name, found, again, verdict):
    assert pair(name, found, again).verdict == verdict


def png(array):
    data = io.BytesIO()
    Image.fromarray(array.astype(np.uint8)).save(data, "png")
    return data.getvalue()


def test_pictures_may_differ_by_a_grey_level_and_in_next_to_no_pixels_by_more(pair):
    picture = np.random.default_rng(0).integers(0, 250, (100, 100))
    few, many = picture.copy(), picture.copy()
    few.flat[:10] += 5
    many.flat[:11] += 5
    assert pair("a.png", png(picture + 1), png(picture)).verdict == SAME_NUMBERS
    assert pair("a.png", png(few), png(picture)).verdict == SAME_NUMBERS
    assert pair("a.png", png(many), png(picture)).verdict == WRONG
    assert pair("a.png", png(picture[:50]), png(picture)).verdict == WRONG
    assert pair("a.png", b"no picture", png(picture)).verdict == WRONG


def arrays(**of):
    data = io.BytesIO()
    np.savez(data, **of)
    return data.getvalue()


def test_arrays_may_differ_by_rounding_and_name_what_was_made_again(pair, tmp_path):
    values, name = np.linspace(0, 2, 5), "0" * 64
    stored = arrays(values=values, model=name)
    assert pair("a.npz", arrays(values=values + 1e-5, model=name), stored).verdict == SAME_NUMBERS
    assert pair("a.npz", arrays(values=values + 1e-3, model=name), stored).verdict == WRONG
    assert pair("a.npz", arrays(values=values * np.nan, model=name), stored).verdict == WRONG
    other = pair("a.npz", arrays(values=values, model="1" * 64), stored)
    assert other.verdict == WRONG and "model" in other.what
    found, again = tmp_path / "found/a.npz", tmp_path / "again/a.npz"
    assert compare(found, again, {"1" * 64: name}).verdict == SAME_NUMBERS


def test_a_loss_that_is_no_number_is_far_from_all_numbers():
    assert difference("nan", "0.5") == math.inf
    assert difference("", "") == 0 and difference("", "0.5") == math.inf


def test_a_missing_file_is_wrong_and_the_worst_counts(tmp_path):
    (tmp_path / "again").write_text("")
    missing = compare(tmp_path / "missing", tmp_path / "again")
    assert missing.verdict == WRONG and math.isinf(missing.largest)
    assert worst([missing._replace(verdict=SAME_NUMBERS, largest=1e-9), missing]) is missing
    assert worst([]).verdict == SAME_BYTES


@pytest.fixture
def trained(finished, tmp_path):
    """The model and history of a training, to be changed, beside those that it left."""
    for folder in ("models", "history"):
        (tmp_path / folder).mkdir()
        for file in (finished.folder / "results" / folder).glob("d8_relu-sigmoid*.*"):
            (tmp_path / folder / file.name).write_bytes(file.read_bytes())
    return tmp_path, finished.folder / "results", "d8_relu-sigmoid_seed0"


def test_the_same_training_is_the_same_bytes(trained):
    assert trained_again(*trained, same_environment=True).verdict == SAME_BYTES


@pytest.mark.parametrize(
    ("factor", "here", "elsewhere"),
    [(1 + 1e-4, SAME_NUMBERS, SAME_NUMBERS), (1.01, WRONG, SAME_NUMBERS), (1.05, WRONG, WRONG)],
)
def test_weights_may_differ_by_rounding_and_not_by_what_changes_a_model(trained, factor, here, elsewhere):
    folder, results, stem = trained
    with h5py.File(folder / f"models/{stem}.h5", "r+") as file:
        kernel = file["model_weights/reconstruction/reconstruction/kernel"]
        kernel[:] = kernel[:] * factor
    assert trained_again(folder, results, stem, same_environment=True).verdict == here
    assert trained_again(folder, results, stem, same_environment=False).verdict == elsewhere
    far = distance(folder / f"models/{stem}.h5", results / f"models/{stem}.h5")
    assert far == pytest.approx(abs(factor - 1), rel=0.5)  # most of the weights' length


@pytest.mark.parametrize(("old", "new", "largest"), [("\n3,0.", "\n3,0.0", 0.5), ("\n3,", "\n4,0.1,,\n3,", math.inf)])
def test_a_learning_curve_that_was_edited_is_seen(trained, old, new, largest):
    folder, results, stem = trained
    file = folder / f"history/{stem}.csv"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    assert max(losses(file, results / f"history/{stem}.csv")) >= largest
    for same_environment in (True, False):
        assert trained_again(folder, results, stem, same_environment).verdict == WRONG


@pytest.mark.parametrize(
    ("apart", "honest"),
    [
        ([7.8e-3, 4.2e-3, 8.4e-4, 1.2e-3, 3.2e-3, 7.3e-3], True),  # as measured with two threads
        ([1e-7, 1e-6, 5e-5, 1e-3, 4e-3, 8e-3], True),  # rounding that grows
        ([0, 0, 0, 0, 0, 8e-3], False),  # the end of a curve edited
        ([0, 0, 0, 0, 0, 0], False),  # no drift explains other weights
        ([1e-7, 1e-5, 1e-3, 2e-2, 3e-2], False),  # further than any honest training was seen to drift
        ([1e-3], False),  # one epoch says nothing of the others
    ],
)
def test_a_training_may_drift_apart_and_not_at_its_end_only(apart, honest):
    assert drifts(apart) == honest


def test_another_environment_is_told(tmp_path):
    file = tmp_path / "record.json"
    file.write_text(json.dumps({"device": "a", "threads": 2, "versions": {"keras": "3"}}))
    here = {"device": "b", "threads": 2, "versions": {"keras": "4"}}
    assert other_environment(file, here) == "device a there, b here; keras 3 there, 4 here"


def test_trainings_again_are_compared_by_where_they_really_ran(trained, tmp_path):
    _, results, stem = trained
    record = json.loads((results / f"provenance/{stem}.json").read_text())
    on_gpu = tmp_path / "record.json"
    on_gpu.write_text(json.dumps(record | {"device": "H100", "driver": "570.00, CUDA 12.8", "cuda": "12.9"}))
    here = environment([on_gpu], {})
    assert not other_environment(on_gpu, here)
    assert "H100 here; driver None there, 570.00" in other_environment(results / f"provenance/{stem}.json", here)
    nowhere = environment([], {"versions": record["versions"]})
    assert nowhere.keys() == here.keys() and nowhere["versions"] == record["versions"]


def test_a_commit_that_the_repository_does_not_have_is_named(tmp_path):
    scripts = REPOSITORY / "scripts"
    assert "does not have" in unknown_commit({"commit": "0" * 40}, scripts)
    assert not unknown_commit({"commit": None}, scripts)
    assert not unknown_commit({"commit": "0" * 40}, tmp_path)  # nothing to look it up in
