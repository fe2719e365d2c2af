"""Join what every compression costs and loses into one table.

in   a JSON of `compress` for each reduction, and that of `compress_references`; summary.csv; digests of the data
out  rates.csv, a row for each reduction and depth, and one for each reference
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import math
from pathlib import Path

import pandas as pd

from autogrid.config import table
from autogrid.measure.cells import again
from autogrid.measure.rate_distortion import TOGETHER
from autogrid.measure.selection import without_left_out
from autogrid.provenance.records import read

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
    "model_sha256",
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
        receiver share, no more than by the best lossless format in one file; empty where they never do.
    """
    least = min(row["bytes"] for row in references if row["packing"] == TOGETHER and row.get("quality") is None)
    rows = []
    for stem, result in rates.items():
        reduction = result["reduction"]
        told = {"stem": stem, "line": lines.get(stem, reduction["method"]), "packing": TOGETHER}
        told |= {name: reduction.get(name) for name in ("method", "dimension", "seed")}
        told |= {"not_quantised_error": result["not_quantised"]["error"], "model_sha256": result["model_sha256"]}
        for depth in result["depths"]:
            rows.append({**told, **depth, "pays_after": images_until(depth["shared_bytes"], least - depth["bytes"])})
    rows += [{"line": row["method"], **row} for row in references]
    whole = dict.fromkeys(["dimension", "seed", "bits", "quality", "shared_bytes", "pays_after"], "Int64")
    return pd.DataFrame(rows).reindex(columns=COLUMNS).astype(whole)


def images_until(shared, saved):
    """How many images it takes to save the shared bytes, with so many saved an image; None if none are."""
    return math.ceil(shared / saved) if saved > 0 else None


def check(files, rates, wanted, models):
    """Raise a ValueError that names the rates of another model, other data or other settings than wanted.

    Parameters
    ----------
    files, rates : dict of str to path, and to dict
        By stem.
    wanted : dict
        ``reductions`` by stem, ``bits`` and ``data_sha256``.
    models : dict of str to str
        The digest of each model, by stem.
    """
    stale = [
        stem
        for stem, result in rates.items()
        if result["reduction"] != wanted["reductions"][stem]
        or [depth["bits"] for depth in result["depths"]] != wanted["bits"]
        or result["data_sha256"] != wanted["data_sha256"]
        or result["model_sha256"] != models.get(stem, result["model_sha256"])
    ]
    if stale:
        raise ValueError(
            f"{len(stale)} of {len(rates)} rates are not as the config asks for, such as {files[stale[0]]}; "
            f"to make them anew: {again([files[stem] for stem in stale], 'compress')}"
        )


def main(snakemake):
    given, params = snakemake.input, snakemake.params
    grid = table.of_job(snakemake)
    files = {Path(file).stem: file for file in given.rates}
    rates, summary = {stem: read(file) for stem, file in files.items()}, pd.read_csv(given.summary)
    wanted = {"reductions": table.reductions(grid), "bits": params.bits, "data_sha256": read(given.digests)}
    check(files, rates, wanted, dict(zip(summary["stem"], summary["model_sha256"])))
    lines = {stem: cell["line"] for stem, cell in grid["cells"].items()}
    compare(without_left_out(rates, summary), read(given.references)["references"], lines).to_csv(
        snakemake.output[0], index=False
    )


if __name__ == "__main__":
    main(snakemake)
