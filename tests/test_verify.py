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
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, TOKEN, WRONG, Different, compare, judge, model
from autogrid.verify.training import ELSEWHERE, HERE, drifts, files, losses, trained_again, untrue
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


def compared(folder, name, found, again, digests=()):
    """The verdict on the content of a file, by that of the one made again."""
    for place, content in (("found", found), ("again", again)):
        (folder / place).mkdir(exist_ok=True)
        (folder / place / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return compare(folder / "found" / name, folder / "again" / name, dict(digests)).verdict


@pytest.mark.parametrize(
    ("name", "found", "again", "verdict"),
    [
        ("a.json", '{"error": 0.25}', '{"error": 0.25}', SAME_BYTES),
        ("a.json", '{"error": 0.25000001}', '{"error": 0.25}', SAME_NUMBERS),
        ("a.json", '{"error": 0.2501}', '{"error": 0.25}', WRONG),
        ("a.json", '{"error": 3.966814e-06}', '{"error": 3.967396e-06}', SAME_NUMBERS),  # what float32 rounds
        ("a.json", '{"error": 3.866814e-06}', '{"error": 3.967396e-06}', WRONG),
        ("a.json", '{"learning_rate": 1e-08}', '{"learning_rate": 2e-08}', WRONG),  # nobody computed it
        ("a.json", '{"dead": 3}', '{"dead": 4}', WRONG),
        ("a.json", '{"error": NaN}', '{"error": 0.25}', WRONG),
        ("a.json", b"\xff\xfe", "{}", WRONG),
        ("a.csv", "a,0.5,da1b\n", "a,0.5,da2b\n", WRONG),
        ("a.csv", "a,-0.5\n", "a,0.5\n", WRONG),
        ("a.md", "| 0.2475 |", "| 0.2476 |", WRONG),
        ("a.html", "by −61.0 %", "by −61.5 %", WRONG),
        ("a.svg", SVG.format("m2a2b3c4d5e"), SVG.replace("m2a", "mff").format("mff2b3c4d5e"), SAME_NUMBERS),
        ("a.svg", SVG.format("m1a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
        ("a.svg", DRAWN.format(uri(1)), DRAWN.format(uri(2)), SAME_NUMBERS),
        ("a.svg", DRAWN.format(uri(1)), DRAWN.format(uri(3)), WRONG),
        ("a.svg", SVG.format("m0a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
    ],
)
def test_texts_are_the_same_bytes_the_same_numbers_or_wrong(tmp_path, name, found, again, verdict):
    assert compared(tmp_path, name, found, again) == verdict


def test_a_file_may_name_another_by_the_digest_of_the_one_beside_it_only(tmp_path):
    one, other, third = "1" * 64, "2" * 64, "3" * 64
    for name, content in {"a.json": '{{"sha256": "{}"}}'.format, "a.npz": lambda digest: npz(sha256=digest)}.items():
        assert compared(tmp_path, name, content(one), content(other)) == WRONG
        assert compared(tmp_path, name, content(one), content(other), {one: other}) == SAME_NUMBERS
        assert compared(tmp_path, name, content(one), content(other), {one: third}) == WRONG


def test_pictures_and_arrays_may_differ_by_rounding_and_by_nothing_else(tmp_path):
    grey, values = np.random.default_rng(0).integers(0, 250, (100, 100)), np.linspace(0, 2, 5)
    for pixels, verdict in {10: SAME_NUMBERS, 11: WRONG}.items():
        assert (
            compared(tmp_path, "a.png", png(grey + 5 * (np.arange(10000) < pixels).reshape(100, 100)), png(grey))
            == verdict
        )
    assert compared(tmp_path, "a.png", png(grey + 1), png(grey)) == SAME_NUMBERS
    for far, verdict in {1e-5: SAME_NUMBERS, 1e-3: WRONG, np.nan: WRONG}.items():
        assert compared(tmp_path, "a.npz", npz(a=values + far), npz(a=values)) == verdict
    stored, again = ({"a": values + far, "bounds": [-np.inf, np.inf]} for far in (1e-5, 0))
    assert compared(tmp_path, "a.npz", npz(**stored), npz(**again)) == SAME_NUMBERS
    levels = np.linspace(0, 1, 200)
    assert (
        compared(tmp_path, "a.npz", npz(counts_1=np.uint8([9] * 99 + [8])), npz(counts_1=np.uint8([9] * 100)))
        == SAME_NUMBERS
    )
    for flips, verdict in {2: SAME_NUMBERS, 3: WRONG}.items():
        flipped = levels + 0.01 * (np.arange(200) < flips)
        assert compared(tmp_path, "a.npz", npz(levels_7=flipped), npz(levels_7=levels)) == verdict
    for arrays in [{"a": values.astype(np.float32)}, {"a": values[None]}, {"b": values}, {"a": values, "b": 1}]:
        assert compared(tmp_path, "a.npz", npz(**arrays), npz(a=values)) == WRONG


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


def test_a_commit_has_the_code_that_a_record_gives_the_digests_of(trained, tmp_path):
    scripts = shutil.copytree(REPOSITORY / "scripts", tmp_path / "repository/scripts")
    git = ["git", "-C", scripts, "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "--quiet", ".."], check=True)
    commits = []
    for text in ("CHANGED = True\n", ""):
        (scripts / "train.py").write_text((REPOSITORY / "scripts/train.py").read_text() + text)
        subprocess.run([*git, "add", "--all"], check=True)
        subprocess.run([*git, "commit", "--quiet", "--message", "a commit"], check=True)
        commits.append(subprocess.check_output([*git, "rev-parse", "HEAD"], text=True).strip())
    record = json.loads((trained[0] / files(STEM)[2]).read_text())
    record["code_sha256"] = {name: file.sha256 for name, file in code.of_job("train.py").items()}
    for commit, changes, named in [
        (commits[1], False, ""),
        (commits[0], False, "other code"),
        (commits[0], True, ""),  # as it says
        ("0" * 40, True, "does not have"),
        ("HEAD", False, "does not have"),
        (None, None, ""),
        ("https://github.com/a/b", False, ""),
    ]:
        told = record | {"commit": commit, "uncommitted_changes": changes}
        (trained[0] / files(STEM)[2]).write_text(json.dumps(told, indent=2) + "\n")
        lines = list(untrue(trained[0], STEM, record, scripts))
        assert len(lines) == bool(named) and named in "".join(lines)


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
        verdict = (
            judge(found / file.name, file, model) if file.suffix == ".h5" else compare(found / file.name, file, {})
        )
        changed = (found / file.name).read_bytes() != file.read_bytes()
        assert not changed or verdict.verdict == WRONG or verdict.largest > ELSEWHERE["weights"], verdict
