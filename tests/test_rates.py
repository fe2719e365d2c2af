"""`snakemake rates` on the small grid, looked into."""

import re
import subprocess
import sys

import h5py
import keras
import numpy as np
import pandas as pd
import pytest
from matplotlib.image import imread

from autogrid.findings.rate_findings import sentences
from autogrid.measure import rate_distortion as rd
from compare_rates import check, compare, replicates
from support.grids import STEMS
from support.workflow import REPOSITORY, SMALL

with np.load(REPOSITORY / "tests/data/mnist-sample.npz") as SAMPLE:
    TRAIN, TEST = (SAMPLE[name].reshape(len(SAMPLE[name]), -1) / np.float32(255) for name in ("x_train", "x_test"))
NAMES = [*STEMS, "d2_pca", "d8_pca"]


@pytest.fixture(scope="module")
def rated(finished, tmp_path_factory):
    """The small run and its rates. Only look."""
    workflow = finished.copy(tmp_path_factory.mktemp("rated") / "clone")
    workflow.append(SMALL, "rates: {qualities: [5, 50]}\n")
    workflow.snakemake("rates")
    return workflow


@pytest.fixture
def again(rated, tmp_path):
    """A copy of it, to run anything in."""
    return rated.copy(tmp_path / "clone")


@pytest.fixture(scope="module")
def table(rated):
    return pd.read_csv(rated.folder / "results/rates.csv")


def decompress(workflow, file, codec, images="images.npy"):
    command = [sys.executable, REPOSITORY / "scripts/decompress.py", file, codec, images]
    return subprocess.run(command, cwd=workflow.folder, capture_output=True, text=True)


def test_there_is_a_row_for_every_reduction_at_every_depth_and_for_every_reference(table):
    codes, references = table.dropna(subset="stem"), table[table["stem"].isna()]
    assert [(row.stem, row.bits) for row in codes.itertuples()] == [(stem, b) for stem in NAMES for b in range(1, 9)]
    assert len(references) == 1 + 2 * 5 + 2 * 2 * 2
    assert (references.loc[references["quality"].isna(), ["excess", "mse"]] == 0).all(axis=None)


def test_bytes_are_those_of_the_files_and_hardly_more_than_the_entropy(rated, table):
    for row in table.dropna(subset="stem").itertuples():
        file = rated.folder / f"results/compressed/{row.stem}_bits{row.bits:.0f}.aeg"
        assert row.bytes == file.stat().st_size / len(TEST)
        assert row.ideal_bytes <= row.bytes <= 1.2 * row.ideal_bytes + 50 / len(TEST) + 0.3  # few images to learn from


def test_more_bits_lose_less_and_eight_are_as_good_as_none(table):
    for stem, depths in table.dropna(subset="stem").groupby("stem"):
        last = depths.set_index("bits").loc[8]
        assert last["error"] == pytest.approx(last["not_quantised_error"], rel=0.01), stem
        assert depths["bytes"].is_monotonic_increasing, stem
    principal = table[table["stem"] == "d8_pca"]
    assert principal["error"].iloc[:5].is_monotonic_decreasing


def test_one_command_restores_the_images_that_were_measured(rated, table, tmp_path):
    stem = "d8_relu-sigmoid_seed0"
    done = decompress(
        rated, f"results/compressed/{stem}_bits4.aeg", f"results/codecs/{stem}.npz", tmp_path / "images.npy"
    )
    assert done.returncode == 0, done.stderr
    images = np.load(tmp_path / "images.npy")
    assert images.shape == (200, 28, 28) and images.dtype == np.float32
    (row,) = table[(table["stem"] == stem) & (table["bits"] == 4)].itertuples()
    restored = images.reshape(len(TEST), -1)
    assert row.error == pytest.approx(float(keras.losses.BinaryCrossentropy()(TEST, restored)), rel=1e-5)
    assert row.mse == pytest.approx(np.mean((TEST - restored.astype(np.float64)) ** 2), rel=1e-5)
    assert row.psnr == pytest.approx(-10 * np.log10(row.mse))
    floor = float(keras.losses.BinaryCrossentropy()(TEST, TEST))
    assert row.excess == pytest.approx(row.error - floor, abs=1e-5)


