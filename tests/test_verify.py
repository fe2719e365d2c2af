"""How `snakemake verify` compares; tests/faults/test_forgeries.py has what it is for."""

import base64
import io
import json
import random
import re
import shutil
import subprocess

import h5py
import numpy as np
import pytest
from PIL import Image

from autogrid.provenance import code
from autogrid.provenance.records import read, write
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, TOKEN, WRONG, Different, compare, judge, model
from autogrid.verify.training import (
    ELSEWHERE,
    HERE,
    drifts,
    files,
    losses,
    take,
    trained_again,
    untrue,
    untrue_commit,
)
from support.workflow import REPOSITORY

STEM = "d8_relu-sigmoid_seed0"
DRAWN = '<svg><image href="{}"/></svg>'
SVG = '<svg><path id="m1a2b3c4d5e"/><path id="m2a2b3c4d5e"/><use href="#{}"/></svg>'


def npz(**arrays):
    data = io.BytesIO()
    np.savez(data, **arrays)
    return data.getvalue()


def png(array):
    data = io.BytesIO()
    Image.fromarray(array.astype(np.uint8)).save(data, "png")
    return data.getvalue()


def uri(grey):
    """A picture in an SVG, as Matplotlib writes it."""
    return "data:image/png;base64,\n" + base64.b64encode(png(np.full((9, 9), grey))).decode()


def grey(pixels=0, by=5):
    """A picture of 10,000 pixels, some of which are changed by some grey levels."""
    values = np.random.default_rng(0).integers(0, 250, (100, 100))
    return png(values + by * (np.arange(10000) < pixels).reshape(100, 100))


def levels(flips, name="levels_7"):
    """An archive of 200 levels, some of which are changed."""
    return npz(**{name: np.linspace(0, 1, 200) + 0.01 * (np.arange(200) < flips)})


