"""What the seeds say together on rates: means and intervals of what an image costs and what is lost.

in   rates.csv
out  rate_replicates.csv, a row for each line, code dimension and depth
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np
import pandas as pd

from autogrid.measure.intervals import quantile

CELL = ["line", "dimension", "bits"]
MEASURES = ["bytes", "error", "excess", "mse"]


def replicates(rates, confidence=0.95):
    """Statistics over the seeds of each autoencoder at each depth, in the order of the rows.

    Parameters
    ----------
    rates : pandas.DataFrame
        rates.csv.
    confidence : float

    Returns
    -------
    pandas.DataFrame
        CELL, the number ``n`` of seeds and, for each of MEASURES, the mean, the standard deviation
        ``_sd`` and the confidence interval of the mean, ``_low`` to ``_high``: see
        `intervals.quantile`. With n = 1 there is no spread: its columns are empty.
    """
    cells = rates[rates["method"] == "autoencoder"].groupby(CELL, sort=False)
    table = cells.size().to_frame("n")
    for measure in MEASURES:
        table[measure], table[f"{measure}_sd"] = cells[measure].mean(), cells[measure].std()
        half = quantile(table["n"], confidence) * table[f"{measure}_sd"] / np.sqrt(table["n"])
        table[f"{measure}_low"], table[f"{measure}_high"] = table[measure] - half, table[measure] + half
    return table.reset_index().astype({"dimension": int, "bits": int})


def main(snakemake):
    replicates(pd.read_csv(snakemake.input.table)).to_csv(snakemake.output[0], index=False)


if __name__ == "__main__":
    main(snakemake)
