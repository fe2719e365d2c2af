"""Rate and distortion: operating points, their lower envelope, its knee.

An operating point is a measured way to compress: its cost (``bytes`` per image) and its loss (``error``, ``excess``,
``mse``).
"""

import math
from statistics import mean, stdev

from autogrid.provenance import records

MEASURES = ["bytes", "error", "excess", "mse", "not_quantised_error", "shared_bytes"]
WHOLE = {"dimension", "seed", "bits", "quality", "shared_bytes", "pays_after"}
TEXTS = {"stem", "method", "line", "packing", "model_sha256"}
TOGETHER, EACH = "one file", "a file each"  # packings of images; codes are packed together


def read(path):
    """The rows of rates.csv, as dicts; None where a cell is empty."""
    return [{name: value(name, text) for name, text in row.items()} for row in records.rows(path)]


def value(name, text):
    """The value of a text in a column of rates.csv."""
    if name in TEXTS or not text:
        return text or None
    return int(text) if name in WHOLE else float(text)


def operating_points(rows, method="autoencoder"):
    """A point for each line, code dimension and depth of a method: means over the seeds, in the order of the rows.

    Each has ``line``, ``dimension``, ``bits``; of its first seed ``stem``, ``model_sha256`` and ``pays_after``; the
    number of ``seeds``, the mean of each of MEASURES, and ``error_sd`` and ``mse_sd``, the standard deviations over the
    seeds, None for a single one.
    """
    cells = {}
    for row in rows:
        if row["method"] == method:
            cells.setdefault((row["line"], row["dimension"], row["bits"]), []).append(row)
    return [
        {
            **{name: seeds[0][name] for name in ("line", "dimension", "bits", "stem", "pays_after", "model_sha256")},
            "seeds": len(seeds),
            **{name: mean(row[name] for row in seeds) for name in MEASURES},
            **{
                f"{name}_sd": stdev(row[name] for row in seeds) if len(seeds) > 1 else None for name in ("error", "mse")
            },
        }
        for seeds in cells.values()
    ]


def envelope(points, measure):
    """The points on the lower convex hull, from the one with the fewest bytes to the one that loses least.

    No point, and no mixture of points (some images by one, the others by another), costs as much as a
    mixture of these and loses less: the operational rate-distortion curve (Ortega and Ramchandran 1998,
    doi:10.1109/79.733495).
    """
    hull = []
    for point in sorted(points, key=lambda point: (point["bytes"], point[measure])):
        if hull and point[measure] >= hull[-1][measure]:
            continue
        while len(hull) > 1 and slope(hull[-2], hull[-1], measure) >= slope(hull[-2], point, measure):
            hull.pop()
        hull.append(point)
    return hull


def slope(first, second, measure):
    """How much the measure changes per byte from one point to another."""
    return (second[measure] - first[measure]) / (second["bytes"] - first["bytes"])


def knee(hull, measure):
    """The point of an envelope that is farthest below the line from its first to its last.

    From there on, a byte buys less than it does on average (Satopää et al. 2011, doi:10.1109/ICDCSW.2011.20).
    None where there are fewer than three points.
    """
    if len(hull) < 3:
        return None
    average = slope(hull[0], hull[-1], measure)
    return min(hull, key=lambda point: point[measure] - average * point["bytes"])


def lost(hull, size, measure):
    """The loss of an envelope at a size (bytes per image), by a mixture of two points; None where it does not reach."""
    for first, second in zip(hull, hull[1:]):
        if first["bytes"] <= size <= second["bytes"]:
            return first[measure] + slope(first, second, measure) * (size - first["bytes"])
    return None


def lossless(rows):
    """The reference with the fewest bytes that loses nothing; None if there is none, as for 16 bits per value."""
    kept = (row for row in rows if row["packing"] == TOGETHER and row["mse"] == 0)
    return min(kept, key=lambda row: row["bytes"], default=None)


def lossy(rows, method, packing=TOGETHER):
    """The references of a method that lose something, by falling mse."""
    found = [row for row in rows if (row["method"], row["packing"]) == (method, packing) and row["mse"] > 0]
    return sorted(found, key=lambda row: -row["mse"])


def size(references, mse):
    """Bytes per image at which references would have an mse: between one with more and one with less of it.

    Linear in log mse; None where there are no such two.
    """
    for worse, better in zip(references, references[1:]):
        if better["mse"] <= mse <= worse["mse"]:
            share = math.log(worse["mse"] / mse) / math.log(worse["mse"] / better["mse"])
            return worse["bytes"] + share * (better["bytes"] - worse["bytes"])
    return None
