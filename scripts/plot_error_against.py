"""Draw the reconstruction error against an axis of the grid, a line for whatever else differs.

in   summary.csv
out  a picture: a panel for each measure of the error, or where lines are many, for each measure and whatever differs
     beside the code dimension; means over the seeds as lines with the standard deviation as bars, runs as points
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import textwrap

from autogrid.config import table
from autogrid.draw import lines, style
from autogrid.measure.measures import ERROR_AXES


def lines_along(cells, axis):
    """Cells with the lines that they are on where an axis other than the dimension is along."""
    along = {}
    for stem, cell in cells.items():
        words = {"dimension": f"d' = {cell['configuration']['dimension']}"} | cell["variant"]
        words.pop(axis, None)
        along[stem] = cell | {"line": ", ".join([cell["pair"], *words.values()]), "variant": words}
    return along


def draw(axes, summary, axis, label, measure, styles):
    """A panel of a measure in the summary against one of its columns, an axis of the grid with a label."""
    lines.draw(axes, summary, measure, styles, against=axis)
    if summary[axis].min() > 0:
        style.log2_axis(axes, summary[axis].unique(), "{:g}".format)
    axes.set_xlabel(label)


def together(summary, axis, label, cells):
    """A figure of few lines: a panel for each measure."""
    fig = style.figure(10, 5)
    panels = fig.subplots(1, len(ERROR_AXES))
    for axes, (measure, quantity) in zip(panels, ERROR_AXES.items()):
        draw(axes, summary, axis, label, measure, style.styles(cells))
        style.scale_of_values(axes, summary[measure])
        axes.set_ylabel(quantity)
    lines.legend(fig, panels[0], summary)
    return fig


def apart(summary, axis, label, cells):
    """A figure of many lines: for each measure a panel for each of what differs beside the code dimension."""
    names = {cell["line"]: beside_dimension(cell) for cell in cells.values()}
    titles = list(dict.fromkeys(names.values()))
    summary = summary.assign(panel=summary["line"].map(names), line=[f"d' = {d}" for d in summary["dimension"]])
    styles = {f"d' = {d}": look for d, look in style.dimension_styles(set(summary["dimension"])).items()}
    columns = min(len(titles), style.COLUMNS)
    rows = -(-len(titles) // columns)
    fig = style.figure(max(3.4 * columns, 5), 3.2 * rows * len(ERROR_AXES))
    grid = fig.subplots(rows * len(ERROR_AXES), columns, squeeze=False)
    for number, (measure, quantity) in enumerate(ERROR_AXES.items()):
        panels = grid[number * rows : (number + 1) * rows].ravel()
        for axes in panels[1 : len(titles)]:
            axes.sharey(panels[0])  # to compare them
        for title, axes in zip(titles, panels):
            draw(axes, summary[summary["panel"] == title], axis, label, measure, styles)
            axes.set_title(textwrap.fill(title, int(3.4 * style.LETTERS)), fontsize="medium")
        style.scale_of_values(panels[0], summary[measure])
        for axes in panels[len(titles) :]:
            axes.remove()
        for axes in panels[::columns]:
            axes.set_ylabel(quantity)
    lines.legend(fig, grid[0, 0], summary, "code dimension")
    return fig


def beside_dimension(cell):
    """The line of a cell without its code dimension."""
    return ", ".join([cell["pair"], *(word for name, word in cell["variant"].items() if name != "dimension")])


def plot(summary, axis, label, cells):
    """The figure of both measures in the summary against an axis of the grid that has a label."""
    many = len({cell["line"] for cell in cells.values()}) > style.MOST_LINES
    return (apart if many else together)(summary, axis, label, cells)


def main(snakemake):
    grid, axis = table.of_job(snakemake), snakemake.wildcards.axis
    cells = lines_along(grid["cells"], axis)
    fig = plot(lines.read(snakemake.input.summary, cells), axis, grid["axes"][axis], cells)
    style.save(fig, *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
