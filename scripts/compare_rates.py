"""Join the cost and the loss of every compression.

in   a JSON of `compress` for each reduction, and that of `compress_references`; summary.csv; digests of the data
out  rates.csv, one row per reduction and depth, and one per reference; rates.md, the findings and a table of the lower
     envelope and of other formats, by bytes; rate_replicates.csv, one row per line, code dimension and depth: means
     over the seeds and their intervals
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import math
from pathlib import Path

import numpy as np
import pandas as pd

from autogrid.config import table
from autogrid.findings.rate_findings import sentences
from autogrid.measure import rate_distortion as rd
from autogrid.measure.cells import refuse
from autogrid.measure.comparison import quantile
from autogrid.measure.selection import without_left_out
from autogrid.provenance.records import read

COLUMNS = ["stem", "method", "line", "dimension", "seed", "bits", "quality", "packing", "bytes", "ideal_bytes"]
COLUMNS += ["shared_bytes", "pays_after", "error", "excess", "mse", "psnr", "not_quantised_error", "model_sha256"]
SHOWN = {
    "bytes": ("bytes per image", "{:.4g}"),
    "error": ("error (nats per pixel)", "{:.4f}"),
    "excess": ("above the floor", "{:.4f}"),
    "mse": ("mse", "{:.3g}"),
}  # in rates.md
CELL = ["line", "dimension", "bits"]
MEASURES = ["bytes", "error", "excess", "mse"]


def compare(rates, references, lines):
    """The table of all rates, of `compress` by stem and of `compress_references`.

    With ``pays_after``: how many images it takes until they cost, together with what sender and receiver share, no more
    than by the best lossless format in one file; empty where they never do, or where no format loses nothing.
    """
    lossless = rd.lossless(references)
    rows = []
    for stem, result in rates.items():
        reduction = result["reduction"]
        told = {"stem": stem, "line": lines.get(stem, reduction["method"]), "packing": rd.TOGETHER}
        told |= {name: reduction.get(name) for name in ("method", "dimension", "seed")}
        told |= {"not_quantised_error": result["not_quantised"]["error"], "model_sha256": result["model_sha256"]}
        for depth in result["depths"]:
            saved = lossless["bytes"] - depth["bytes"] if lossless else 0
            rows.append({**told, **depth, "pays_after": images_until(depth["shared_bytes"], saved)})
    rows += [{"line": row["method"], **row} for row in references]
    whole = dict.fromkeys(["dimension", "seed", "bits", "quality", "shared_bytes", "pays_after"], "Int64")
    return pd.DataFrame(rows).reindex(columns=COLUMNS).astype(whole)


def images_until(shared, saved):
    """How many images it takes to save the shared bytes, for some bytes saved per image; None if none are saved."""
    return math.ceil(shared / saved) if saved > 0 else None


def check(files, rates, wanted, models):
    """Raise a ValueError that names the rates, by stem, of another model, other data or settings than required.

    These are the ``reductions`` by stem, ``bits`` and ``data_sha256``, and the digests of the models.
    """
    stale = [
        stem
        for stem, result in rates.items()
        if result["reduction"] != wanted["reductions"][stem]
        or [depth["bits"] for depth in result["depths"]] != wanted["bits"]
        or result["data_sha256"] != wanted["data_sha256"]
        or result["model_sha256"] != models.get(stem, result["model_sha256"])
    ]
    refuse(stale, files, "rates", "compress")


def name(row):
    """The name of a row in the table."""
    if row["dimension"]:
        return "{line}, d' = {dimension}, bits per unit: {bits}".format(**row)
    quality = "" if row["quality"] is None else f" {row['quality']}"
    return f"{row['method']}{quality}, {row['packing']}"


def markdown(rows):
    """The text from the rows of rates.csv."""
    envelope = rd.envelope(rd.operating_points(rows), "error")
    references = [row for row in rows if row["stem"] is None]
    table = pd.DataFrame(
        {title: form.format(row[column]) for column, (title, form) in SHOWN.items()} | {"": name(row)}
        for row in sorted([*envelope, *references], key=lambda row: row["bytes"])
    ).set_index("")
    found = "\n".join(f"- {sentence}" for sentence in sentences(rows))
    return f"# What an image costs in bytes\n\n{found}\n\n{table.to_markdown(disable_numparse=True)}\n"


def replicates(rates):
    """Statistics over the seeds of each autoencoder at each depth, in the order of the rows of rates.csv.

    CELL, the number ``n`` of seeds and, for each of MEASURES, the mean, the standard deviation ``_sd`` and the 95 %
    confidence interval of the mean, ``_low`` to ``_high``: see `comparison.quantile`. With n = 1, the columns of the
    spread are empty.
    """
    cells = rates[rates["method"] == "autoencoder"].groupby(CELL, sort=False)
    table = cells.size().to_frame("n")
    for measure in MEASURES:
        table[measure], table[f"{measure}_sd"] = cells[measure].mean(), cells[measure].std()
        half = quantile(table["n"], 0.95) * table[f"{measure}_sd"] / np.sqrt(table["n"])
        table[f"{measure}_low"], table[f"{measure}_high"] = table[measure] - half, table[measure] + half
    return table.reset_index().astype({"dimension": int, "bits": int})


def main(snakemake):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    grid = table.of_job(snakemake)
    files = {Path(file).stem: file for file in given.rates}
    rates, summary = {stem: read(file) for stem, file in files.items()}, pd.read_csv(given.summary)
    wanted = {"reductions": table.reductions(grid), "bits": params.bits, "data_sha256": read(given.digests)}
    check(files, rates, wanted, dict(zip(summary["stem"], summary["model_sha256"])))
    lines = {stem: cell["line"] for stem, cell in grid["cells"].items()}
    joined = compare(without_left_out(rates, summary), read(given.references)["references"], lines)
    joined.to_csv(output.csv, index=False)
    Path(output.markdown).write_text(markdown(rd.read(output.csv)), encoding="utf-8")
    replicates(pd.read_csv(output.csv)).to_csv(output.replicates, index=False)


if __name__ == "__main__":
    main(snakemake)
