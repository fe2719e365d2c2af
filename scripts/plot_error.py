"""Draw the reconstruction error against the code dimension, a line for each activation pair and variant.

in   summary.csv, baselines.csv
out  a picture: a panel for each measure of the error; means over the seeds as lines with
     the standard deviation as bars, runs and published values as points
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import pandas as pd

from autogrid.config import table
from autogrid.draw import lines, style
from autogrid.measure.measures import ERROR_AXES


def plot(summary, baselines, styles):
    """A figure of both measures in the summary and, where there are any, of `published_error`."""
    fig = style.figure(10, 5)
    panels = fig.subplots(1, len(ERROR_AXES))
    for axes, (measure, label) in zip(panels, ERROR_AXES.items()):
        lines.draw(axes, summary, measure, styles)
        lines.dimension_axis(axes, summary)
        draw_baselines(axes, baselines, measure)
        style.scale_of_values(
            axes, [*summary[measure], *filter(None, baselines[measure])]
        )  # no line for perfection at 0
        axes.set_ylabel(label)
    published = summary.dropna(subset="published_error")
    if len(published):
        circles = {"markersize": 13, "markerfacecolor": "none", "color": "black", "label": "published"}
        panels[0].plot(published["dimension"], published["published_error"], "o", **circles)
    lines.legend(fig, panels[0], summary)
    return fig


def draw_baselines(axes, baselines, measure):
    """The principal components of each dimension as a line, the mean image and a perfect reconstruction as levels."""
    principal = baselines[baselines["method"] == "PCA"]
    levels = baselines.set_index("method")[measure]
    if len(principal):  # none where d' is more than the training images span
        axes.plot(principal["dimension"], principal[measure], "x--", color="grey", label="PCA")
    axes.axhline(levels["mean image"], linestyle=":", color="grey", label="mean image")
    if levels["perfect reconstruction"]:
        axes.axhline(levels["perfect reconstruction"], linestyle="-.", color="grey", label="perfect reconstruction")


def main(snakemake):
    cells = table.of_job(snakemake)["cells"]
    summary = lines.compared(lines.read(snakemake.input.summary, cells))
    fig = plot(summary, pd.read_csv(snakemake.input.baselines), style.styles(cells))
    style.save(fig, *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
