"""Draw the error of each class: a panel for each activation pair and variant, a marker for each dimension.

in   the metrics of each configuration, in grid order
out  a picture: means over the seeds
"""

from pathlib import Path

import numpy as np

from autogrid.draw import style
from autogrid.job import log
from autogrid.job.provenance import read


def means(cells, errors):
    """The mean error of each class over the seeds, by line and then by code dimension.

    Parameters
    ----------
    cells : dict of str to dict
        What the configuration of each stem is called.
    errors : dict of str to dict
        By stem, the error of each class.
    """
    found = {}
    for stem, cell in cells.items():
        of_line = found.setdefault(cell["line"], {})
        of_line.setdefault(cell["dimension"], []).append(list(errors[stem].values()))
    return {line: {d: np.mean(runs, axis=0) for d, runs in by.items()} for line, by in found.items()}


def plot(cells, errors):
    """Errors of classes, see `means`."""
    classes = list(next(iter(errors.values())))
    styles = style.dimension_styles({cell["dimension"] for cell in cells.values()})
    fig, panels = style.panels(cells, 3.6, 3.6)
    for line, by_dimension in means(cells, errors).items():
        for dimension, of_classes in by_dimension.items():
            panels[line].plot(classes, of_classes, linestyle="", **styles[dimension], label=f"d' = {dimension}")
        panels[line].set_xlabel("class of the image")
        panels[line].set_ylim(bottom=0)
        panels[line].grid(alpha=0.3)
    style.label_first_column(fig, "test error: binary cross-entropy\n(nats a pixel)")
    fig.legend(*fig.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(styles))
    return fig


def main(snakemake):
    errors = {Path(file).stem: read(file)["error_by_class"] for file in snakemake.input.metrics}
    style.save(plot(snakemake.params.cells, errors), *snakemake.output)


if __name__ == "__main__":
    log.write_to(snakemake.log[0])
    main(snakemake)
