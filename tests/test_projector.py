"""What TensorBoard's embedding projector gets."""

import re

import numpy as np
import pytest
from PIL import Image

from autogrid.draw import projector
from autogrid.model import numpy_model
from support.grids import STEMS, TEST


def test_a_sprite_holds_images_in_reading_order_in_grey_and_in_colour():
    for shape in ((5, 2, 3), (5, 2, 3, 3)):
        images = np.random.default_rng(0).random(shape)
        found = projector.sprite(images)
        assert found.shape[:2] == (6, 9)
        for i, image in enumerate(images):
            row, column = divmod(i, 3)
            np.testing.assert_array_equal(found[2 * row : 2 * row + 2, 3 * column : 3 * column + 3], image)


def test_no_sprite_is_larger_than_the_projector_takes():
    assert projector.shown((28, 28)) == 292**2
    assert projector.shown((4000, 3000)) == 4


@pytest.fixture(scope="module")
def projected(finished, tmp_path_factory):
    """The folder of the projector, of the small run."""
    workflow = finished.copy(tmp_path_factory.mktemp("projected") / "clone")
    workflow.snakemake("projector")
    return workflow.folder / "results/projector"


def test_codes_are_those_of_the_model(projected):
    for stem in STEMS:
        autoencoder = numpy_model.load(projected.parent / f"models/{stem}.h5")
        codes = autoencoder.encoder(numpy_model.scaled(TEST, 255))
        np.testing.assert_allclose(np.loadtxt(projected / stem / "tensor.tsv", ndmin=2), codes, rtol=1e-5, atol=1e-6)


def test_every_point_has_a_class_and_a_picture(projected):
    heading, *rows = (projected / "metadata.tsv").read_text().splitlines()
    assert heading == "test image\tclass"
    assert [row.split("\t")[0] for row in rows] == [str(i) for i in range(len(TEST))]
    labels = np.load(projected.parent / "data/test_labels.npy")
    assert [row.split("\t")[1] for row in rows] == [str(label) for label in labels]
    sprite = np.asarray(Image.open(projected / "sprite.png"))
    assert sprite.shape == (15 * 28, 15 * 28)  # 200 images
    np.testing.assert_array_equal(sprite[28:56, 56:84], TEST[17])


def test_the_config_names_files_that_are_there_and_none_outside_of_its_folder(projected):
    text = (projected / "projector_config.pbtxt").read_text()
    paths = re.findall(r'_path: "(.*)"', text)
    assert len(paths) == 3 * len(STEMS)
    assert all((projected / path).is_file() and ".." not in path for path in paths)
    assert re.findall(r'tensor_name: "(.*)"', text) == STEMS
    assert text.count("single_image_dim: 28") == 2 * text.count("embeddings {") == 2 * len(STEMS)
