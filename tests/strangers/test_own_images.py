"""A folder of pictures and two lines of config, as far as the page."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from support.workflow import copy_workflow

pytestmark = pytest.mark.strangers

CONFIG = """dataset: {{name: blobs, path: {path}{more}}}
grid: {{dimension: 2, activation: [relu, sigmoid]}}
training: {{epochs: 2}}
rates: {{bits: 3, qualities: 50}}
"""
NAMES = ["red", "green", "blue"]


def draw(folder, flat=False):
    """Thirty small pictures, each brightest in the colour that its class is called by."""
    for i in range(30):
        image = np.random.default_rng(i).integers(0, 100, (6, 5, 3), np.uint8)
        image[..., i % 3] += 150
        file = folder / (f"{i}.png" if flat else f"{NAMES[i % 3]}/{i}.png")
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(file)


@pytest.fixture(scope="module")
def coloured(tmp_path_factory):
    """A run on pictures in colour in class folders, with all that there can be."""
    workflow = copy_workflow(tmp_path_factory.mktemp("coloured") / "clone")
    draw(workflow.folder / "pictures")
    workflow.write("own.yaml", CONFIG.format(path="pictures", more=""))
    workflow.said = workflow.snakemake("all", "classify", "rates", config="own.yaml").said
    return workflow


@pytest.fixture
def again(coloured, tmp_path):
    """A copy of that run."""
    shutil.copytree(coloured.folder, tmp_path / "clone", symlinks=True)
    return type(coloured)(tmp_path / "clone")


def test_pictures_in_colour_are_trained_measured_drawn_compressed_and_classified(coloured):
    results = coloured.folder / "results"
    assert np.load(results / "data/train.npy").shape == (21, 6, 5, 3)
    assert json.loads((results / "data/classes.json").read_text()) == ["blue", "green", "red"]
    thumbnail = np.asarray(Image.open(results / "thumbnails/d2_relu-sigmoid_seed0.png"))
    np.testing.assert_array_equal(thumbnail[:6, :5], np.load(results / "data/test.npy")[0])
    for name in ("gallery", "codes", "classes", "confusion", "rates", "rate_gallery"):
        assert (results / f"figures/{name}.png").exists()
    references = json.loads((results / "references.json").read_text())["references"]
    assert {"PNG", "JPEG", "WebP"} <= {row["method"] for row in references}
    assert next(row["bytes"] for row in references if row["method"] == "pixels") == 90


def test_what_was_chosen_is_told_and_on_the_page(coloured):
    page = (coloured.folder / "results/report.html").read_text()
    for text in (
        "30 images in colour of 6 × 5 pixels, in 3 classes: blue, green, red.",
        "21 train, 3 validate and 6 test, shuffled (seed 0, stratified by class).",
    ):
        assert text in page and text in coloured.said
    assert "Chosen to suit 21 training images: batches of 16." in page


def test_a_copy_elsewhere_reruns_nothing_and_planning_reads_no_image_again(again):
    assert again.planned("all", config="own.yaml") == {}
    (again.folder / "pictures").rename(again.folder / "elsewhere")
    again.write("own.yaml", CONFIG.format(path="elsewhere", more=""))
    assert again.planned("all", config="own.yaml") == {}
    shutil.make_archive(again.folder / "pictures", "zip", again.folder / "elsewhere")
    again.write("own.yaml", CONFIG.format(path="pictures.zip", more=""))
    assert again.planned("all", config="own.yaml") == {}


def test_images_that_change_are_noticed_and_refused_if_they_are_pinned(again):
    before = json.loads((again.folder / "results/data/sha256.json").read_text())["images"]
    shutil.copy(again.folder / "pictures/red/0.png", again.folder / "pictures/red/3.png")
    said = again.snakemake("results/data/train.npy", config="own.yaml").said
    assert "not those of the results in results: everything that depends on them is computed again." in said
    assert again.planned("all", config="own.yaml")["train"] == 1
    again.write("own.yaml", CONFIG.format(path="pictures", more=f", sha256: {before}"))
    first, line, *_ = again.refused(config="own.yaml")
    assert line.startswith(f"  dataset.sha256: {before} is pinned, but pictures has ")


def test_without_labels_all_is_made_but_what_is_of_classes(again):
    draw(again.folder / "flat", flat=True)
    again.write("own.yaml", CONFIG.format(path="flat", more=""))
    assert "plot_classes" not in again.planned("all", config="own.yaml")
    again.snakemake("all", "projector", config="own.yaml")
    results = again.folder / "results"
    assert (results / "projector/metadata.tsv").read_text().startswith("test image 0\ntest image 1\n")
    assert (results / "figures/codes.png").exists()
    assert "Without labels (a folder for each class, or" in (results / "report.html").read_text()
    assert '<h2 id="classification">' not in (results / "report.html").read_text()
    _, said = again.plan("classify", config="own.yaml", check=False)
    assert "flat has no labels, which classifiers learn: move the images into a folder for each class" in said


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (
            "nowhere",
            "  dataset.path: nowhere does not exist; it can be a folder, zip or tar of images, an .npy or .npz",
        ),
        ("empty", "  dataset.path: empty has no images (PNG, JPEG, BMP, GIF, TIFF, WebP, PGM, PPM)"),
        ("https://example.org/a.zip", "  dataset.path: https://example.org/a.zip is a URL: download it first"),
        ("$NOTHING/a", "  dataset.path: $NOTHING/a has $NOTHING, a variable that is not set"),
    ],
)
def test_a_path_that_has_no_images_is_refused_while_planning(clone, path, said):
    (clone.folder / "empty").mkdir()
    clone.write("own.yaml", CONFIG.format(path=path, more=""))
    first, line, *_ = clone.refused(config="own.yaml")
    assert first == "the config is refused:" and line.startswith(said)
    assert not (clone.folder / "resources/blobs").exists()


def test_every_broken_file_is_named_before_any_job_and_left_out_where_that_is_wanted(again):
    for i in range(15):
        (again.folder / f"pictures/red/broken{i}.png").write_bytes(b"no image")
    again.write("own.yaml", CONFIG.format(path="pictures", more=""))
    first, line, *listed = again.refused(config="own.yaml")
    assert line.startswith(
        "  dataset.path: pictures: 15 of 45 images cannot be read; replace or remove them, or add skip"
    )
    assert (
        listed[0].strip() == "red/broken0.png is not an image: Pillow cannot identify it" and "and 5 more" in listed[10]
    )
    again.write("own.yaml", CONFIG.format(path="pictures", more=", skip_unreadable: true"))
    jobs = again.planned("all", config="own.yaml")  # the images are those that there were, and the page says the rest
    assert set(jobs) == {"describe_images", "plot_classes", "plot_codes", "write_report"}


def test_a_path_without_a_name_is_not_mnist_and_classes_may_be_called_anything(again):
    names = ["red $x$ and ${y}", "<b>green {z} " + "n" * 100, "blue 青"]
    (again.folder / "elsewhere").mkdir()
    for old, new in zip(NAMES, names):
        shutil.move(again.folder / "pictures" / old, again.folder / "elsewhere" / new)
    again.write("own.yaml", CONFIG.format(path="elsewhere", more="").replace("name: blobs, ", ""))
    again.snakemake("all", config="own.yaml")
    page = (again.folder / "results/report.html").read_text()
    assert "images of elsewhere" in page
    assert (again.folder / "results/figures/classes.png").exists()


def test_one_test_image_is_enough(clone):
    draw(clone.folder / "pictures/train")
    draw(clone.folder / "one")
    (clone.folder / "pictures/test/red").mkdir(parents=True)
    (clone.folder / "one/red/0.png").rename(clone.folder / "pictures/test/red/0.png")
    clone.write("own.yaml", CONFIG.format(path="pictures", more=""))
    assert clone.planned(config="own.yaml")["train"] == 1


def test_the_example_draws_its_images_and_plans_the_grid_of_them(clone):
    subprocess.run([sys.executable, "examples/own-images/draw.py"], cwd=clone.folder, check=True)
    planned = clone.planned(config="examples/own-images/config.yaml")
    assert planned["prepare"] == 1 and planned["train"] == 12 and "fetch" not in planned
