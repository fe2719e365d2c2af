"""The small run, looked into."""

import csv
import hashlib
import json

import keras
import numpy as np
import pytest
from matplotlib.image import imread

from autogrid.draw import sheet, tiles
from autogrid.model import numpy_model
from support.grids import STEMS, TEST


def restored(autoencoder, images):
    """What an autoencoder makes of images."""
    return autoencoder.decoder(autoencoder.encoder(images))


def read_metrics(workflow, stem):
    return json.loads((workflow.folder / f"results/metrics/{stem}.json").read_text())


@pytest.mark.parametrize("stem", STEMS)
def test_metrics_can_be_recomputed_from_the_model_with_keras(finished, stem):
    metrics = read_metrics(finished, stem)
    autoencoder = keras.models.load_model(finished.folder / f"results/models/{stem}.h5", compile=False)
    x = TEST.reshape(len(TEST), -1).astype(np.float32) / 255
    reconstructions = autoencoder(x)
    assert metrics["error"] == pytest.approx(float(keras.losses.BinaryCrossentropy()(x, reconstructions)), rel=1e-5)
    assert metrics["mse"] == pytest.approx(float(keras.losses.MeanSquaredError()(x, reconstructions)), rel=1e-5)
    assert metrics["parameters"] == autoencoder.count_params()


@pytest.mark.parametrize("stem", STEMS)
def test_metrics_name_what_they_were_computed_from(finished, stem):
    metrics = read_metrics(finished, stem)
    model = (finished.folder / f"results/models/{stem}.h5").read_bytes()
    assert metrics["model_sha256"] == hashlib.sha256(model).hexdigest()
    assert metrics["data_sha256"]["test"] == hashlib.sha256(TEST.tobytes()).hexdigest()
    assert metrics["versions"]["numpy"] == np.__version__
    assert stem == "d{dimension}_{encoder}-{decoder}_seed{seed}".format(**metrics["configuration"])


def test_history_has_a_row_per_epoch(finished):
    for stem in STEMS:
        with (finished.folder / f"results/history/{stem}.csv").open() as file:
            rows = list(csv.DictReader(file))
        assert [row["epoch"] for row in rows] == ["1", "2", "3"]
        assert [row["val_images"] for row in rows] == ["", "50", ""]
        assert all(float(row["loss"]) > 0 for row in rows)


def test_the_summary_repeats_the_metrics_in_grid_order(finished):
    with (finished.folder / "results/summary.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["stem"] for row in rows] == STEMS
    for row in rows:
        metrics = read_metrics(finished, row["stem"])
        assert float(row["error"]) == metrics["error"]
        assert float(row["mse"]) == metrics["mse"]
        assert row["model_sha256"] == metrics["model_sha256"]
    assert rows[0]["published_error"] == ""  # by another protocol


@pytest.mark.parametrize("stem", STEMS)
def test_a_picture_shows_the_original_above_its_reconstruction(finished, stem):
    picture = np.rint(255 * imread(finished.folder / f"results/reconstructions/{stem}.png")).astype(int)
    side = 7 * 28  # each pixel is a square
    of_stem = numpy_model.load(finished.folder / f"results/models/{stem}.h5")
    images = numpy_model.scaled(TEST[:2], 255)
    shown = {
        picture.shape[0] - 2 * side - 50: TEST[:2],
        picture.shape[0] - side - 10: tiles.levels(restored(of_stem, images)),
    }
    for top, row in shown.items():
        for left, image in zip((10, 20 + side), row.reshape(-1, 28, 28)):
            drawn = picture[top : top + side, left : left + side]
            np.testing.assert_allclose(drawn, sheet.enlarged(image.astype(int)), atol=1)


@pytest.mark.parametrize("stem", STEMS)
def test_what_is_drawn_of_a_configuration_is_small(finished, stem):
    folders = ["reconstructions", "units", "thumbnails"]
    sizes = {folder: (finished.folder / f"results/{folder}/{stem}.png").stat().st_size for folder in folders}
    assert sum(sizes.values()) < 30_000, sizes  # bytes


@pytest.mark.parametrize("figure", ["error", "learning_curves", "classes", "gallery", "codes"])
def test_figures_are_not_blank(finished, figure):
    picture = imread(finished.folder / f"results/figures/{figure}.png")
    assert min(picture.shape[:2]) >= 250
    assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 50


def test_the_training_log_shows_progress(finished):
    log = (finished.folder / f"logs/train/{STEMS[0]}.log").read_text()
    for part in ("epoch 1/3  loss 0.", "val_loss 0.", "epochs/s", "s left"):
        assert part in log


def test_jobs_share_their_imports(finished):
    for log in (finished.folder / "logs").glob("[ep]*/*.log"):  # evaluate and plot_reconstructions, which use no GPU
        assert "imports are not shared" not in log.read_text(), log


def test_snakemakes_own_report_shows_every_table_and_picture(rerun):
    rerun.snakemake("--report", "snakemake-report.html")
    page = (rerun.folder / "snakemake-report.html").read_text()
    for stem in STEMS:
        assert f"results/reconstructions/{stem}.png" in page
        assert f"results/units/{stem}.png" in page
    for name in ("summary.csv", "figures/error.png", "figures/gallery.png"):
        assert f"results/{name}" in page
