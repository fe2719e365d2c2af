"""The table of the configurations that are done, with those that are missing named.

in   the results as they are, after a run in which something failed
out  a CSV like summary.csv, with a row for every configuration and a last column `status`
"""

from pathlib import Path

from autogrid.job import log
from autogrid.job.provenance import read, sha256
from autogrid.measure.summary import summarise


def state(results, stem, settings):
    """The metrics of a configuration, and "done"; or none, and what is missing.

    Metrics count only for the model that is there now, and a model only if it was trained
    with these settings: earlier ones stay behind when a training is repeated and fails.
    """
    model = results / f"models/{stem}.h5"
    record, cell = (read_any(results / folder / f"{stem}.json") for folder in ("provenance", "metrics"))
    if not model.exists():
        return {}, "missing: not trained"
    if any(record.get(name) != value for name, value in settings.items()):
        return {}, "missing: trained with other settings"
    if not cell:
        return {}, "missing: not evaluated"
    if cell.get("model_sha256") != sha256(model):
        return {}, "missing: evaluated for another model"
    return cell, "done"


def read_any(file):
    """The object that a JSON holds, or an empty one where there is none."""
    try:
        return read(file)
    except (OSError, ValueError):
        return {}


def main(snakemake):
    results, trainings = Path(snakemake.output[0]).parent, snakemake.params.trainings
    states = {stem: state(results, stem, settings) for stem, settings in trainings.items()}
    metrics = {stem: {**states[stem][0], "configuration": trainings[stem]["configuration"]} for stem in trainings}
    table = summarise(metrics, snakemake.params.published)
    table = table.convert_dtypes()  # counts stay integers beside empty cells
    table["status"] = [status for _, status in states.values()]
    table.to_csv(snakemake.output[0])


if __name__ == "__main__":
    log.write_to(snakemake.log[0])
    main(snakemake)
