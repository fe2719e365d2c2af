"""Draw the error of each class: a panel for each activation pair and variant, a marker for each dimension.

in   the metrics of each configuration, in grid order
out  a picture: means over the seeds
"""

import json
from pathlib import Path

import drawing
import grid
import joblog
import numpy as np


def means(metrics):
    """The mean error of each class over the seeds, by `grid.name` and then by code dimension."""
    cells = {}
    for cell in metrics:
        configuration, errors = cell["configuration"], list(cell["error_by_class"].values())
        of_name = cells.setdefault(grid.name(configuration), {})
        of_name.setdefault(configuration["dimension"], []).append(errors)
    return {name: {d: np.mean(runs, axis=0) for d, runs in by.items()} for name, by in cells.items()}


def plot(metrics, classes):
    """Errors of classes from the metrics of configurations."""
    configurations = [cell["configuration"] for cell in metrics]
    styles = drawing.dimension_styles({c["dimension"] for c in configurations})
    fig, panels = drawing.panels(configurations, 3.6, 3.6)
    for name, by_dimension in means(metrics).items():
        for dimension, errors in by_dimension.items():
            panels[name].plot(classes, errors, linestyle="", **styles[dimension], label=f"d' = {dimension}")
        panels[name].set_xlabel("class of the image")
        panels[name].set_ylim(bottom=0)
        panels[name].grid(alpha=0.3)
    drawing.label_first_column(fig, "test error: binary cross-entropy\n(nats a pixel)")
    fig.legend(*fig.axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(styles))
    return fig


def main(snakemake):
    metrics = [json.loads(Path(file).read_text()) for file in snakemake.input.metrics]
    drawing.save(plot(metrics, list(metrics[0]["error_by_class"])), *snakemake.output)


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
