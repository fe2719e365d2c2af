"""Draw the error of each class: a panel for each activation pair and variant, a marker for each dimension.

in   the metrics of each configuration, in grid order; the digests of the data; names of classes
out  a picture: means over the seeds
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np

from autogrid.config import table
from autogrid.draw import class_names, style
from autogrid.measure.cells import read_cells
from autogrid.measure.selection import compared
from autogrid.provenance.records import read


def means(cells):
    """The mean error of each class over the seeds, by line and then by code dimension."""
    found = {}
    for cell in cells.values():
        of_line = found.setdefault(cell["line"], {})
        of_line.setdefault(cell["configuration"]["dimension"], []).append(list(cell["error_by_class"].values()))
    return {line: {d: np.mean(runs, axis=0) for d, runs in by.items()} for line, by in found.items()}


def plot(cells, names):
    """Errors of classes, a panel for each line; the names of the classes by label."""
    labels = [int(label) for label in next(iter(cells.values()))["error_by_class"]]
    styles = style.dimension_styles({cell["configuration"]["dimension"] for cell in cells.values()})
    size = style.size_among(len(labels))
    fig, panels = style.panels(cells, 3.6, 3.6 + style.room(names))
    for line, by_dimension in means(cells).items():
        for dimension, of_classes in by_dimension.items():
            panels[line].plot(of_classes, linestyle="", **styles[dimension], **size, label=f"d' = {dimension}")
        style.name_ticks(panels[line].xaxis, [names[label] for label in labels], style.NAMED)
        panels[line].set_xlabel("class of the image")
        style.from_zero(panels[line], np.ravel(list(by_dimension.values())))
        panels[line].grid(alpha=0.3)
    apart = "" if len(panels) == 1 else "\neach panel has a scale of its own"
    style.label_first_column(fig, f"test error: binary cross-entropy\n(nats per pixel){apart}")
    handles, _ = fig.axes[0].get_legend_handles_labels()
    style.legend(fig, handles)
    return fig


def main(snakemake):
    given = snakemake.input
    cells = compared(read_cells(given.metrics, table.of_job(snakemake)["cells"], given.digests))
    style.save(plot(cells, class_names.labels(read(given.classes, list))), *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
