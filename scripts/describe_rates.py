"""Say in sentences what an image costs and what is lost at that cost, with the numbers behind them.

in   rates.csv
out  rates.md: the findings, and a table of the lower envelope and of other formats, by bytes
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import pandas as pd

from autogrid.findings.rate_findings import sentences
from autogrid.measure import rate_distortion as rd

COLUMNS = {
    "bytes": ("bytes per image", "{:.4g}"),
    "error": ("error (nats per pixel)", "{:.4f}"),
    "excess": ("above the floor", "{:.4f}"),
    "mse": ("mse", "{:.5f}"),
}


def name(row):
    """What a row of the table is about."""
    if row["dimension"]:
        return "{line}, d' = {dimension}, bits per unit: {bits}".format(**row)
    quality = "" if row["quality"] is None else f" {row['quality']}"
    return f"{row['method']}{quality}, {row['packing']}"


def markdown(rows):
    """The text from the rows of rates.csv."""
    envelope = rd.envelope(rd.operating_points(rows), "error")
    references = [row for row in rows if row["stem"] is None]
    table = pd.DataFrame(
        {title: form.format(row[column]) for column, (title, form) in COLUMNS.items()} | {"": name(row)}
        for row in sorted([*envelope, *references], key=lambda row: row["bytes"])
    ).set_index("")
    found = "\n".join(f"- {sentence}" for sentence in sentences(rows))
    return f"# What an image costs in bytes\n\n{found}\n\n{table.to_markdown(disable_numparse=True)}\n"


def main(snakemake):
    Path(snakemake.output[0]).write_text(markdown(rd.read(snakemake.input.table)), encoding="utf-8")


if __name__ == "__main__":
    main(snakemake)
