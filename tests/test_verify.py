"""How `snakemake verify` compares; tests/faults/test_forgeries.py has what it is for."""

import io
import json
import random
import re
import shutil
import struct
import subprocess
import zlib

import h5py
import numpy as np
import pytest
from PIL import Image

from autogrid.provenance import code
from autogrid.provenance.records import sha256
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, TOKEN, WRONG, Different, compare, judge, model
from autogrid.verify.training import ELSEWHERE, HERE, drifts, files, losses, trained_again, untrue
from support.workflow import REPOSITORY

STEM = "d8_relu-sigmoid_seed0"
SVG = '<svg><path id="m1a2b3c4d5e"/><path id="m2a2b3c4d5e"/><use href="#{}"/></svg>'


def compared(folder, name, found, again, digests=()):
    """The verdict on the content of a file, by that of the one made again."""
    for place, content in (("found", found), ("again", again)):
        (folder / place).mkdir(exist_ok=True)
        (folder / place / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return compare(folder / "found" / name, folder / "again" / name, dict(digests))


@pytest.mark.parametrize(
    ("name", "found", "again", "verdict"),
    [
        ("a.json", '{"error": 0.25}', '{"error": 0.25}', SAME_BYTES),
        ("a.json", '{"error": 0.25000001}', '{"error": 0.25}', SAME_NUMBERS),
        ("a.json", '{"error": 0.2501}', '{"error": 0.25}', WRONG),
        ("a.json", '{"error": 3.966814e-06}', '{"error": 3.967396e-06}', SAME_NUMBERS),  # what float32 rounds
        ("a.json", '{"error": 3.0668140e-06}', '{"error": 3.967396e-06}', WRONG),
        ("a.json", '{"learning_rate": 1e-08}', '{"learning_rate": 2e-08}', WRONG),  # nobody computed it
        ("a.json", '{"dead": 3}', '{"dead": 4}', WRONG),
        ("a.json", '{"error": NaN}', '{"error": 0.25}', WRONG),
        ("a.json", b"\xff\xfe", "{}", WRONG),
        ("a.csv", "a,0.5,da1b\n", "a,0.5,da2b\n", WRONG),
        ("a.csv", "a,0.5\nb,0.25\n", "a,0.5\n", WRONG),
        ("a.csv", "a,0.5\nb,0.25", "a,0.5\n", WRONG),
        ("a.csv", "a,0.5\r\n", "a,0.5\n", WRONG),
        ("a.csv", "a,-0.5\n", "a,0.5\n", WRONG),
        ("a.md", "| 0.2475 |", "| 0.2476 |", WRONG),
        ("a.html", "by −61.0 %", "by −61.5 %", WRONG),
        ("a.html", "</html>\n<script>", "</html>\n", WRONG),
        ("a.svg", SVG.format("m2a2b3c4d5e"), SVG.replace("m2a", "mff").format("mff2b3c4d5e"), SAME_NUMBERS),
        ("a.svg", SVG.format("m1a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
        ("a.svg", SVG.format("m0a2b3c4d5e"), SVG.format("m2a2b3c4d5e"), WRONG),
        ("a.npy", b"1", b"2", WRONG),
        ("a", b"1", b"10", WRONG),
    ],
)
def test_texts_are_the_same_bytes_the_same_numbers_or_wrong(tmp_path, name, found, again, verdict):
    assert compared(tmp_path, name, found, again).verdict == verdict


def test_a_file_may_name_another_by_the_digest_of_the_one_beside_it_only(tmp_path):
    one, other, third = "1" * 64, "2" * 64, "3" * 64
    for name, content in {"a.json": '{{"sha256": "{}"}}'.format, "a.npz": lambda digest: npz(sha256=digest)}.items():
        assert compared(tmp_path, name, content(one), content(other)).verdict == WRONG
        assert compared(tmp_path, name, content(one), content(other), {one: other}).verdict == SAME_NUMBERS
        assert compared(tmp_path, name, content(one), content(other), {one: third}).verdict == WRONG


def picture(array, form="png", **options):
    data = io.BytesIO()
    Image.fromarray(array.astype(np.uint8)).save(data, form, **options)
    return data.getvalue()


def in_idat(png, extra):
    """A PNG with something behind its compressed pixels, in the chunk of these."""
    at = png.index(b"IDAT") - 4
    (length,) = struct.unpack_from(">I", png, at)
    chunk = png[at + 4 : at + 8 + length] + extra
    return (
        png[:at]
        + struct.pack(">I", length + len(extra))
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + png[at + 12 + length :]
    )


def test_pictures_may_differ_by_a_grey_level_and_in_next_to_no_pixels_by_more(tmp_path):
    grey = np.random.default_rng(0).integers(0, 250, (100, 100))
    few, many = grey.copy(), grey.copy()
    few.flat[:10] += 5
    many.flat[:11] += 5
    for other, verdict in [(grey + 1, SAME_NUMBERS), (few, SAME_NUMBERS), (many, WRONG), (grey[:50], WRONG)]:
        assert compared(tmp_path, "a.png", picture(other), picture(grey)).verdict == verdict
    frames = {"save_all": True, "append_images": [Image.fromarray(np.uint8(many))]}
    rgb = np.dstack([grey] * 3)
    for found in [
        picture(grey, **frames),
        picture(rgb),
        picture(np.dstack([rgb, grey])),
        picture(grey, dpi=(7, 7)),
        picture(grey) + b"more",
        in_idat(picture(grey), b"more"),
        picture(grey, "gif"),
        b"%!PS-Adobe-3.0 EPSF-3.0\n",
    ]:
        assert compared(tmp_path, "a.png", found, picture(grey)).verdict == WRONG
    assert compared(tmp_path, "a.png", in_idat(picture(grey), b""), picture(grey)).verdict == SAME_BYTES


def npz(**arrays):
    data = io.BytesIO()
    np.savez(data, **arrays)
    return data.getvalue()


def test_arrays_may_differ_by_rounding_and_by_nothing_else(tmp_path):
    values = np.linspace(0, 2, 5)
    stored = npz(values=values, name="a")
    assert compared(tmp_path, "a.npz", npz(values=values + 1e-5, name="a"), stored).verdict == SAME_NUMBERS
    for arrays in [
        {"values": values + 1e-3, "name": "a"},
        {"values": values * np.nan, "name": "a"},
        {"values": values.astype(np.float32), "name": "a"},
        {"values": values[None], "name": "a"},
        {"values": values, "name": "b"},
        {"name": "a", "values": values},
        {"values": values, "name": "a", "more": 1},
    ]:
        assert compared(tmp_path, "a.npz", npz(**arrays), stored).verdict == WRONG
    assert compared(tmp_path, "a.npz", npz(values=values + 1e-5, name="a") + b"more", stored).verdict == WRONG


@pytest.fixture
def trained(finished, tmp_path):
    """Results with a training to be changed, and those that it left."""
    results = finished.folder / "results"
    for name in files(STEM):
        (tmp_path / name).parent.mkdir()
        shutil.copy(results / name, tmp_path / name)
    return tmp_path, results


def verdicts(trained, bounds):
    return [verdict.verdict for verdict in trained_again(*trained, STEM, bounds)]  # of the history and the model


@pytest.mark.parametrize(
    ("factor", "here", "elsewhere"),
    [
        (1, SAME_BYTES, SAME_BYTES),
        (1 + 1e-4, SAME_NUMBERS, SAME_NUMBERS),
        (1.01, WRONG, SAME_NUMBERS),
        (1.05, WRONG, WRONG),
    ],
)
@pytest.mark.parametrize("group", ["model_weights", "optimizer_weights"])
def test_weights_may_differ_by_rounding_and_not_by_what_changes_a_model(trained, group, factor, here, elsewhere):
    with h5py.File(trained[0] / files(STEM)[0], "r+") as file:
        file[group].visititems(lambda _, item: scale(item, factor))
    assert verdicts(trained, HERE) == [SAME_BYTES, here]
    assert verdicts(trained, ELSEWHERE) == [SAME_BYTES, elsewhere]


def scale(item, factor):
    if isinstance(item, h5py.Dataset) and item.dtype.kind == "f":
        item[...] = item[...] * factor


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n3,0.", "\n3,0.0"), ("\n3,", "\n4,0.1,,\n3,"), ("\n3,", "\n30,"), ("\n2,", "\n2,0.1"), (",50\n", ",51\n")],
)
def test_a_learning_curve_that_was_edited_is_named(trained, old, new):
    file = trained[0] / files(STEM)[1]
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new, 1))
    assert verdicts(trained, HERE) == verdicts(trained, ELSEWHERE) == [WRONG, SAME_BYTES]


