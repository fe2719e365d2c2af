"""The table of the configurations that are done, with those that are missing named.

in   the results as they are, after a run in which something failed
out  a CSV like summary.csv, with a row for every configuration and a last column `status`
"""

import json
from pathlib import Path

import joblog
from lineage import sha256
from summarise import read_published, summarise


def state(results, stem):
    """The metrics of a configuration, and "done"; or none, and what is missing.

    Metrics count only for the model that is there now: those of an earlier one
    stay behind when its training is repeated and fails.
    """
    metrics, model = results / f"metrics/{stem}.json", results / f"models/{stem}.h5"
    if not model.exists():
        return {}, "missing: not trained"
    try:
        cell = json.loads(metrics.read_text())
    except (FileNotFoundError, ValueError):
        return {}, "missing: not evaluated"
    if cell["model_sha256"] != sha256(model):
        return {}, "missing: evaluated for another model"
    return cell, "done"


def main(snakemake):
    results, grid = Path(snakemake.output[0]).parent, snakemake.params.configurations
    states = {stem: state(results, stem) for stem in grid}
    metrics = {stem: {**states[stem][0], "configuration": cell} for stem, cell in grid.items()}
    table = summarise(metrics, read_published(snakemake.input.published))
    table = table.convert_dtypes()  # counts stay integers beside empty cells
    table["status"] = [status for _, status in states.values()]
    table.to_csv(snakemake.output[0])


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
