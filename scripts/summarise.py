"""Join the metrics of all configurations into one table.

in   a metrics JSON for each configuration, in grid order; the published errors
out  summary.csv, a row a configuration; summary.md, as the notebook prints it:
     a block for each activation pair and variant, a column for each code dimension
"""

import json
from pathlib import Path

import joblog
import pandas as pd
from grid import variant

COLUMNS = [
    "dimension",
    "encoder",
    "decoder",
    "hidden",
    "corruption",
    "optimizer",
    "seed",
    "compression_ratio",
    "error",
    "published_error",
    "mse",
    "psnr",
    "dead_outputs",
    "collapsed_codes",
    "parameters",
    "model_sha256",
]


def summarise(metrics, published):
    """One row for each metrics dict, with the published error of the same cell.

    What was published are plain autoencoders by the protocol's optimizer, the grid's first.

    Parameters
    ----------
    metrics : dict of str to dict
        The metrics of `evaluate`, by stem, in grid order.
    published : pandas.DataFrame
        Columns encoder, decoder, dimension, published_error.

    Returns
    -------
    pandas.DataFrame
        Indexed by stem.
    """
    rows = [{"stem": stem, **cell["configuration"], **cell} for stem, cell in metrics.items()]
    table = pd.DataFrame(rows).merge(
        published, how="left", on=["encoder", "decoder", "dimension"], validate="many_to_one"
    )
    plain = (table["hidden"].str.len() == 0) & (table["corruption"] == 0)
    table.loc[~plain | (table["optimizer"] != table["optimizer"][0]), "published_error"] = None
    return table.set_index("stem").reindex(columns=COLUMNS)


def read_published(file):
    """The published errors, or an empty table without a file."""
    if file:
        return pd.read_csv(file)
    return pd.DataFrame(columns=["encoder", "decoder", "dimension", "published_error"])


def as_notebook(table):
    """The errors as Markdown: a block for each activation pair and variant, a column for each dimension."""
    blocks = []
    headings = [heading(cell) for cell in table.to_dict("records")]
    for name, block in table.groupby(headings, sort=False):
        rows = {"compression": first(block, "compression_ratio").map("{:.2%}".format)}
        for seed, of_seed in block.groupby("seed", sort=False):
            rows[f"error, seed {seed}"] = first(of_seed, "error").map("{:.4f}".format)
        if block["published_error"].notna().any():
            rows["published error"] = first(block, "published_error").map("{:.4f}".format)
        columns = pd.DataFrame(rows).T.rename(columns="d' = {}".format).rename_axis(None, axis=1)
        blocks.append(f"## {name}\n\n{columns.to_markdown(disable_numparse=True)}\n")
    return "\n".join(blocks)


def heading(configuration):
    """What the rows of a block have in common."""
    pair = "Encoder: {encoder} | Decoder: {decoder}".format(**configuration)
    return " | ".join([pair, *variant(configuration)])


def first(block, column):
    """A column's first value for each code dimension."""
    return block.groupby("dimension", sort=False)[column].first()


def main(snakemake):
    metrics = {Path(file).stem: json.loads(Path(file).read_text()) for file in snakemake.input.metrics}
    table = summarise(metrics, read_published(snakemake.input.published))
    table.to_csv(snakemake.output.csv)
    Path(snakemake.output.markdown).write_text(as_notebook(table))


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
