"""The report, read as text; tests/browser tries it in Chromium."""

import base64
import csv
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from autogrid.draw import tiles
from autogrid.findings import devices
from autogrid.measure.accuracies import read_classification
from autogrid.model import numpy_model
from autogrid.page import document, networks, pictures
from autogrid.page.explorer import POINTS, curve, explorer
from autogrid.page.glance import best_line, glance
from autogrid.provenance.records import sha256
from support.grids import STEMS
from support.page import PAGE, Page, configurations, content, data_of


@pytest.fixture(scope="module")
def text(finished):
    return (finished.folder / "results/report.html").read_text()


def test_the_page_needs_no_other_file(text):
    links = [a[name] for _, a in Page(text).elements for name in ("src", "href") if name in a]
    assert links
    assert all(re.match("data:|#", link) for link in links)
    assert "@import" not in text and not re.search(r"url\([\"']?(?!#|\"\)|\$)[\w./:]", text)


def test_every_picture_has_a_text_and_every_link_a_target(text):
    read = Page(text)
    assert len(read.all("img")) == 5 + (1 + 2 * 2)  # figures; a test image, and what two codes leave of it
    assert all(image["alt"] for image in read.all("img"))
    assert all(int(image["width"]) > 0 and int(image["height"]) > 0 for image in read.all("img"))
    assert not any("loading" in image for image in read.all("img"))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in read.all("a")} <= set(ids)


def test_the_table_has_the_numbers_of_every_configuration_without_any_script(finished, text):
    written = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    found = re.findall(r'<tr data-stem="(.*?)"><th scope="row">(.*?)</th>(.*?)</tr>', written, re.DOTALL)
    with (finished.folder / "results/summary.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [stem for stem, _, _ in found] == [name for _, name, _ in found] == [row["stem"] for row in rows] == STEMS
    for (_, _, cells), row in zip(found, rows):
        texts = re.findall(r"<td.*?>(.*?)</td>", cells)
        assert {row["dimension"], row["encoder"], f"{float(row['error']):#.4g}"} <= set(texts)


PROCESSOR = {"device": "Xeon", "driver": None, "unused_gpu": None, "seconds_held": 5.0, "seconds_computed": 1.0}
GPU = {"device": "H100", "driver": "570.00, CUDA 12.8", "cuda": "12.9, cuDNN 9.28.0", "tf32": False}
GPU |= {"unused_gpu": None, "seconds_held": 20.0, "seconds_computed": 12.5}
UNUSED = PROCESSOR | {"unused_gpu": "A100 is there and not used: install"}


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([PROCESSOR, PROCESSOR | {"seconds_held": 9.0}], "Trained on Xeon."),
        (
            [GPU, GPU],
            "Trained on H100 (driver 570.00, CUDA 12.8; libraries of CUDA 12.9, cuDNN 9.28.0; TF32 off), "
            "computing in 25 of the 40 s that they held it.",
        ),
        ([UNUSED, UNUSED], "Trained on Xeon. A100 is there and not used: install."),
    ],
    ids=["processor", "GPU", "unused"],
)
def test_seconds_of_gpus_are_summed_up_and_one_that_is_not_used_is_said_once(records, said):
    assert " ".join(devices.sentences(records)) == said


def test_models_of_several_devices_are_counted():
    first, second = devices.sentences([PROCESSOR, GPU, GPU])
    assert first == "1 of 3 models was trained on Xeon."
    assert second.startswith("2 of 3 models were trained on H100 (") and "25 of the 40 s" in second


def test_the_scripts_have_all_that_the_metrics_say(finished, text):
    data = data_of(text)
    for stem, cell in zip(STEMS, data["cells"], strict=True):
        metrics = json.loads((finished.folder / f"results/metrics/{stem}.json").read_text())
        assert cell["stem"] == stem
        assert {**data["shared"], **cell["record"]} == metrics
        assert list(metrics) == data["names"]
        assert cell["values"][[column["name"] for column in data["columns"]].index("error")] == metrics["error"]
    assert "data_sha256" in data["shared"] and "error" not in data["shared"]


