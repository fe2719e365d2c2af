import bz2
import io
import lzma

import numpy as np
import pytest
from PIL import Image

from autogrid.compress import references
from autogrid.measure.rate_distortion import EACH, TOGETHER
from compress_references import lossless, lossy
from support.workflow import REPOSITORY

with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    GREY = SAMPLE["x_test"][:23]
COLOUR = np.random.default_rng(0).integers(0, 256, (5, 4, 6, 3), np.uint8)


@pytest.mark.parametrize("images", [GREY, COLOUR, GREY[:1], np.ones((3, 1, 20000), np.uint8)], ids=len)
def test_pictures_come_back_from_their_sheets(images):
    sheets = references.sheets(images)
    assert sheets.ndim == images.ndim and max(sheets.shape[1:3]) <= max(16383, *images.shape[1:3])
    np.testing.assert_array_equal(references.tiles(sheets, images.shape), images)


def test_a_sheet_has_its_pictures_in_reading_order():
    (sheet,) = references.sheets(GREY)
    assert sheet.shape == (5 * 28, 5 * 28)
    np.testing.assert_array_equal(sheet[28:56, 84:112], GREY[8])
    assert not sheet[112:, 84:].any()  # 23 of 25


@pytest.mark.parametrize("images", [GREY, COLOUR], ids=["grey", "colour"])
def test_what_claims_to_lose_nothing_loses_nothing_and_sizes_are_those_of_files(images):
    rows = {(told["method"], told["packing"]): size for told, size in lossless(images)}
    assert rows["pixels", TOGETHER] == images.size
    files = [io.BytesIO() for _ in images]
    for file, image in zip(files, images):
        Image.fromarray(image).save(file, "PNG", optimize=True)
    assert rows["PNG", EACH] == sum(len(file.getvalue()) for file in files)
    assert len(rows) == 1 + 2 * 5 and rows["PNG", TOGETHER] < rows["PNG", EACH]


def test_a_higher_quality_costs_more_and_loses_less():
    found = {}
    for told, size, restored in lossy(GREY, [10, 75]):
        error = np.mean((restored.astype(float) - GREY) ** 2)
        found.setdefault((told["method"], told["packing"]), []).append((size, error))
    assert len(found) == 4
    for (size, error), (larger, less) in found.values():
        assert size < larger and error > less > 0


def test_qualities_are_those_of_pictures_with_white_at_255():
    shown = references.visible(np.array([[0, 0.5, 1, 1.2]]), (2, 2))
    assert shown.dtype == np.uint8
    assert shown.tolist() == [[[0, 128], [255, 255]]]


def test_a_single_channel_is_grey_and_two_are_no_picture():
    np.testing.assert_array_equal(references.pictures(GREY[..., None]), GREY)
    with pytest.raises(ValueError, match=r"images of shape \(28, 28, 2\) are neither grey nor of three colours"):
        references.pictures(np.zeros((1, 28, 28, 2), np.uint8))


def test_bytes_that_are_packed_come_back_and_lzma_takes_no_dictionary_larger_than_the_data():
    assert lzma.decompress(references.xz(GREY.tobytes())) == GREY.tobytes()
    assert references.packed(GREY, EACH, "bz2") == sum(len(bz2.compress(image.tobytes())) for image in GREY)
    best = len(lzma.compress(GREY.tobytes(), preset=9 | lzma.PRESET_EXTREME))
    assert abs(references.packed(GREY, TOGETHER, "lzma") - best) <= 8
