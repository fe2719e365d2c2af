"""`snakemake verify` names every forgery, however its traces are covered, and nothing else."""

import hashlib
import json
import os
import re
import shutil
import time
import zlib

import h5py
import numpy as np
import pytest
from PIL import Image

from autogrid.compress.coded_file import CHECKSUM, HEADER, START
from autogrid.provenance.records import read, sha256, write

pytestmark = pytest.mark.faults

A, B, C, D = "d2_relu-sigmoid_seed0", "d8_relu-sigmoid_seed0", "d2_sigmoid-relu_seed0", "d8_sigmoid-relu_seed0"
BEFORE = {}  # the results before any forgery


def verify(workflow, *arguments, **options):
    """The exit status of a verification, and what it says is wrong with each file."""
    done = workflow.snakemake("verify", *arguments, check=False, **options)
    assert re.search(r"^comparison: (same bytes|same numbers|WRONG)", done.said, re.M), done.said
    return done.returncode, dict(re.findall(r"^\S+: WRONG: results/(\S+?),? (.*)$", done.said, re.M))


def snapshot(folder):
    """The bytes and times of all files in a folder."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): (file.read_bytes(), file.stat().st_mtime_ns) for file in files}


def content(function):
    """Replace the content of a file by a function of it."""
    return lambda file: file.write_bytes(function(file.read_bytes()))


def text(old, new):
    """Replace a pattern in a text, once."""
    return content(lambda data: re.sub(old.encode(), new.encode(), data, count=1))


def saved(function, **options):
    """Save a picture again, changed or with other options."""
    return lambda file: function(Image.open(file).copy()).save(file, **options)


def of(other):
    """Replace a file by another one of the results."""
    return lambda file: file.write_bytes(BEFORE[other][0])


def negate(file):
    """The weights of both layers of a model."""
    with h5py.File(file, "r+") as model:
        for layer in ("code", "reconstruction"):
            model[f"model_weights/{layer}/{layer}/kernel"][:] *= -1


def longer(data):
    """A compressed file with more behind its symbols, and the length and checksum of that."""
    *header, length, model, data_set, tables = HEADER.unpack_from(data)
    header, codes = HEADER.pack(*header, length + 4, model, data_set, tables), data[START:] + bytes(4)
    return header + CHECKSUM.pack(zlib.crc32(codes, zlib.crc32(header))) + codes


def predicted(file):
    """Have a classifier be right for an image more, and its accuracy be that."""
    result = read(file)
    matrix = np.array(result["probe"]["confusion"])
    row, column = np.argwhere(matrix - np.diag(matrix.diagonal()))[0]
    matrix[row, [row, column]] += 1, -1
    result["probe"] |= {"confusion": matrix.tolist(), "accuracy": float(np.trace(matrix) / matrix.sum())}
    write(file, result)


FORGERIES = [  # a file of the results, what is done to it, and what is said of it
    (f"models/{A}.h5", text('"activation": "relu"', '"activation": "tanh"'), "tanh"),
    (f"models/{B}.h5", negate, "in its model_weights"),
    (f"models/{C}.h5", of(f"models/{D}.h5"), "in its length"),
    (f"history/{D}.csv", text("\n3,", "\n30,"), "in line 4"),
    (f"provenance/{A}.json", text('"epochs": 3', '"epochs": 30'), '"epochs": 30'),
    (f"provenance/{C}.json", text("{\n", '{\n  "seed": 1,\n'), '"seed": 1'),
    (f"metrics/{A}.json", text('"error": 0.', '"error": 0.0'), '"error": 0.0'),
    (f"metrics/{D}.json", lambda file: file.write_text("[]"), "has '[]'"),
    (f"reconstructions/{A}.png", of(f"reconstructions/{C}.png"), "in its pixels"),
    (f"reconstructions/{B}.png", lambda file: (file.unlink(), os.mkfifo(file)), "is missing"),
    (f"reconstructions/{C}.png", saved(lambda image: image, dpi=(7, 7)), "beside its pixels"),
    (f"reconstructions/{D}.png", lambda file: (file.unlink(), file.symlink_to(f"{B}.none")), "is missing"),
    (f"units/{A}.png", saved(lambda image: image, save_all=True, append_images=[Image.new("L", (9, 9))]), ", 2)"),
    (f"units/{B}.png", saved(lambda image: image.convert("RGBA")), "RGBA"),
    (f"thumbnails/{A}.png", lambda file: file.write_text("%!PS-Adobe-3.0 EPSF-3.0\n"), "cannot be read"),
    ("data/test_labels.npy", content(lambda data: data[:-1] + bytes([data[-1] ^ 1])), "in line"),
    ("data/about.json", content(lambda data: data.replace(b"\n", b"\r\n")), "in line 1"),
    ("grid.json", text('"line": "', '"line": "best '), "best"),
    ("summary.csv", content(lambda data: data + b"d16_relu-relu_seed0,16"), "in line 6"),
    ("report.html", content(lambda data: data + b"<script>"), "<script>"),
    ("principal_components.npz", of(f"codecs/{A}.npz"), "in its names"),
    ("figures/error.svg", text('href="#m\\w+"', 'href="#m0000000000"'), "in line"),
    ("figures/codes.png", lambda file: file.unlink(), "is missing"),
    ("rates.csv", content(lambda data: b"".join(data.splitlines(True)[:-1])), "should have"),
    (f"rates/{A}.json", text('"psnr": ', '"psnr": 1'), '"psnr": 1'),
    (f"codecs/{A}.npz", content(lambda data: data + bytes(9)), "beside its parts"),
    (f"compressed/{B}_bits3.aeg", content(longer), "beside its parts"),
    (f"classification/{B}.json", predicted, 'in "probe"'),
    ("comparison.html", text("</body>", "<!-- --></body>"), "<!-- -->"),
    ("partial_summary.csv", text("done", "missing"), "missing"),
    (f"projector/{A}/tensor.tsv", of(f"projector/{C}/tensor.tsv"), "in line 1"),
    ("models/d16_relu-relu_seed0.h5", of(f"models/{D}.h5"), "nothing that this config makes"),
    ("provenance/more/d16.json", of(f"provenance/{D}.json"), "nothing that this config makes"),
]
OTHERS = ["notes.txt", "another/summary.csv", "models/.DS_Store"]  # no results
EXTRAS = ["--config", "compare=[one, two]"]  # two folders that stay as they are


def test_every_forgery_is_named_and_nothing_else_and_nothing_is_changed(rerun):
    results = rerun.folder / "results"
    for name in ("one", "two"):
        shutil.copytree(results, rerun.folder / name)
    rerun.snakemake("rates", "classify", "projector", "partial_summary", *EXTRAS)
    rerun.snakemake("compare", *EXTRAS)
    BEFORE.update(snapshot(results))
    for name, change, _ in FORGERIES:
        (results / name).parent.mkdir(exist_ok=True)
        change(file := results / name)
        if name.startswith(("model", "history")) and name in BEFORE:  # its record tells of that
            record = results / f"provenance/{file.stem}.json"
            text(hashlib.sha256(BEFORE[name][0]).hexdigest(), sha256(file))(record)
    for name in OTHERS:
        (results / name).parent.mkdir(exist_ok=True)
        (results / name).write_text("something")
    (results / "linked").symlink_to(rerun.folder / "one/data")
    before = snapshot(rerun.folder / "results")
    status, wrong = verify(rerun, *EXTRAS)
    assert status
    assert {name: said for name, _, said in FORGERIES if said not in wrong.get(name, "")} == {}, wrong
    assert wrong.keys() == {name for name, *_ in FORGERIES}
    assert snapshot(rerun.folder / "results") == before
    report = json.loads((rerun.folder / "verification.json").read_text())
    others = sorted([*OTHERS[:2], *(f"linked/{file.name}" for file in (rerun.folder / "one/data").iterdir())])
    assert report["not_verified"] == [f"results/{name}" for name in others]


def test_what_was_wrong_can_be_made_again_and_honest_results_pass_elsewhere_and_in_the_future(rerun):
    names = [f"provenance/{A}.json", f"history/{B}.csv", f"units/{C}.png", "data/test_labels.npy", "figures/codes.svg"]
    for name in names:
        (rerun.folder / "results" / name).write_bytes(b"")
    status, wrong = verify(rerun)
    assert status and set(names) <= wrong.keys()
    rerun.snakemake("--forcerun", *(f"results/{name}" for name in names))
    rerun.folder = rerun.folder.rename(rerun.folder.with_name("moved"))
    text('"python": "[\\d.]+"', '"python": "3.12.99"')(rerun.folder / f"results/provenance/{A}.json")
    rerun.snakemake("partial_summary")
    (rerun.folder / "results/comparison.html").write_text("of folders that this config does not name")
    for file in (rerun.folder / "results").rglob("*"):
        os.utime(file, (time.time() + 3600,) * 2)
    assert verify(rerun, "--config", "verify={most: 2}") == (0, {})
    report = json.loads((rerun.folder / "verification.json").read_text())
    assert report["configurations"] == 4 and len(report["trained_again"]) == 2
    assert report["not_verified"] == ["results/comparison.html"]
    page = (rerun.folder / "verification.md").read_text()
    assert page.count(": same bytes") == 6 and "python 3.12.99 there, 3." in page


PROCESSOR = {  # simulates an older one: OpenBLAS and NumPy without the wide vectors of this one
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX512_SPR",
}
EASY = """dataset: {name: easy, path: pictures}
grid: {dimension: 3, activation: [relu, sigmoid]}
training: {epochs: 300, batch_size: 8, optimizers: {adam: {learning_rate: 0.05}}}
classifier: {epochs: 2}
rates: {bits: [2, 5], qualities: 50}
extras: [classify, rates]
"""


def test_honest_results_of_custom_images_with_next_to_no_error_pass(clone):
    for i in range(40):
        file = clone.folder / f"pictures/{i % 4}/{i}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.uint8([[i % 2, i // 2 % 2], [1, 0]]).repeat(4, 0).repeat(4, 1) * 255).save(file)
    clone.write("easy.yaml", EASY)
    clone.snakemake(config="easy.yaml")
    metrics = json.loads((clone.folder / "results/metrics/d3_relu-sigmoid_seed0.json").read_text())
    assert 0 < metrics["error"] < 1e-5
    assert verify(clone, config="easy.yaml") == (0, {})


def test_honest_results_of_another_processor_and_number_of_threads_pass(clone):
    clone.snakemake("all", "rates", "classify", "--set-threads", "train=2")
    assert verify(clone, **PROCESSOR) == (0, {})
    page = (clone.folder / "verification.md").read_text()
    assert ": same numbers" in page and "threads 2 there, 1 here" in page
