"""Draw the loss against the cost of an image in bytes.

in   rates.csv
out  a picture: a panel for each measure of loss; every configuration at every depth, the lower
     envelope of all of them with its operating points, principal components, and other formats
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np

from autogrid.config import table
from autogrid.draw import style
from autogrid.measure import rate_distortion as rd
from autogrid.measure.measures import ERROR_AXES

LEAST = 1 / 8  # bytes: points below one bit per image are left of the figure
REFERENCES = {"JPEG": "v", "WebP": "<", "WebP lossless": ">", "PNG": "h", "pixels": "*"}
REFERENCES |= {"zlib": "p", "bz2": "d", "lzma": "D"}
ROOM = [0.07, 0.03]  # of the axes, that a name takes
FILLS = {rd.TOGETHER: "full", rd.EACH: "none"}


def plot(rows, styles):
    """A figure of the rows of rates.csv, with lines by their styles."""
    fig = style.figure(12, 6.5)
    codes, linear = rd.operating_points(rows), rd.operating_points(rows, "PCA")
    references = [row for row in rows if row["method"] in REFERENCES and row["stem"] is None]
    for axes, (measure, label) in zip(fig.subplots(1, len(ERROR_AXES)), ERROR_AXES.items()):
        hull, linear_hull = rd.envelope(codes, measure), rd.envelope(linear, measure)
        draw_axes(axes, [*hull, *linear_hull, *references], measure)
        draw_codes(axes, codes, measure, styles)
        draw_references(axes, references, measure)
        if linear_hull:
            axes.plot(*mixtures(linear_hull, measure), "--", color="grey", label="lower envelope of PCA")
            axes.plot(*columns(linear_hull, measure), "x", color="grey", markersize=4)
        axes.plot(*mixtures(hull, measure), color="black", linewidth=1.5, label="lower envelope: d' × bits per unit")
        draw_operating_points(axes, hull, measure)
        draw_knee(axes, rd.knee(hull, measure), measure)
        axes.set_ylabel(label)
    style.legend(fig, fig.axes[0].get_legend_handles_labels()[0])
    return fig


def draw_axes(axes, shown, measure):
    """Axes for the points to show: not for all codes, because some lose more than no code at all."""
    lost = [point[measure] for point in shown if point[measure]]
    axes.set_xscale("log")
    axes.set_xlim(LEAST, 1.5 * max(point["bytes"] for point in shown))
    if measure == "mse":
        axes.set_yscale("log")
        axes.set_ylim(min(lost) / 1.5, 1.2 * max(lost))
    else:
        axes.set_ylim(0.8 * min(lost), 1.05 * max(lost))
        axes.axhline(min(lost), linestyle=":", color="grey", label="nothing lost")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_xlabel("bytes per image")
    axes.grid(alpha=0.3)


def draw_codes(axes, points, measure, styles):
    """Every configuration, a faint line through its depths; means over the seeds."""
    cells = {}
    for point in points:
        cells.setdefault((point["line"], point["dimension"]), []).append(point)
    named = set()
    for (line, _), depths in cells.items():
        depths = sorted(depths, key=lambda point: point["bits"])
        look = styles[line] | {"markersize": 3, "linewidth": 1, "alpha": 0.5}
        axes.plot(*columns(depths, measure), label=None if line in named else line, **look)
        named.add(line)


def draw_references(axes, rows, measure):
    """Other formats, a marker for each: filled where all images are in one file."""
    for method, marker in REFERENCES.items():
        for packing, fill in FILLS.items():
            of_it = [row for row in rows if (row["method"], row["packing"]) == (method, packing)]
            found = sorted((row for row in of_it if row[measure]), key=lambda row: row["bytes"])
            if found:
                look = {"marker": marker, "fillstyle": fill, "color": "dimgrey", "linewidth": 0.5}
                axes.plot(*columns(found, measure), label=f"{method}, {packing}", **look)


def draw_operating_points(axes, hull, measure):
    """The points of an envelope, named from the last one on where there is room; bars are standard deviations."""
    named = []
    for point in reversed(hull):
        at = point["bytes"], point[measure]
        axes.errorbar(*at, point[f"{measure}_sd"], fmt="o", color="black", markersize=4, capsize=4)
        place = axes.transAxes.inverted().transform(axes.transData.transform(at))
        if place[0] > ROOM[0] and all(np.any(np.abs(place - other) > ROOM) for other in named):
            text = "{dimension}×{bits}".format(**point)
            axes.annotate(text, at, (-6, -6), textcoords="offset points", ha="right", va="top", fontsize="x-small")
            named.append(place)


def draw_knee(axes, point, measure):
    """A ring around the knee of an envelope, if it has one."""
    if point:
        ring = {"markersize": 12, "fillstyle": "none", "color": "black", "linestyle": ""}
        axes.plot(point["bytes"], point[measure], "o", label="its knee", **ring)


def columns(points, measure):
    """The bytes of points, and their loss."""
    return [point["bytes"] for point in points], [point[measure] for point in points]


def mixtures(hull, measure):
    """The straight lines between the points of an envelope, finely: on a logarithmic axis they are curves."""
    sizes = np.geomspace(hull[0]["bytes"], hull[-1]["bytes"], 500)
    return sizes, np.interp(sizes, *columns(hull, measure))


def main(snakemake):
    rows, cells = rd.read(snakemake.input.table), table.of_job(snakemake)["cells"]
    style.save(plot(rows, style.styles(cells)), *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
