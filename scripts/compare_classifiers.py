"""Join the accuracies of all classifiers with the reconstruction errors.

in   a JSON of `train_classifiers` for each reduction; summary.csv, baselines.csv
out  classification.csv, a row a reduction
"""

from pathlib import Path

import pandas as pd

from autogrid.job import log
from autogrid.job.provenance import read


def compare(results, summary, baselines):
    """One row for each result, in their order, with the error and mse of the same reduction.

    Parameters
    ----------
    results : dict of str to dict
        Those of `train_classifiers`, by stem.
    summary : pandas.DataFrame
        Columns stem, error, mse.
    baselines : pandas.DataFrame
        Columns dimension, error, mse.

    Returns
    -------
    pandas.DataFrame
        Indexed by stem.
    """
    rows = {
        stem: {
            **result["reduction"],
            "compression_ratio": result["compression_ratio"],
            **{f"{name}_accuracy": result[name]["accuracy"] for name in ("probe", "cnn")},
            **{f"{name}_parameters": result[name]["parameters"] for name in ("probe", "cnn")},
        }
        for stem, result in results.items()
    }
    linear = baselines.assign(stem=[f"d{dimension}_pca" for dimension in baselines["dimension"]])
    errors = pd.concat([summary, linear]).set_index("stem")[["error", "mse"]]
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("stem").join(errors)


def main(snakemake):
    results = {Path(file).stem: read(file) for file in snakemake.input.results}
    table = compare(results, pd.read_csv(snakemake.input.summary), pd.read_csv(snakemake.input.baselines))
    table.to_csv(snakemake.output[0])


if __name__ == "__main__":
    log.write_to(snakemake.log[0])
    main(snakemake)
