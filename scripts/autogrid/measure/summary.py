"""The table of all configurations."""

import pandas as pd

CELL = ["encoder", "decoder", "dimension"]  # what a published error is of
COLUMNS = [  # after those of the axes
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
    published : list of dict
        Rows with encoder, decoder, dimension and published_error.

    Returns
    -------
    pandas.DataFrame
        Indexed by stem.
    """
    rows = [{"stem": stem, **cell["configuration"], **cell} for stem, cell in metrics.items()]
    published = pd.DataFrame(published, columns=[*CELL, "published_error"])
    table = pd.DataFrame(rows).merge(published, how="left", on=CELL, validate="many_to_one")
    plain = (table["hidden"].str.len() == 0) & (table["corruption"] == 0)
    table.loc[~plain | (table["optimizer"] != table["optimizer"][0]), "published_error"] = None
    axes = rows[0]["configuration"]
    return table.set_index("stem").reindex(columns=[*axes, *COLUMNS])