def test_accuracies_have_a_table_for_each_classifier_with_a_column_for_each_code_dimension(finished, tmp_path):
    file = tmp_path / "classification.csv"
    rows = ["relu → sigmoid,2,0.5,0.6", "relu → sigmoid,8,0.7,0.8", "relu → sigmoid,8,0.72,0.8", "PCA,2,0.4,0.3"]
    file.write_text("\n".join(["line,dimension,probe_accuracy,cnn_accuracy", *rows, "raw pixels,784,0.9,0.95"]))
    cells = configurations(finished)
    filled = content(cells) | {"classification": read_classification(file)}
    written = document.render(**filled, explorer=explorer(cells, ["dimension", "encoder", "decoder"]))
    tables = re.findall(r'aria-label="Test accuracy.*?</table>', written, re.DOTALL)
    found = [[re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row) for row in table.split("<tr>")[2:]] for table in tables]
    assert found == [
        [["relu → sigmoid", "50.0", "71.0 ± 1.4"], ["PCA", "40.0", "–"], ["raw pixels", "90.0"]],
        [["relu → sigmoid", "60.0", "80.0 ± 0.0"], ["PCA", "30.0", "–"], ["raw pixels", "95.0"]],
    ]


def test_text_from_the_data_is_no_markup(finished):
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    cell = configurations(finished)[0]
    cell["configuration"] |= {"optimizer": hostile, "loss": hostile}
    cell |= {"stem": hostile, "line": hostile}
    filled = content([cell]) | {
        "answer": [hostile],
        "sentences": [hostile],
        "caveats": [hostile],
        "devices": [hostile],
        "images": [hostile],
        "protocol": {hostile: hostile},
        "rates": {"sentences": [hostile], "figures": {"rates": pictures.Picture(hostile, 1, 1)}},
        "classification": {classifier: {hostile: {2: hostile}} for classifier in ("probe", "cnn")},
        "figures": {"error": pictures.Picture(hostile, 1, 1)},
        "dataset": hostile,
    }
    read = Page(document.render(**filled, explorer=explorer([cell], ["dimension", "encoder", "decoder", "optimizer"])))
    assert len(read.all("script")) == 3
    assert not any("onerror" in attributes for _, attributes in read.elements)
    assert read.text.count(hostile) > 5


def test_a_long_curve_is_thinned_to_what_can_be_seen_and_keeps_its_end(tmp_path):
    file = tmp_path / "history.csv"
    rows = [f"{epoch},{1 / epoch},{0.5 if epoch % 7 == 0 else ''}," for epoch in range(1, 1001)]
    file.write_text("\n".join(["epoch,loss,val_loss,val_images", *rows]) + "\n")
    found = curve(file)
    assert len(found["loss"]) == POINTS and len(found["val_loss"]) <= POINTS
    assert found["loss"][-1] == [1000, 0.001] and found["val_loss"][-1] == [994, 0.5]
    file.write_text("epoch,loss,val_loss,val_images\n1,0.5,,\n")
    assert curve(file) == {"loss": [[1, 0.5]], "val_loss": []}


