"""How `snakemake verify` compares; tests/faults/test_forgeries.py has what it is for."""

import base64
import io
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
from autogrid.verify.again import files, take, trained, untrue_commit
from autogrid.verify.compare import ELSEWHERE, HERE, NUMBER, SAME_BYTES, SAME_NUMBERS, WRONG, compare
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
        (".png", grey(13), grey(), SAME_NUMBERS),
        (".png", grey(14), grey(), WRONG),
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
def folders(finished, tmp_path):
    """Results with a training to be changed, and a copy of these."""
    for name in files(STEM):
        for place in ("found", "again"):
            (tmp_path / place / name).parent.mkdir(parents=True)
            shutil.copy(finished.folder / "results" / name, tmp_path / place / name)
    return tmp_path / "found", tmp_path / "again"


def verdicts(folders, same, scripts=None, **changes):
    """Verdicts on the model, the history and the record of a training, by a record that is changed."""
    record = read(folders[1] / files(STEM)[2]) | changes
    return [found.verdict for found in trained(*folders, STEM, record, same, scripts).values()]


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
def test_weights_may_differ_by_rounding_and_not_by_what_changes_a_model(folders, group, factor, here, elsewhere):
    def scale(_, item):
        if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
            item[...] = item[...] * factor

    with h5py.File(folders[0] / files(STEM)[0], "r+") as file:
        file[group].visititems(scale)
    pair = [folder / files(STEM)[0] for folder in folders]
    assert [compare(*pair, where).verdict for where in (HERE, ELSEWHERE)] == [here, elsewhere]


@pytest.mark.parametrize(
    ("far", "same", "verdict"),
    [
        ([0] * 6, True, SAME_BYTES),
        ([1e-5] * 6, True, SAME_NUMBERS),
        ([2e-4] * 6, True, WRONG),
        ([1e-7] * 5 + [4e-3], False, SAME_NUMBERS),
        ([1e-7] * 5 + [8e-3], False, WRONG),  # at the end only
        ([7.8e-3, 4.2e-3, 8.4e-4, 1.2e-3, 3.2e-3, 7.3e-3], False, SAME_NUMBERS),  # as measured with two threads
        ([7.8e-3, 4.2e-3, 8.4e-4, 1.2e-3, 3.2e-3, 3e-2], False, WRONG),
    ],
)
def test_losses_may_differ_by_what_float32_rounds_and_drift_apart_but_not_at_the_end_only(folders, far, same, verdict):
    for folder, factor in zip(folders, (1, 0)):
        lines = [f"{n},{0.25 * (1 + factor * by):.17g}\n" for n, by in enumerate(far)]
        (folder / files(STEM)[1]).write_text("epoch,loss\n" + "".join(lines))
    assert verdicts(folders, same)[1] == verdict


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
    ("changes", "verdict"),
    [
        ({}, SAME_BYTES),
        ({"seconds_held": 900.0, "device": "H100", "threads": 2, "versions": {"numpy": "2.0"}}, SAME_BYTES),  # shown
        ({"seed": 1}, WRONG),
        ({"commit": "older"}, WRONG),
        ({"commit": "older", "uncommitted_changes": True}, SAME_BYTES),  # as it says
        ({"commit": "0" * 40, "uncommitted_changes": True}, WRONG),
        ({"commit": "HEAD"}, WRONG),
        ({"commit": None}, SAME_BYTES),
        ({"commit": "https://github.com/a/b"}, SAME_BYTES),
    ],
)
def test_a_record_is_as_expected_and_true_of_its_commit(folders, commits, changes, verdict):
    scripts, older, newer = commits
    record = read(folders[0] / files(STEM)[2]) | {"commit": newer, "uncommitted_changes": False}
    record["code_sha256"] = {name: of.sha256 for name, of in code.of_job("train.py").items()}
    told = record | {name: older if value == "older" else value for name, value in changes.items()}
    write(folders[0] / files(STEM)[2], told)
    assert verdicts(folders, True, scripts, **record) == [SAME_BYTES, SAME_BYTES, verdict]


def test_a_clone_without_the_history_tells_nothing_of_older_commits(commits, tmp_path):
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=1", commits[0].parent.as_uri(), tmp_path / "shallow"], check=True
    )
    told = {"commit": commits[1], "uncommitted_changes": False, "code_sha256": {}}
    assert not untrue_commit(told, tmp_path / "shallow/scripts")


def confusion(right, wrong=0):
    """A confusion matrix of two classes: so many of 500 images each are predicted right, some by chance otherwise."""
    return [[right + wrong, 500 - right - wrong], [500 - right + wrong, right - wrong]]


@pytest.mark.parametrize(
    ("where", "probe", "verdict"),
    [
        (ELSEWHERE, {}, SAME_BYTES),
        (ELSEWHERE, {"confusion": confusion(400, 30)}, SAME_NUMBERS),  # drifted apart
        (ELSEWHERE, {"confusion": confusion(403), "accuracy": 0.806}, SAME_NUMBERS),
        (HERE, {"confusion": confusion(403), "accuracy": 0.806}, WRONG),
        (ELSEWHERE, {"confusion": confusion(430), "accuracy": 0.86}, WRONG),
        (ELSEWHERE, {"confusion": confusion(400, 250)}, WRONG),
        (ELSEWHERE, {"accuracy": 0.801}, WRONG),
        (ELSEWHERE, {"confusion": [[401, 100], [100, 400]]}, WRONG),
        (ELSEWHERE, {"confusion": [[401.0, 99.0], [99.0, 401.0]], "accuracy": 0.802}, WRONG),
        (ELSEWHERE, {"confusion": [[501, -1], [100, 400]], "accuracy": 0.901}, WRONG),
        (ELSEWHERE, {"C": 10}, SAME_NUMBERS),  # two were as good
        (ELSEWHERE, {"C": "10"}, WRONG),
        (HERE, {"C": 10}, WRONG),
    ],
)
def test_classifiers_have_the_same_bytes_and_elsewhere_may_differ_by_chance(tmp_path, where, probe, verdict):
    of = {"accuracy": 0.8, "confusion": confusion(400), "C": 1}
    for place, found in {"found": of | probe, "again": of}.items():
        (tmp_path / f"{place}/classification").mkdir(parents=True)
        write(tmp_path / f"{place}/classification/a.json", {"probe": found, "cnn": of})
    verdicts = take(tmp_path / "found", tmp_path / "again", ["classification/a.json"], where)
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
        numbers = [m for m in NUMBER.finditer(text) if float(m[0].replace("−", "-"))]
        for m in chance.choices(numbers, k=9 if numbers else 0):
            other = float(m[0].replace("−", "-")) * 1.001 + 1e-6
            kinds.append(f"{text[: m.start()]}{other:.17g}{text[m.end() :]}".encode())
    return chance.choice(kinds)


def test_whatever_is_changed_anywhere_in_results_is_named(finished, tmp_path):
    chance, results = random.Random(0), finished.folder / "results"
    for file in chance.choices(sorted(file for file in results.rglob("*") if file.is_file()), k=500):
        found = tmp_path / file.relative_to(results)
        found.parent.mkdir(parents=True, exist_ok=True)
        found.write_bytes(forged(file.read_bytes(), file.suffix, chance))
        assert found.read_bytes() == file.read_bytes() or compare(found, file).verdict == WRONG
