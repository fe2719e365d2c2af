"""The table of the finished configurations, which names the missing ones.

in   the table of the grid, the baselines, and the results beside them, after a run in which something failed
out  partial_summary.csv beside it: like summary.csv, one row per configuration, and a last column `status`
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

from autogrid.config import table
from autogrid.measure import baselines
from autogrid.measure.cells import other_than
from autogrid.measure.selection import select
from autogrid.measure.summary import summarise
from autogrid.provenance.records import read, sha256


def state(results, stem, cell, data):
    """The metrics of a configuration, and "done"; or none, and what is missing.

    Metrics count only for the model that is there now, and a model only if it was trained with
    these settings on these data: earlier ones stay behind when a training is repeated and fails.
    """
    model = results / f"models/{stem}.h5"
    record, metrics = (read_any(results / folder / f"{stem}.json") for folder in ("provenance", "metrics"))
    if not model.is_file():
        return {}, "missing: not trained"
    digest, different = sha256(model), other_than(cell, record, data)
    if different:
        return {}, f"missing: trained with {different}"
    if record.get("model_sha256") != digest:
        return {}, "missing: not the model that its training stored"
    if not metrics:
        return {}, "missing: not evaluated"
    if metrics.get("model_sha256") != digest or other_than(cell, metrics, data):
        return {}, "missing: evaluated for another model"
    return metrics, "done"


def read_any(file):
    """The object that a JSON holds, or an empty one where there is none."""
    try:
        return read(file)
    except (OSError, ValueError):
        return {}


def main(snakemake):
    results, cells = Path(snakemake.input.grid).parent, table.of_job(snakemake)["cells"]
    data = read_any(results / "data/sha256.json")
    states = {stem: state(results, stem, cell, data) for stem, cell in cells.items()}
    done = select({stem: cell | states[stem][0] for stem, cell in cells.items() if states[stem][0]})
    done = baselines.with_recovered(done, baselines.read(snakemake.input.baselines))
    summary = summarise({stem: done.get(stem, cell) for stem, cell in cells.items()})
    summary["status"] = [status for _, status in states.values()]
    summary.to_csv(results / "partial_summary.csv")


if __name__ == "__main__":
    main(snakemake)