def test_a_file_of_another_configuration_is_refused_in_a_line_and_nothing_is_written(rated, tmp_path):
    file, codec = "results/compressed/d8_relu-sigmoid_seed0_bits4.aeg", "results/codecs/d8_sigmoid-relu_seed0.npz"
    done = decompress(rated, file, codec, tmp_path / "images.npy")
    assert done.returncode == 1
    assert done.stderr.startswith(f"{file}: of another model: ") and done.stderr.count("\n") == 1
    assert decompress(rated, "README.md", codec, tmp_path / "images.npy").returncode == 1
    assert not (tmp_path / "images.npy").exists()


def test_the_curve_of_principal_components_is_this_one(table):
    mean = TRAIN[:500].mean(axis=0, dtype=np.float64)
    directions = np.linalg.svd(TRAIN[:500] - mean, full_matrices=False)[2][:8]
    training, tests = ((images - mean) @ directions.T for images in (TRAIN[:500], TEST))
    for row in table[table["stem"] == "d8_pca"].itertuples():
        codes, entropy = np.empty_like(tests), 0
        for unit in range(8):
            low, high = np.percentile(training[:, unit], [0.1, 99.9])
            edges = np.linspace(low, high, 2 ** int(row.bits) + 1)[1:-1]
            cells, of_training = np.digitize(tests[:, unit], edges), np.digitize(training[:, unit], edges)
            for cell in np.unique(cells):
                held = training[of_training == cell, unit]
                middle = low + (cell + 0.5) * (high - low) / 2**row.bits
                codes[cells == cell, unit] = held.mean() if len(held) else middle
                entropy -= np.log2(np.mean(cells == cell)) * np.mean(cells == cell)
        restored = np.clip(codes @ directions + mean, 0, 1)
        assert row.mse == pytest.approx(np.mean((TEST - restored) ** 2), rel=2e-3)  # a sign moves edges by a bit
        assert row.ideal_bytes == pytest.approx(entropy / 8, rel=2e-3)


def test_the_findings_are_of_these_rows(rated, table):
    rows = rd.read(rated.folder / "results/rates.csv")
    assert len(rows) == len(table)
    assert [row["bytes"] for row in rows] == table["bytes"].tolist()
    assert all("nan" not in text and "None" not in text for text in sentences(rows))
    text = (rated.folder / "results/rates.md").read_text()
    assert all(f"- {sentence}\n" in text for sentence in sentences(rows))
    assert re.search(r"\| zlib, a file each +\| 183 ", text)


@pytest.mark.parametrize("figure", ["rates", "rate_gallery"])
def test_figures_are_not_blank(rated, figure):
    picture = imread(rated.folder / f"results/figures/{figure}.png")[::3, ::3]
    assert min(picture.shape[:2]) >= 80
    assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 50


def test_one_more_dimension_and_one_more_seed_are_compressed_alone(again):
    assert again.planned("rates") == {}
    again.edit("dimension: [2, 8]", "seed: [0, 1]\n  dimension: [2, 4, 8]")
    planned = again.planned("rates")
    assert planned["train"] == 8 and "compress_references" not in planned
    assert planned["compress"] == 8 + 1 + 2  # the autoencoders, their PCA, and those of PCA, which is fitted again


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        ("qualities: [5, 50]", "qualities: [5]", {"compress_references"}),
        ("qualities: [5, 50]", "qualities: [5, 50], bits: [4]", {"compress"}),
    ],
)
def test_other_settings_compute_again_what_they_are_of(again, old, new, rules):
    again.edit(old, new)
    comparisons = {"compare_rates", "plot_rates", "plot_rate_gallery", "rates"}
    assert set(again.planned("rates")) == rules | comparisons