def test_losses_differ_by_line_and_not_by_what_float32_rounds():
    assert losses(b"e,loss\n1,0.5\n2,3.966814e-06\n", b"e,loss\n1,0.5\n2,3.967396e-06\n") == [0, 0, 0]
    assert losses(b"e,loss\n1,0.5\n2,0.2625000000\n", b"e,loss\n1,0.5\n2,0.2500000000\n") == [0, 0, pytest.approx(0.05)]
    with pytest.raises(Different):
        losses(b"e,loss\n1,nan\n", b"e,loss\n1,0.5\n")


@pytest.mark.parametrize(
    ("far", "honest"),
    [
        ([7.8e-3, 4.2e-3, 8.4e-4, 1.2e-3, 3.2e-3, 7.3e-3], True),  # as measured with two threads
        ([1e-7, 1e-6, 5e-5, 1e-3, 4e-3, 8e-3], True),  # rounding that grows
        ([0, 0, 0, 0, 0, 8e-3], False),  # the end of a curve edited
        ([0, 0, 0, 0, 0, 0], False),  # no drift explains other weights
        ([1e-7, 1e-5, 1e-3, 2e-2, 3e-2], False),  # further than any honest training was seen to drift
        ([1e-3], False),  # one epoch says nothing of the others
    ],
)
def test_a_training_may_drift_apart_and_not_at_its_end_only(far, honest):
    assert drifts(far) == honest


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({}, ""),
        ({"device": "another", "python": "3.13.1", "threads": 2, "seconds_held": 1e9}, ""),
        ({"patience": 3}, "record.patience 3, not None"),
        ({"configuration": {}}, "record.configuration.dimension None, not 8"),
        ({"code_sha256": {"train.py": "0"}}, "record.code_sha256.autogrid/"),
        ({"data_sha256": {}}, "record.data_sha256.images None"),
        ({"history_sha256": "0"}, "record.history_sha256 0, not "),
        ({"note": "believe me"}, "record.note believe me, not None"),
        ({"note": None}, "not written as a training writes it"),
    ],
)
def test_records_say_what_a_training_of_today_says(trained, change, named):
    file = trained[0] / files(STEM)[2]
    record = json.loads(file.read_text())
    file.write_text(json.dumps(record | change, indent=2) + "\n")
    lines = list(untrue(trained[0], STEM, record, REPOSITORY))
    assert len(lines) == bool(named) and named in "".join(lines)