def decoded(uri):
    """The pixels of a picture that is a part of a page."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))).convert("RGB"))


def test_small_pictures_keep_their_pixels_in_grey_and_in_colour(tmp_path):
    for pixels in (np.arange(256, dtype=np.uint8).reshape(16, 16), np.arange(768, dtype=np.uint8).reshape(16, 16, 3)):
        Image.fromarray(pixels).save(tmp_path / "a.png")
        np.testing.assert_array_equal(
            decoded(pictures.small(tmp_path / "a.png")), pixels if pixels.ndim == 3 else np.stack([pixels] * 3, axis=-1)
        )
    levels = decoded(pictures.small(tmp_path / "a.png", levels=15))
    assert len(np.unique(levels)) == 15 and levels.min() == 0 and levels.max() == 255


def test_code_units_that_do_next_to_nothing_are_drawn_alike_whatever_the_last_digits_are(tmp_path):
    for name, value in (("a", 127), ("b", 128)):
        Image.fromarray(np.full((8, 8), value, np.uint8)).save(tmp_path / f"{name}.png")
    assert pictures.small(tmp_path / "a.png", pictures.LEVELS) == pictures.small(tmp_path / "b.png", pictures.LEVELS)


def test_a_figure_of_too_many_pixels_is_shown_smaller(tmp_path):
    noise = np.random.default_rng(0).integers(0, 256, (1000, 1000, 3)).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / "a.png")
    assert decoded(pictures.embedded(tmp_path / "a.png").uri).shape == (250, 250, 3)
    Image.fromarray(noise[:50]).save(tmp_path / "a.png")
    np.testing.assert_array_equal(decoded(pictures.embedded(tmp_path / "a.png").uri), noise[:50])


def test_the_library_of_charts_is_what_its_npm_packages_have():
    vendor = PAGE / "vendor"
    wanted = dict(reversed(line.split()) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    assert {name: sha256(vendor / name) for name in wanted} == wanted
    pinned = json.loads((vendor / "package.json").read_text())["dependencies"]
    locked = json.loads((vendor / "package-lock.json").read_text())["packages"]
    for package, file in {"d3": "d3.min.js", "@observablehq/plot": "plot.umd.min.js"}.items():
        assert file in wanted
        assert locked[f"node_modules/{package}"]["version"] == pinned[package]
        assert locked[f"node_modules/{package}"]["integrity"].startswith("sha512-")
        assert f"v{pinned[package]}" in (vendor / file).read_text()[:100]
        assert pinned[package] in (vendor / "LICENSE").read_text()


def test_every_script_and_style_is_on_the_page(text):
    for file in [*(PAGE / "explorer").iterdir(), PAGE / "page.css"]:
        assert file.read_text().strip() in text


def test_a_figure_of_more_pixels_than_webp_holds_is_reduced(tmp_path):
    file = tmp_path / "wide.png"
    Image.new("L", (20_000, 40)).save(file)
    data = base64.b64decode(pictures.embedded(file).uri.partition(",")[2])
    assert Image.open(io.BytesIO(data)).size == (10_000, 20)


def model(dimension, pixels=784, largest=1.0):
    """A model of the best line, as `networks` takes it; its weights are as large as is said."""
    random = np.random.default_rng(dimension)
    layers = [
        numpy_model.Dense(
            largest * random.uniform(-1, 1, shape).astype(np.float32), np.zeros(shape[1], np.float32), "relu"
        )
        for shape in [(pixels, dimension), (dimension, pixels)]
    ]
    parts = numpy_model.Autoencoder(*(numpy_model.Layers([layer]) for layer in layers))
    return {"dimension": dimension, "stem": f"d{dimension}", "error": 0.1, "autoencoder": parts}


def test_networks_are_on_the_page_up_to_a_size_and_what_is_left_out_is_said(monkeypatch):
    models = [model(d) for d in (2, 8, 32)]
    sizes = [networks.characters(of["autoencoder"]) for of in models]
    monkeypatch.setattr(networks, "LARGEST", sizes[0] + sizes[1])
    found = networks.embedded(models, np.zeros((3, 28, 28), np.float32), np.zeros(0, int), [], "error")
    assert [network["dimension"] for network in json.loads(found["json"])["networks"]] == [2, 8]
    assert found["left_out"] == [
        "The network for d' = 32 is not on this page: its weights need 0.1 MB, "
        f"and those of all networks may have {(sizes[0] + sizes[1]) / 1e6:g} MB."
    ]
    (kernel,) = (layer["kernel"] for layer in json.loads(found["json"])["networks"][0]["encoder"])
    assert abs(len(kernel["values"]) - sizes[0] / 2) < 2000
    none = networks.embedded([model(2, largest=1e5)], np.zeros((3, 28, 28), np.float32), np.zeros(0, int), [], "error")
    assert none["json"] == "" and "too large for half precision" in none["left_out"][0]


def test_images_are_said_to_be_centred_like_mnist_only_if_they_are(finished):
    digits = np.load(finished.folder / "results/data/test.npy") / np.float32(255)
    assert networks.centred(digits)
    assert not networks.centred(np.roll(digits, 3, axis=1))
    assert not networks.centred(1 - digits)
    assert not networks.centred(digits[:, :, :27])
    assert not networks.centred(np.zeros_like(digits))


def test_a_picture_of_images_has_each_of_them_in_rows():
    images = np.random.default_rng(0).integers(0, 256, (30, 4, 5, 3)).astype(np.uint8)
    sheet = tiles.in_rows(images, 25)
    assert sheet.shape == (2 * 4, 25 * 5, 3)
    np.testing.assert_array_equal(sheet[4:, 4 * 5 : 5 * 5], images[29])
    assert not sheet[4:, 5 * 5 :].any()


def test_the_best_line_and_a_few_of_its_codes_are_seen_at_a_glance():
    lines = {
        line: {d: {seed: {"stem": f"{line}{d}{seed}", "error": error + seed / 100} for seed in (1, 0)} for d in (2, 8)}
        for line, error in {"a": 0.3, "b": 0.2}.items()
    }
    assert [cell["stem"] for cell in best_line(lines, "error")] == ["b20", "b80"]
    many = [model(d, pixels=16) | {"line": "b"} for d in range(1, 12)]
    found = glance(many, lambda d: many[d - 1]["autoencoder"], np.full((20, 4, 4), 0.5, np.float32), {1: 0.7, 11: 0.1})
    assert [column["dimension"] for column in found["columns"]] == [1, 3, 5, 7, 9, 11]
    assert found["count"] == 12 and decoded(found["original"]).shape[:2] == (12 * 4, 4)
    assert [column["PCA"] and column["PCA"]["error"] for column in found["columns"]] == [
        0.7,
        None,
        None,
        None,
        None,
        0.1,
    ]
    assert found["columns"][0]["size"] == 1 / 16