def test_rates_are_on_the_page_only_if_extras_has_them(again):
    again.edit("qualities: [5, 50]", "qualities: [5], bits: [4]")
    assert again.planned() == {}


def test_the_same_bytes_come_out_each_time(again):
    before = again.files("[cr]o[dm]*/d8_relu*") | again.files("rates/*")
    again.snakemake("results/rates/d8_relu-sigmoid_seed0.json", "--force")
    assert again.files("[cr]o[dm]*/d8_relu*") | again.files("rates/*") == before


def test_codes_that_are_not_finite_are_refused_by_name_and_leave_no_file(again):
    stem = "d2_relu-sigmoid_seed0"
    with h5py.File(again.folder / f"results/models/{stem}.h5", "r+") as model:
        model["model_weights/code/code/bias"][1] = np.inf
    done = again.snakemake(f"results/rates/{stem}.json", check=False)
    assert done.returncode
    log = (again.folder / f"logs/compress/{stem}.log").read_text()
    assert f"results/models/{stem}.h5: unit 1 of the code of image 0 is inf and has no cell" in log
    assert not any(stem in name for kind in ("codecs", "compressed", "rates") for name in again.files(f"{kind}/*"))


def test_it_pays_where_what_is_shared_is_saved():
    depth = {"bits": 4, "bytes": 60.0, "shared_bytes": 1001, "error": 0.1}
    rates = {
        stem: {
            "reduction": {"method": "autoencoder", "dimension": 8, "seed": seed},
            "not_quantised": {"error": 0.1},
            "model_sha256": "",
            "depths": [depth | {"bytes": bytes}],
        }
        for seed, (stem, bytes) in enumerate({"cheap": 60.0, "dear": 200.0}.items())
    }
    references = [
        {"method": "zlib", "packing": packing, "bytes": bytes, "mse": 0}
        for packing, bytes in [(rd.TOGETHER, 160.0), (rd.EACH, 190.0)]
    ]
    found = compare(rates, references, {"cheap": "relu → relu", "dear": "relu → relu"})
    assert found["pays_after"].fillna(-1).tolist() == [11, -1, -1, -1]  # 1001 / 100, rounded up
    assert found["line"].tolist() == ["relu → relu"] * 2 + ["zlib"] * 2


@pytest.mark.parametrize("other", ["reduction", "bits", "data_sha256", "model_sha256"])
def test_rates_of_something_else_are_refused_with_the_command_that_makes_them_anew(other):
    reduction = {"method": "autoencoder", "dimension": 2}
    wanted = {"reductions": {"a": reduction, "b": reduction}, "bits": [4], "data_sha256": {"train": "d"}}
    as_wanted = {"reduction": reduction, "depths": [{"bits": 4}], "data_sha256": {"train": "d"}, "model_sha256": "m"}
    files = {stem: f"results/rates/{stem}.json" for stem in "ab"}
    check(files, {"a": as_wanted, "b": as_wanted}, wanted, {"a": "m"})
    stale = as_wanted | ({"depths": []} if other == "bits" else {other: "other"})
    with pytest.raises(ValueError, match="1 of 2 rates do not match the config, such as results/rates/a.json"):
        check(files, {"a": stale, "b": as_wanted}, wanted, {"a": "m"})


def test_intervals_over_the_seeds_are_students():
    rows = [
        {"method": "autoencoder", "line": "a", "dimension": 2, "bits": b, "bytes": x, "error": x, "excess": x, "mse": x}
        for b, x in [(1, 1.0), (1, 2.0), (1, 3.0), (2, 5.0)]
    ]
    found = replicates(pd.DataFrame(rows))
    assert found["n"].tolist() == [3, 1]
    assert found["error"].tolist() == [2, 5]
    half = 4.302653 / np.sqrt(3)  # t of two degrees of freedom, sd 1
    assert (found["error_low"][0], found["error_high"][0]) == pytest.approx((2 - half, 2 + half))
    assert found[["error_sd", "error_low", "error_high"]].iloc[1].isna().all()
