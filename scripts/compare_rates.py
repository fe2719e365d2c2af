"""Join what every compression costs and loses into one table.

in   a JSON of `compress` for each reduction, and that of `compress_references`
out  rates.csv, a row for each reduction and depth, and one for each reference
"""

import math
from pathlib import Path

import pandas as pd

from autogrid.job import log
from autogrid.job.provenance import read
from autogrid.measure.rate_distortion import TOGETHER

COLUMNS = [
    "stem",
    "method",
    "line",
    "dimension",
    "seed",
    "bits",
    "quality",
    "packing",
    "bytes",
    "ideal_bytes",
    "shared_bytes",
    "pays_after",
    "error",
    "excess",
    "mse",
    "psnr",
    "not_quantised_error",
]


def compare(rates, references, lines):
    """The table of all rates.

    Parameters
    ----------
    rates : dict of str to dict
        Those of `compress`, by stem.
    references : list of dict
        Those of `compress_references`.
    lines : dict of str to str
        What the configuration of each stem is a point of.

    Returns
    -------
    pandas.DataFrame
        With ``pays_after``: how many images it takes until they cost, together with what sender and
        receiver share, no more than by zlib in one file; empty where they never do.
    """
    (zlib,) = (row["bytes"] for row in references if (row["method"], row["packing"]) == ("zlib", TOGETHER))
    rows = []
    for stem, result in rates.items():
        reduction = result["reduction"]
        told = {"stem": stem, "line": lines.get(stem, reduction["method"]), "packing": TOGETHER}
        told |= {name: reduction.get(name) for name in ("method", "dimension", "seed")}
        told["not_quantised_error"] = result["not_quantised"]["error"]
        for depth in result["depths"]:
            rows.append({**told, **depth, "pays_after": images_until(depth["shared_bytes"], zlib - depth["bytes"])})
    rows += [{"line": row["method"], **row} for row in references]
    whole = dict.fromkeys(["dimension", "seed", "bits", "quality", "shared_bytes", "pays_after"], "Int64")
    return pd.DataFrame(rows).reindex(columns=COLUMNS).astype(whole)


def images_until(shared, saved):
    """How many images it takes to save the shared bytes, with so many saved an image; None if none are."""
    return math.ceil(shared / saved) if saved > 0 else None


def main(snakemake):
    rates = {Path(file).stem: read(file) for file in snakemake.input.rates}
    lines = {stem: cell["line"] for stem, cell in snakemake.params.cells.items()}
    table = compare(rates, read(snakemake.input.references)["references"], lines)
    table.to_csv(snakemake.output[0], index=False)


if __name__ == "__main__":
    log.write_to(snakemake.log[0])
    main(snakemake)
