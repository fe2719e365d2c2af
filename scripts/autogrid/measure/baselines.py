"""The table of the baselines, which need no network."""

from autogrid.measure.measures import ERRORS
from autogrid.measure.metrics import recovered
from autogrid.provenance import records

MEASURES = ["excess", *(measure.name for measure in ERRORS)]


def read(file):
    """The metrics in a baselines.csv: of ``PCA`` by code dimension, of the ``mean image``, and the ``floor``.

    The floor is the error of a perfect reconstruction.
    """
    rows = records.rows(file)
    metrics = [(row["method"], int(row["dimension"]), {name: float(row[name]) for name in MEASURES}) for row in rows]
    by_method = {method: measured for method, _, measured in metrics}
    return {
        "PCA": {dimension: measured for method, dimension, measured in metrics if method == "PCA"},
        "mean image": by_method["mean image"],
        "floor": by_method["perfect reconstruction"]["error"],
    }


def with_recovered(cells, baselines):
    """Cells by stem, each with the share of the mean image's error that it recovers, see `metrics.recovered`."""
    whole = baselines["mean image"]["excess"]
    return {stem: cell | {"recovered": recovered(cell["excess"], whole)} for stem, cell in cells.items()}
