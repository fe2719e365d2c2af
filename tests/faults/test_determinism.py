"""The same seed gives the same bytes, whatever --cores is and through the cache."""

import shutil

import pytest


@pytest.mark.parametrize("cores", [1, 4])
def test_on_other_cores(clone, finished, cores):
    clone.snakemake("--cores", str(cores))
    assert clone.files("**/*") == finished.files("**/*")


def test_through_the_cache(clone, finished, tmp_path):
    cache = {"SNAKEMAKE_OUTPUT_CACHE": str(tmp_path / "cache")}
    (tmp_path / "cache").mkdir()
    clone.snakemake("--cache", **cache)  # fills it
    first = clone.files("**/*")
    for folder in ("results", "resources/mnist-sample", "logs", ".snakemake"):
        shutil.rmtree(clone.folder / folder)
    clone.snakemake("--cache", **cache)
    assert not any(log.read_text() for log in (clone.folder / "logs/train").iterdir()), "trained again"
    assert clone.files("**/*") == first == finished.files("**/*")
