"""What the seeds of a cell say together: mean, spread and intervals of its error.

in   summary.csv
out  replicates.csv, a row for each cell: a configuration without its seed
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np
import pandas as pd

from autogrid.measure.intervals import quantile


def replicates(summary, axes, confidence=0.95):
    """Statistics of the error over the seeds of each cell, in grid order.

    Errors of different seeds are taken as independent and normal: see `intervals.quantile`.

    Parameters
    ----------
    summary : pandas.DataFrame
        Columns error, published_error and the axes.
    axes : list of str
        What identifies a cell: the axes of the grid but the seed.
    confidence : float

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
    of_run = quantile(table["n"], confidence) * table["sd"]  # nan for n = 1
    of_mean = of_run / np.sqrt(table["n"])
    table["mean_low"], table["mean_high"] = table["mean"] - of_mean, table["mean"] + of_mean
    table["published_error"] = cells["published_error"].first()
    of_run *= np.sqrt(1 + 1 / table["n"])
    table["run_low"], table["run_high"] = table["mean"] - of_run, table["mean"] + of_run
    inside = table["published_error"].between(table["run_low"], table["run_high"])
    table["published_inside"] = inside.where(table[["published_error", "sd"]].notna().all(axis=1))
    return table.reset_index()


def main(snakemake):
    table = replicates(pd.read_csv(snakemake.input.summary), snakemake.params.axes)
    table.to_csv(snakemake.output[0], index=False)


if __name__ == "__main__":
    main(snakemake)
