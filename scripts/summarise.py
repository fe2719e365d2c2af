"""Join the metrics of all configurations into one table.

in   the table of the grid, a metrics JSON for each configuration, the digests of the data
out  summary.csv, one row per configuration; summary.md, as the notebook prints it: a block for each activation pair and
     variant, a column for each code dimension; replicates.csv, one row per configuration without its seed: mean,
     spread and intervals of its error
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np
import pandas as pd

from autogrid.config import table
from autogrid.measure import baselines
from autogrid.measure.cells import read_cells
from autogrid.measure.comparison import quantile
from autogrid.measure.selection import compared
from autogrid.measure.summary import summarise


def as_notebook(summary, cells):
    """The errors as Markdown: a block for each activation pair and variant, a column for each dimension.

    Parameters
    ----------
    summary : pandas.DataFrame
        See `summarise`.
    cells : dict of str to dict
        What the configuration of each stem is called.
    """
    blocks = []
    for _, block in summary.groupby([cells[stem]["line"] for stem in summary.index], sort=False):
        rows = {"code size": first(block, "code_size").map("{:.2%}".format)}
        for seed, of_seed in block.groupby("seed"):
            rows[f"error, seed {seed}"] = first(of_seed, "error").map("{:.4f}".format)
        if block["published_error"].notna().any():
            rows["published error"] = (
                first(block, "published_error").map("{:.4f}".format, na_action="ignore").fillna("")
            )
        columns = pd.DataFrame(rows).fillna("").T.rename(columns="d' = {}".format).rename_axis(None, axis=1)
        blocks.append(f"## {heading(cells[block.index[0]])}\n\n{columns.to_markdown(disable_numparse=True)}\n")
    return "\n".join(blocks)


def heading(cell):
    """The heading of a block: what its rows have in common."""
    words = ["Encoder: {encoder}", "Decoder: {decoder}", *cell["variant"].values()]
    return " | ".join(words).format(**cell["configuration"])


def first(block, column):
    """A column's first value for each code dimension."""
    return block.groupby("dimension", sort=False)[column].first()


def replicates(summary, axes):
    """Statistics of the error over the seeds of each cell, in grid order.

    Errors of different seeds are taken as independent and normal: see `comparison.quantile`.

    Parameters
    ----------
    summary : pandas.DataFrame
        Columns error, published_error and the axes.
    axes : list of str
        What identifies a cell: the axes of the grid but the seed.

    Returns
    -------
    pandas.DataFrame
        The axes; ``n``, ``mean``, ``sd`` of the error (nats per pixel); the ``mean_low`` and
        ``mean_high`` of its confidence interval; ``published_error``, the ``run_low`` and
        ``run_high`` of the prediction interval and whether it has the ``published_inside``.
        With n = 1 there is no spread: its columns are empty.
    """
    cells = summary.groupby(axes, sort=False, dropna=False)
    table = cells["error"].agg(n="count", mean="mean", sd="std")
    of_run = quantile(table["n"], 0.95) * table["sd"]  # nan for n = 1
    of_mean = of_run / np.sqrt(table["n"])
    table["mean_low"], table["mean_high"] = table["mean"] - of_mean, table["mean"] + of_mean
    table["published_error"] = cells["published_error"].first()
    of_run *= np.sqrt(1 + 1 / table["n"])
    table["run_low"], table["run_high"] = table["mean"] - of_run, table["mean"] + of_run
    inside = table["published_error"].between(table["run_low"], table["run_high"])
    table["published_inside"] = inside.where(table[["published_error", "sd"]].notna().all(axis=1))
    return table.reset_index()


def main(snakemake):
    given, cells = snakemake.input, table.of_job(snakemake)["cells"]
    measured = read_cells(given.metrics, cells, given.digests)
    summary = summarise(baselines.with_recovered(measured, baselines.read(given.baselines)))
    summary.to_csv(snakemake.output.csv)
    text = as_notebook(summary.loc[list(compared(measured))], cells)
    Path(snakemake.output.markdown).write_text(text, encoding="utf-8")
    axes = [axis for axis in next(iter(cells.values()))["configuration"] if axis != "seed"]
    replicates(pd.read_csv(snakemake.output.csv), axes).to_csv(snakemake.output.replicates, index=False)


if __name__ == "__main__":
    main(snakemake)
