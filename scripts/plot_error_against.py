"""Draw the reconstruction error against an axis of the grid, a line for whatever else differs.

in   summary.csv
out  a picture: a panel for each measure of the error; means over the seeds as lines with
     the standard deviation as bars, runs as points
"""

from autogrid.config import table
from autogrid.draw import lines, style
from autogrid.job.begin import begin
from autogrid.measure.measures import ERROR_AXES


def lines_along(cells, axis):
    """Cells with the lines that they are on where an axis other than the dimension is along."""
    along = {}
    for stem, cell in cells.items():
        words = {"dimension": f"d' = {cell['configuration']['dimension']}"} | cell["variant"]
        words.pop(axis, None)
        along[stem] = cell | {"line": ", ".join([cell["pair"], *words.values()]), "variant": words}
    return along


def plot(summary, axis, label, styles):
    """A figure of both measures in the summary against one of its columns, an axis of the grid with a label."""
    fig = style.figure(10, 5)
    panels = fig.subplots(1, len(ERROR_AXES))
    for axes, (measure, quantity) in zip(panels, ERROR_AXES.items()):
        lines.draw(axes, summary, measure, styles, against=axis)
        if summary[axis].min() > 0:
            style.log2_axis(axes, summary[axis].unique(), "{:g}".format)
        axes.set_xlabel(label)
        style.scale_of_values(axes, summary[measure])
        axes.set_ylabel(quantity)
    lines.legend(fig, panels[0], summary)
    return fig


def main(snakemake):
    grid, axis = table.read(snakemake.input.grid), snakemake.wildcards.axis
    cells = lines_along(grid["cells"], axis)
    fig = plot(lines.read(snakemake.input.summary, cells), axis, grid["axes"][axis], style.styles(cells))
    style.save(fig, *snakemake.output)


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
