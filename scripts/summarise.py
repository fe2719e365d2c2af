"""Join the metrics of all configurations into one table.

in   the table of the grid, a metrics JSON for each configuration, the digests of the data
out  summary.csv, a row a configuration; summary.md, as the notebook prints it:
     a block for each activation pair and variant, a column for each code dimension
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import pandas as pd

from autogrid.config import table
from autogrid.measure import baselines
from autogrid.measure.cells import read_cells
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
        for seed, of_seed in block.groupby("seed", sort=False):
            rows[f"error, seed {seed}"] = first(of_seed, "error").map("{:.4f}".format)
        if block["published_error"].notna().any():
            rows["published error"] = (
                first(block, "published_error").map("{:.4f}".format, na_action="ignore").fillna("")
            )
        columns = pd.DataFrame(rows).fillna("").T.rename(columns="d' = {}".format).rename_axis(None, axis=1)
        blocks.append(f"## {heading(cells[block.index[0]])}\n\n{columns.to_markdown(disable_numparse=True)}\n")
    return "\n".join(blocks)


def heading(cell):
    """What the rows of a block have in common."""
    words = ["Encoder: {encoder}", "Decoder: {decoder}", *cell["variant"].values()]
    return " | ".join(words).format(**cell["configuration"])


def first(block, column):
    """A column's first value for each code dimension."""
    return block.groupby("dimension", sort=False)[column].first()


def main(snakemake):
    given, cells = snakemake.input, table.of_job(snakemake)["cells"]
    measured = read_cells(given.metrics, cells, given.digests)
    summary = summarise(baselines.with_recovered(measured, baselines.read(given.baselines)))
    summary.to_csv(snakemake.output.csv)
    text = as_notebook(summary.loc[list(compared(measured))], cells)
    Path(snakemake.output.markdown).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(snakemake)