@pytest.mark.parametrize(
    ("suffix", "found", "again", "verdict"),
    [
        (".json", '{"error": 0.25}', '{"error": 0.25}', SAME_BYTES),
        (".json", '{"error": 0.25000001}', '{"error": 0.25}', SAME_NUMBERS),
        (".json", '{"error": 0.2501}', '{"error": 0.25}', WRONG),
        (".json", '{"error": 00.25}', '{"error": 0.25}', WRONG),  # no JSON
        (".json", '{"error": 3.966814e-06}', '{"error": 3.967396e-06}', SAME_NUMBERS),  # what float32 rounds
        (".json", '{"error": 3.866814e-06}', '{"error": 3.967396e-06}', WRONG),
        (".json", '{"learning_rate": 1e-08}', '{"learning_rate": 2e-08}', WRONG),  # nobody computed it
        (".json", '{"dead": 3}', '{"dead": 4}', WRONG),
        (".json", '{"error": NaN}', '{"error": 0.25}', WRONG),
        (".json", '{"error": 1e999}', '{"error": 0.25}', WRONG),
        (".json", '{"error": 0.5, "error": 0.25}', '{"error": 0.25}', WRONG),
        (".json", b"\xff\xfe", "{}", WRONG),
        (".csv", "a,0.5,da1b\n", "a,0.5,da2b\n", WRONG),
        (".csv", "a,-0.5\n", "a,0.5\n", WRONG),
        (".md", "| 0.2475 |", "| 0.2476 |", WRONG),
        (".html", "by −61.0 %", "by −61.5 %", WRONG),
        (".svg", SVG.format("m2a2b3c4d5e"), SVG.replace("m2a", "mff").format("mff2b3c4d5e"), SAME_NUMBERS),
        (".svg", SVG.format("m1a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
        (".svg", SVG.format("m0a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
        (".svg", DRAWN.format(uri(1)), DRAWN.format(uri(2)), SAME_NUMBERS),
        (".svg", DRAWN.format(uri(1)), DRAWN.format(uri(3)), WRONG),
        (".png", grey(10), grey(), SAME_NUMBERS),
        (".png", grey(11), grey(), WRONG),
        (".png", grey(10000, by=1), grey(), SAME_NUMBERS),
        (".npz", npz(a=[2 + 1e-5, -np.inf, np.inf]), npz(a=[2, -np.inf, np.inf]), SAME_NUMBERS),
        (".npz", npz(a=[2 + 1e-3]), npz(a=[2.0]), WRONG),
        (".npz", npz(a=[np.nan]), npz(a=[2.0]), WRONG),
        (".npz", npz(a=np.float32([2])), npz(a=[2.0]), WRONG),
        (".npz", npz(a=[[2.0]]), npz(a=[2.0]), WRONG),
        (".npz", npz(b=[2.0]), npz(a=[2.0]), WRONG),
        (".npz", npz(a=[2.0], b=1), npz(a=[2.0]), WRONG),
        (".npz", npz(a="one"), npz(a="two"), WRONG),
        (".npz", npz(a=[2.0]) + b"more", npz(a=[2.0]), WRONG),
        (".npz", levels(2), levels(0), SAME_NUMBERS),
        (".npz", levels(3), levels(0), WRONG),
        (".npz", levels(1, "ranges_7"), levels(0, "ranges_7"), WRONG),
        (".npz", npz(counts_1=np.uint8([9] * 99 + [8])), npz(counts_1=np.uint8([9] * 100)), SAME_NUMBERS),
    ],
)
def test_files_are_the_same_bytes_the_same_numbers_or_wrong(tmp_path, suffix, found, again, verdict):
    for place, content in {"found": found, "again": again}.items():
        (tmp_path / (place + suffix)).write_bytes(content.encode() if isinstance(content, str) else content)
    assert compare(tmp_path / f"found{suffix}", tmp_path / f"again{suffix}").verdict == verdict


@pytest.fixture
def trained(finished, tmp_path):
    """Results with a training to be changed, and those that it left."""
    for name in files(STEM):
        (tmp_path / name).parent.mkdir()
        shutil.copy(finished.folder / "results" / name, tmp_path / name)
    return tmp_path, finished.folder / "results"


def verdicts(trained, bounds):
    return [verdict.verdict for verdict in trained_again(*trained, STEM, bounds)]  # of the history and the model


@pytest.mark.parametrize(
    ("factor", "here", "elsewhere"),
    [
        (1, SAME_BYTES, SAME_BYTES),
        (1.0001, SAME_NUMBERS, SAME_NUMBERS),
        (1.01, WRONG, SAME_NUMBERS),
        (1.05, WRONG, WRONG),
    ],
)
@pytest.mark.parametrize("group", ["model_weights", "optimizer_weights"])
def test_weights_may_differ_by_rounding_and_not_by_what_changes_a_model(trained, group, factor, here, elsewhere):
    def scale(_, item):
        if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
            item[...] = item[...] * factor

    with h5py.File(trained[0] / files(STEM)[0], "r+") as file:
        file[group].visititems(scale)
    assert verdicts(trained, HERE) == [SAME_BYTES, here]
    assert verdicts(trained, ELSEWHERE) == [SAME_BYTES, elsewhere]


def test_losses_may_differ_by_what_float32_rounds_and_drift_apart_but_not_at_the_end_only():
    assert losses(b"e,loss\n1,0.5\n2,3.966814e-06\n", b"e,loss\n1,0.5\n2,3.967396e-06\n") == [0, 0, 0]
    with pytest.raises(Different):
        losses(b"e,loss\n1,nan\n", b"e,loss\n1,0.5\n")
    assert drifts([7.8e-3, 4.2e-3, 8.4e-4, 1.2e-3, 3.2e-3, 7.3e-3])  # as measured with two threads
    assert drifts([1e-7, 1e-6, 5e-5, 1e-3, 4e-3, 8e-3])  # rounding that grows
    for far in [[0] * 6, [*[0] * 5, 8e-3], [1e-7, 1e-5, 1e-3, 2e-2, 3e-2], [1e-3]]:
        assert not drifts(far)


@pytest.fixture(scope="module")
def commits(tmp_path_factory):
    """The scripts in a repository of two commits, and these: an older one with other code, and one with this."""
    scripts = shutil.copytree(REPOSITORY / "scripts", tmp_path_factory.mktemp("repository") / "scripts")
    git = ["git", "-C", scripts, "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "--quiet", ".."], check=True)
    found = []
    for text in ("CHANGED = True\n", ""):
        (scripts / "train.py").write_text((REPOSITORY / "scripts/train.py").read_text() + text)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", "a commit"], check=True)
        found.append(subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip())
    return scripts, *found


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, ""),
        ({"seconds_held": 900.0, "device": "H100", "driver": "1", "threads": 2, "python": "3.12.99"}, ""),
        ({"seconds_held": 1e12}, "1000000000000.0"),
        ({"seconds_computed": -1.0}, "-1.0"),
        ({"seconds_computed": float("nan")}, "NaN"),
        ({"seconds_computed": "fast"}, "fast"),
        ({"threads": "many"}, "many"),
        ({"device": None}, "null"),
        ({"uncommitted_changes": "no"}, '"no"'),
        ({"versions": {"numpy": "2.0"}}, "in line"),
        ({"seed": 1}, "in line"),
        ({"commit": "older"}, "other code"),
        ({"commit": "older", "uncommitted_changes": True}, ""),  # as it says
        ({"commit": "0" * 40, "uncommitted_changes": True}, "does not have"),
        ({"commit": "HEAD"}, "does not have"),
        ({"commit": None}, ""),
        ({"commit": "https://github.com/a/b"}, ""),
    ],
)
def test_a_record_is_as_expected_and_true_of_its_commit_and_possible(trained, commits, changes, named):
    file, (scripts, older, newer) = trained[0] / files(STEM)[2], commits
    record = json.loads(file.read_text()) | {"commit": newer, "uncommitted_changes": False}
    record["code_sha256"] = {name: of.sha256 for name, of in code.of_job("train.py").items()}
    changes = {name: older if value == "older" else value for name, value in changes.items()}
    file.write_text(json.dumps(record | changes, indent=2) + "\n")
    lines = list(untrue(trained[0], STEM, record, scripts))
    assert len(lines) == bool(named) and named in "".join(lines)


def test_a_clone_without_the_history_tells_nothing_of_older_commits(trained, commits, tmp_path):
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", commits[0].parent.as_uri(), tmp_path / "shallow"], check=True
    )
    told = {"commit": commits[1], "uncommitted_changes": False, "code_sha256": {}}
    assert list(untrue_commit(told, tmp_path / "shallow/scripts")) == []


def confusion(right, wrong=0):
    """A confusion matrix of two classes: so many of 500 images each are predicted right, some by chance otherwise."""
    return [[right + wrong, 500 - right - wrong], [500 - right + wrong, right - wrong]]


@pytest.mark.parametrize(
    ("elsewhere", "probe", "verdict"),
    [
        (True, {}, SAME_BYTES),
        (True, {"confusion": confusion(400, 50)}, SAME_NUMBERS),  # drifted apart
        (True, {"confusion": confusion(403), "accuracy": 0.806}, SAME_NUMBERS),
        (False, {"confusion": confusion(403), "accuracy": 0.806}, WRONG),
        (True, {"confusion": confusion(410), "accuracy": 0.82}, WRONG),
        (True, {"confusion": confusion(400, 250)}, WRONG),
        (True, {"accuracy": 0.801}, WRONG),
        (True, {"confusion": [[401, 100], [100, 400]]}, WRONG),
        (True, {"confusion": [[401.0, 99.0], [99.0, 401.0]], "accuracy": 0.802}, WRONG),
        (True, {"confusion": [[501, -1], [100, 400]], "accuracy": 0.901}, WRONG),
        (True, {"C": 10}, SAME_NUMBERS),  # two were as good
        (True, {"C": "10"}, WRONG),
        (False, {"C": 10}, WRONG),
    ],
)
def test_classifiers_have_the_same_bytes_and_elsewhere_may_differ_by_chance(tmp_path, elsewhere, probe, verdict):
    of = {"accuracy": 0.8, "confusion": confusion(400), "C": 1}
    for place, found in {"found": of | probe, "again": of}.items():
        (tmp_path / f"{place}/classification").mkdir(parents=True)
        write(tmp_path / f"{place}/classification/a.json", {"probe": found, "cnn": of})
    verdicts = take(tmp_path / "found", tmp_path / "again", "classification/*", elsewhere)
    assert [found.verdict for found in verdicts.values()] == [verdict]
    assert (read(tmp_path / "again/classification/a.json")["probe"] == of | probe) == (verdict != WRONG)  # taken


def in_hdf5(data, change):
    """The bytes of an HDF5 file with a change to it."""
    stream = io.BytesIO(data)
    with h5py.File(stream, "r+") as file:
        change(file)
    return stream.getvalue()


HDF5 = [  # changes of a model
    lambda file: file.attrs.modify("model_config", file.attrs["model_config"].replace("relu", "tanh", 1)),
    lambda file: file.attrs.create("note", 1),
    lambda file: file["model_weights"].attrs.__delitem__("backend"),
    lambda file: file.create_group("more"),
    lambda file: file.__setitem__("link", h5py.SoftLink("/model_weights")),
    lambda file: file.move("model_weights/code", "model_weights/node"),
    lambda file: file["optimizer_weights/adam/iteration"].__setitem__((), 7),
    lambda file: file["model_weights/code/code/kernel"].__setitem__((0, 0), np.nan),
]


def forged(data, suffix, chance):
    """The content of a file with a random change that no rounding explains."""
    lines, place = data.splitlines(keepends=True), chance.randrange(len(data))
    at = chance.randrange(len(lines))
    kinds = [
        data + b"\0",
        data[:-1],
        b" " + data,
        data[:place] + (b"" if suffix == ".h5" else b"~") + data[place + 1 :],
    ]
    if suffix == ".h5":
        kinds += [in_hdf5(data, chance.choice(HDF5))] * 9
    elif suffix in (".png", ".npy", ".npz", ".aeg"):
        kinds += [data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]] * 9
    else:
        text = data.decode()
        kinds += [b"".join(lines[:at] + lines[at + 1 :]), b"".join(lines[: at + 1] + lines[at:])]
        kinds += [data.replace(b"\n", b"\r\n"), re.sub(rb"[a-z]", b"q", data, count=at + 9)]
        numbers = [m for m in TOKEN.finditer(text) if m[0][:5] != "data:" and float(m[0].replace("−", "-"))]
        for m in chance.choices(numbers, k=9 if numbers else 0):
            other = float(m[0].replace("−", "-")) * 1.001 + 1e-6
            kinds.append(f"{text[: m.start()]}{other:.17g}{text[m.end() :]}".encode())
    return chance.choice(kinds)


def test_whatever_is_changed_anywhere_in_results_is_named(finished, tmp_path):
    chance, found = random.Random(0), tmp_path / "found"
    stored = sorted(file for file in (finished.folder / "results").rglob("*") if file.is_file())
    found.mkdir()
    for file in chance.choices(stored, k=500):
        (found / file.name).write_bytes(forged(file.read_bytes(), file.suffix, chance))
        verdict = judge(found / file.name, file, model) if file.suffix == ".h5" else compare(found / file.name, file)
        changed = (found / file.name).read_bytes() != file.read_bytes()
        assert not changed or verdict.verdict == WRONG or verdict.largest > ELSEWHERE["weights"], verdict
