"""A grid that is planned and run in pieces."""

import pytest

pytestmark = pytest.mark.strangers

TABLE = "results/summary.csv"


def test_batches_make_the_table_of_a_single_run(clone, finished):
    for batch in ("1/2", "2/2"):
        assert not (clone.folder / TABLE).exists()
        clone.snakemake(TABLE, "--batch", f"summarise={batch}")
    assert clone.files("summary.csv") == finished.files("summary.csv")
