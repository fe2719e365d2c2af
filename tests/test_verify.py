"""How `snakemake verify` compares; tests/faults/test_forgeries.py has what it is for."""

import base64
import io
import json
import random
import shutil
import subprocess
import zlib

import h5py
import numpy as np
import pytest
from PIL import Image

from autogrid.provenance import code
from autogrid.provenance.records import sha256
from autogrid.verify.again import files, trained
from autogrid.verify.compare import ELSEWHERE, HERE, SAME_BYTES, SAME_NUMBERS, WRONG, compare
from support.workflow import REPOSITORY

SVG = '<svg><path id="m1a2b3c4d5e"/><path id="m2a2b3c4d5e"/><use href="#{}"/></svg>'


def put(file, content):
    """A file with a content."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def npz(**arrays):
    data = io.BytesIO()
    np.savez(data, **arrays)
    return data.getvalue()


def grey(pixels=0, by=5):
    """A picture of 10,000 pixels, some of which are changed by some grey levels."""
    values, data = np.random.default_rng(0).integers(0, 250, (100, 100)), io.BytesIO()
    values += by * (np.arange(10000) < pixels).reshape(100, 100)
    Image.fromarray(values.astype(np.uint8)).save(data, "png")
    return data.getvalue()


def drawn(picture):
    """A picture in an SVG, as Matplotlib writes it."""
    return f'<svg><image href="data:image/png;base64,\n{base64.b64encode(picture).decode()}"/></svg>'


def levels(flips, name="levels_7"):
    """An archive of 200 levels, some of which are changed."""
    return npz(**{name: np.linspace(0, 1, 200) + 0.01 * (np.arange(200) < flips)})


def h5(weights=1, stored=1):
    """A model: numbers times some factors, between what is none."""
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        for name, factor in {"model_weights/code/kernel": weights, "optimizer_weights/adam/code": stored}.items():
            file[name] = np.linspace(-1, 1, 50, dtype=np.float32) * np.float32(factor)
            file[name].attrs["note"] = "beside"
    return data.getvalue()


def losses(*far):
    """A history of losses that are so far from 0.25, relatively."""
    return "epoch,loss\n" + "".join(f"{n},{0.25 * (1 + by):.17g}\n" for n, by in enumerate(far))


def classes(matrix=((400, 100), (100, 400)), accuracy=0.8, **chosen):
    """What two classifiers, which are the same, predict of 500 images of each class."""
    classifier = {"accuracy": accuracy, "confusion": matrix, "C": 1, "standardised": True} | chosen
    return json.dumps({"probe": classifier, "cnn": classifier}, indent=2) + "\n"


CASES = [  # a file, its content, that of the one made again, and the verdict on it, here and elsewhere
    ("a.json", '{"error": 00.25}', '{"error": 0.25}', WRONG),  # no JSON
    ("a.json", '{"error": 3.966814e-06}', '{"error": 3.967396e-06}', SAME_NUMBERS),  # what float32 rounds
    ("a.json", '{"error": 3.866814e-06}', '{"error": 3.967396e-06}', WRONG),
    ("a.json", '{"dead": 100000}', '{"dead": 100001}', WRONG),
    ("a.json", '{"error": 1e999}', '{"error": 0.25}', WRONG),
    ("a.json", '{"error": 0.5, "error": 0.25}', '{"error": 0.25}', WRONG),
    ("a.svg", SVG.format("m2a2b3c4d5e"), SVG.replace("m2a", "mff").format("mff2b3c4d5e"), SAME_NUMBERS),
    ("a.svg", SVG.format("m1a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
    ("a.svg", SVG.format("m0a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
    ("a.svg", drawn(grey(13)), drawn(grey()), WRONG, SAME_NUMBERS),
    ("a.svg", drawn(grey(14)), drawn(grey()), WRONG),
    ("a.svg", drawn(grey() + b"more"), drawn(grey()), WRONG),
    ("a.png", grey(13), grey(), WRONG, SAME_NUMBERS),
    ("a.png", grey(10000, by=1), grey(), SAME_NUMBERS),
    ("a.png", grey()[:-12] + b"\0\0\0\0teSt" + zlib.crc32(b"teSt").to_bytes(4) + grey()[-12:], grey(), WRONG),
    ("a.npz", npz(a=[2 + 1e-5, -np.inf, np.inf]), npz(a=[2, -np.inf, np.inf]), SAME_NUMBERS),
    ("a.npz", npz(a=[np.nan]), npz(a=[2.0]), WRONG),
    ("a.npz", npz(a=np.float32([2])), npz(a=[2.0]), WRONG),
    ("a.npz", npz(a=[[2.0]]), npz(a=[2.0]), WRONG),
    ("a.npz", npz(a=[2.0], b=1), npz(a=[2.0]), WRONG),
    ("a.npz", npz(a="one"), npz(a="two"), WRONG),
    ("a.npz", npz(a=[2.0]) + b"more", npz(a=[2.0]), WRONG),
    ("a.npz", levels(2), levels(0), WRONG, SAME_NUMBERS),
    ("a.npz", levels(3), levels(0), WRONG),
    ("a.npz", levels(1, "ranges_7"), levels(0, "ranges_7"), WRONG),
    ("models/a.h5", h5(1.0001), h5(), SAME_NUMBERS),
    ("models/a.h5", h5(1.01), h5(), WRONG, SAME_NUMBERS),
    ("models/a.h5", h5(1.05), h5(), WRONG),
    ("models/a.h5", h5(1, 1.05), h5(), WRONG),
    ("models/a.h5", h5(np.nan), h5(), WRONG),
    ("models/a.h5", h5().replace(b"beside", b"behind"), h5(), WRONG),
    ("models/a.h5", h5() + b"more", h5(), WRONG),
    ("history/a.csv", losses(0, 1e-5), losses(0, 0), SAME_NUMBERS),
    ("history/a.csv", losses(0, 4e-3), losses(0, 0), WRONG, SAME_NUMBERS),
    ("history/a.csv", losses(0, 8e-3), losses(0, 0), WRONG),
    ("classification/a.json", classes(((430, 70), (130, 370))), classes(), WRONG, SAME_NUMBERS),  # drifted apart
    ("classification/a.json", classes(((403, 97), (97, 403)), 0.806), classes(), WRONG, SAME_NUMBERS),
    ("classification/a.json", classes(((430, 70), (70, 430)), 0.86), classes(), WRONG),
    ("classification/a.json", classes(((403, 97), (97, 403))), classes(), WRONG),
    ("classification/a.json", classes(((403, 98), (97, 403)), 0.806), classes(), WRONG),
    ("classification/a.json", classes(((501, -1), (100, 400)), 0.901), classes(), WRONG),
    ("classification/a.json", classes(C=10, standardised=False), classes(), WRONG, SAME_NUMBERS),  # as good
    ("classification/a.json", classes(C="10"), classes(), WRONG),
]


@pytest.mark.parametrize(("name", "found", "again", "here", "elsewhere"), [(*case, case[-1])[:5] for case in CASES])
def test_files_are_the_same_bytes_the_same_numbers_or_wrong(tmp_path, name, found, again, here, elsewhere):
    pair = put(tmp_path / "found" / name, found), put(tmp_path / "again" / name, again)
    assert [compare(*pair, where).verdict for where in (HERE, ELSEWHERE)] == [here, elsewhere]


@pytest.fixture(scope="module")
def clones(tmp_path_factory):
    """The scripts in a repository of two commits, and in a shallow clone; an older commit with other code, and this."""
    scripts = shutil.copytree(REPOSITORY / "scripts", tmp_path_factory.mktemp("repository") / "scripts")
    git = ["git", "-C", scripts, "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "--quiet", ".."], check=True)
    for text in ("CHANGED = True\n", ""):
        (scripts / "train.py").write_text((REPOSITORY / "scripts/train.py").read_text() + text)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", "a commit"], check=True)
    subprocess.run([*git, "clone", "--quiet", "--depth=1", scripts.parent.as_uri(), scripts.parent / "c"], check=True)
    older, newer = subprocess.check_output([*git, "rev-list", "--reverse", "HEAD"], text=True).split()
    return {True: scripts, False: scripts.parent / "c/scripts"}, {"older": older, "newer": newer}


NEAR, ALL = SAME_NUMBERS, (SAME_BYTES, SAME_BYTES, SAME_BYTES)
OTHER = {"device": "H100", "threads": 2, "versions": {"numpy": "2.0"}, "seconds_held": 900.0}  # shown, not proved


@pytest.mark.parametrize(
    ("changes", "weights", "far", "verdicts", "whole"),
    [
        (OTHER, 1, [0] * 6, ALL, True),
        ({"seed": 1}, 1, [0] * 6, (SAME_BYTES, SAME_BYTES, WRONG), True),
        ({"model_sha256": "0"}, 1, [0] * 6, (SAME_BYTES, SAME_BYTES, WRONG), True),
        (OTHER, 2, [7.8e-3, 4.2e-3, 8.4e-4, 1.2e-3, 3.2e-3, 7.3e-3], (NEAR, NEAR, SAME_BYTES), True),  # drifted apart
        ({}, 2, [7.8e-3, 4.2e-3, 8.4e-4, 1.2e-3, 3.2e-3, 7.3e-3], (WRONG, WRONG, SAME_BYTES), True),
        (OTHER, 2, [1e-7] * 5 + [8e-3], (WRONG, WRONG, SAME_BYTES), True),  # at the end only
        ({"commit": "older"}, 1, [0] * 6, (SAME_BYTES, SAME_BYTES, WRONG), True),
        ({"commit": "older"}, 1, [0] * 6, ALL, False),
        ({"commit": "older", "uncommitted_changes": True}, 1, [0] * 6, ALL, True),  # as it says
        ({"commit": "0" * 40, "uncommitted_changes": True}, 1, [0] * 6, (SAME_BYTES, SAME_BYTES, WRONG), True),
        ({"commit": "HEAD"}, 1, [0] * 6, (SAME_BYTES, SAME_BYTES, WRONG), True),
        ({"commit": 5}, 1, [0] * 6, (SAME_BYTES, SAME_BYTES, WRONG), True),
        ({"commit": "https://github.com/a/b"}, 1, [0] * 6, ALL, True),  # listed as not verified
    ],
)
def test_trainings_are_those_here_and_records_are_true(tmp_path, clones, changes, weights, far, verdicts, whole):
    (scripts, commits), record = clones, dict.fromkeys(["device", "driver", "cuda", "tf32", "unused_gpu", "python"])
    record |= {"threads": 1, "versions": {}, "commit": commits["newer"], "uncommitted_changes": False, "epochs": 6}
    record["code_sha256"] = {name: file.sha256 for name, file in code.of_job("train.py").items()}
    for name, found, again in zip(files("a"), (h5(weights), losses(*far)), (h5(), losses(*[0] * 6))):
        put(tmp_path / "found" / name, found), put(tmp_path / "again" / name, again)
    model, log, file = (tmp_path / "found" / name for name in files("a"))
    told = record | {"model_sha256": sha256(model), "history_sha256": sha256(log)} | changes
    put(file, json.dumps(told | {"commit": commits.get(told["commit"], told["commit"])}, indent=2) + "\n")
    expected = record | {"model_sha256": "", "history_sha256": ""}
    found = trained(tmp_path / "found", tmp_path / "again", "a", expected, changes != OTHER, scripts[whole])
    assert tuple(verdict.verdict for verdict in found.values()) == verdicts


def forged(data, chance):
    """A content with a random change that no rounding explains, but where a byte of a weight is another one."""
    lines, place = data.splitlines(keepends=True), chance.randrange(len(data))
    cut = place % len(lines)
    kinds = [data + b"\0", data[:-1], data.replace(b"\n", b"\r\n")]
    kinds += [b"".join(lines[:cut] + lines[cut + 1 :]), b"".join(lines[: cut + 1] + lines[cut:])]
    return chance.choice([*kinds, *[data[:place] + bytes([data[place] ^ 128]) + data[place + 1 :]] * 9])


def test_whatever_is_changed_anywhere_in_results_is_named(finished, tmp_path):
    chance, results = random.Random(0), finished.folder / "results"
    for file in chance.choices(sorted(file for file in results.rglob("*") if file.is_file()), k=500):
        found = put(tmp_path / file.relative_to(results), forged(file.read_bytes(), chance))
        least = {WRONG, SAME_NUMBERS} if file.suffix == ".h5" else {WRONG}
        assert found.read_bytes() == file.read_bytes() or compare(found, file).verdict in least
