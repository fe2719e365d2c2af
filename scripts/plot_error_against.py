"""Draw the reconstruction error against an axis of the grid, a line for whatever else differs.

in   summary.csv
out  a picture: a panel for each measure of the error; means over the seeds as lines with
     the standard deviation as bars, runs as points
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from autogrid.draw import lines, style
from autogrid.measure.measures import ERROR_AXES


def plot(summary, axis, styles):
    """A figure of both measures in the summary against one of its columns."""
    fig = style.figure(10, 5)
    panels = fig.subplots(1, len(ERROR_AXES))
    for axes, (measure, label) in zip(panels, ERROR_AXES.items()):
        lines.draw(axes, summary, measure, styles, against=axis)
        if summary[axis].min() > 0:
            style.log2_axis(axes, summary[axis].unique(), "{:g}".format)
        axes.set_xlabel(axis.replace("_", " "))
        style.scale_of_values(axes, summary[measure])
        axes.set_ylabel(label)
    lines.legend(fig, panels[0], summary)
    return fig


def main(snakemake):
    cells = snakemake.params.cells
    fig = plot(lines.read(snakemake.input.summary, cells), snakemake.wildcards.axis, style.styles(cells))
    style.save(fig, *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