def test_a_commit_has_the_code_that_a_record_gives_the_digests_of(trained, tmp_path):
    repository = tmp_path / "repository"
    shutil.copytree(REPOSITORY / "scripts", repository / "scripts")
    git = ["git", "-C", repository, "-c", "user.name=Test", "-c", "user.email=test@example.org"]
    subprocess.run([*git, "init", "--quiet"], check=True)
    commits = []
    for text in ("CHANGED = True\n", ""):
        shutil.copy(REPOSITORY / "scripts/train.py", repository / "scripts/train.py")
        with (repository / "scripts/train.py").open("a") as file:
            file.write(text)
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
        ("--help", False, "does not have"),
        (None, None, ""),
        ("https://github.com/a/b", False, ""),
    ]:
        told = record | {"commit": commit, "uncommitted_changes": changes}
        (trained[0] / files(STEM)[2]).write_text(json.dumps(told, indent=2) + "\n")
        lines = list(untrue(trained[0], STEM, record, repository / "scripts"))
        assert len(lines) == bool(named) and named in "".join(lines)
    assert not list(untrue(trained[0], STEM, told, tmp_path))  # nothing to look it up in


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
    lambda file: file.__setitem__("link", h5py.ExternalLink("other.h5", "/")),
    lambda file: file.move("model_weights/code", "model_weights/node"),
    lambda file: file["optimizer_weights/adam/iteration"].__setitem__((), 7),
    lambda file: file["model_weights/code/code/kernel"].__setitem__((0, 0), np.nan),
    lambda file: file["model_weights/code/code/kernel"].__setitem__(
        ..., file["model_weights/code/code/kernel"][:][::-1]
    ),
]


def forged(data, suffix, chance):
    """The content of a file with a random change that no rounding explains."""
    lines = data.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    kinds = [lambda: data + b"\0", lambda: data[:-1], lambda: b" " + data]
    if suffix == ".h5":
        kinds += [lambda: in_hdf5(data, chance.choice(HDF5))] * 5
    elif suffix in (".png", ".npy", ".npz", ".aeg"):
        place = chance.randrange(len(data))
        kinds += [lambda: data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]] * 5
    else:
        places = list(re.finditer(TOKEN, data.decode()))
        numbers = [m for m in places if m[0][:5] != "data:" and float(m[0].replace("−", "-"))]
        kinds += [lambda: b"".join(lines[:at] + lines[at + 1 :]), lambda: b"".join(lines[: at + 1] + lines[at:])]
        kinds += [lambda: data.replace(b"\n", b"\r\n"), lambda: re.sub(rb"[a-z]", b"q", data, count=at + 9)]
        if numbers:
            m = chance.choice(numbers)
            other = f"{float(m[0].replace('−', '-')) * 1.001 + 1e-6:.17g}"
            kinds += [lambda: (data.decode()[: m.start()] + other + data.decode()[m.end() :]).encode()] * 5
    return chance.choice(kinds)()


def test_whatever_is_changed_anywhere_in_results_is_named(finished, tmp_path):
    results = finished.folder / "results"
    stored = sorted(file for file in results.rglob("*") if file.is_file() and file.suffix != "")
    chance = random.Random(0)
    for _ in range(600):
        file = chance.choice(stored)
        found = tmp_path / file.name
        found.write_bytes(forged(file.read_bytes(), file.suffix, chance))
        verdict = (
            judge(found, file, lambda a, b: bound(model(a, b))) if file.suffix == ".h5" else compare(found, file, {})
        )
        assert verdict.verdict == (WRONG if found.read_bytes() != file.read_bytes() else SAME_BYTES), verdict
        assert verdict.verdict == SAME_BYTES or str(found) in verdict.what and sha256(found) != sha256(file)


def bound(far):
    if far > ELSEWHERE["weights"]:
        raise Different("differs")
    return far
