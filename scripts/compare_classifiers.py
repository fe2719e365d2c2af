"""Join the accuracies of all classifiers with the reconstruction errors.

in   a JSON of `train_classifiers` for each reduction; summary.csv, baselines.csv; digests of the data
out  classification.csv, one row per reduction
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import pandas as pd

from autogrid.config import table
from autogrid.job.begin import tell
from autogrid.measure.cells import refuse
from autogrid.measure.selection import without_left_out
from autogrid.provenance.records import read

REFERENCES = {"PCA": "PCA", "pixels": "raw pixels"}


def compare(results, lines, summary, baselines):
    """One row for each result of `train_classifiers`, by stem, with the error and mse of the same reduction.

    Parameters
    ----------
    results : dict of str to dict
    lines : dict of str to str
        What the line of each autoencoder is called, by stem.
    summary : pandas.DataFrame
        Columns stem, error, mse.
    baselines : pandas.DataFrame
        Columns dimension, error, mse.
    """
    rows = {
        stem: {
            "line": lines.get(stem) or REFERENCES[result["reduction"]["method"]],
            **result["reduction"],
            "code_size": result["code_size"],
            **{f"{name}_accuracy": result[name]["accuracy"] for name in ("probe", "cnn")},
            **{f"{name}_parameters": result[name]["parameters"] for name in ("probe", "cnn")},
            **{f"probe_{name}": result["probe"][name] for name in ("C", "standardised")},
        }
        for stem, result in results.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("stem")
    linear = baselines[baselines["method"] == "PCA"].set_index("dimension")
    for measure in ("error", "mse"):
        of_autoencoders = table.index.map(summary.set_index("stem")[measure])
        table[measure] = table["dimension"].map(linear[measure]).where(table["method"] == "PCA", of_autoencoders)
    return table


def check(files, results, wanted, models):
    """Raise a ValueError that names the results, by stem, of another model, other data or settings than required.

    These are the ``reductions`` by stem, ``classifier`` and ``data_sha256``, and the digests of the models.
    """
    stale = [
        stem
        for stem, result in results.items()
        if result.get("reduction") != wanted["reductions"][stem]
        or any(result.get(name) != wanted[name] for name in ("classifier", "data_sha256"))
        or (stem in models and result["reduction_sha256"] != [models[stem]])
    ]
    refuse(stale, files, "classifications", "train_classifiers")


def main(snakemake):
    given, params = snakemake.input, snakemake.params
    grid = table.of_job(snakemake)
    files = {Path(file).stem: file for file in given.results}
    results = {stem: read(file) for stem, file in files.items()}
    summary, baselines = pd.read_csv(given.summary), pd.read_csv(given.baselines)
    wanted = {"reductions": table.reductions(grid), "classifier": params.classifier, "data_sha256": read(given.digests)}
    check(files, results, wanted, dict(zip(summary["stem"], summary["model_sha256"])))
    lines = {stem: cell["line"] for stem, cell in grid["cells"].items()}
    compare(without_left_out(results, summary), lines, summary, baselines).to_csv(snakemake.output[0])
    tell(f"Accuracies: {snakemake.output[0]}")


if __name__ == "__main__":
    main(snakemake)
