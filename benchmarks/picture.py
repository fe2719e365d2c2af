"""The table as a figure.

usage: picture.py TABLE_CSV FIGURE_PNG

left    milliseconds a training step against d', a line for each variant
middle  seconds for the whole grid
right   seconds to plan grids of growing size
"""

import csv
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "scripts"))

from matplotlib.ticker import LogLocator, NullLocator  # noqa: E402

from autogrid.draw import style  # noqa: E402

NAMES = {
    "fit": "Model.fit",
    "fit-advised": "fit, jit_compile + steps_per_execution",
    "fit-tfdata": "the same with tf.data",
    "torch": "PyTorch, eager",
    "jax": "JAX, scan",
    "ours": "ours",
    "limit": "matrix products alone",
}


def draw(rows):
    """The figure of a table's rows."""
    fig = style.figure(14, 4)
    steps, grid, plan = fig.subplots(1, 3, width_ratios=[4, 2, 3])
    draw_steps(steps, [row for row in rows if row["part"] == "step" and row["median"]])
    draw_grid(grid, [row for row in rows if row["part"] == "grid"])
    draw_plan(plan, [row for row in rows if row["part"] == "plan" and row["unit"] == "s"])
    return fig


def draw_steps(axes, rows):
    """A line for each variant on all cores."""
    threads = max((row["threads"] for row in rows), key=int)
    for index, (what, name) in enumerate(NAMES.items()):
        line = [row for row in rows if row["what"] == what and row["threads"] == threads]
        if line:
            x, y = [int(row["size"]) for row in line], [float(row["median"]) for row in line]
            dash = "--" if what == "limit" else f"{style.MARKERS[index]}-"
            axes.plot(x, y, dash, color="black" if what == "limit" else style.COLOURS[index], label=name)
    axes.set_xscale("log", base=2)
    axes.set_xticks(dimensions := sorted({int(row["size"]) for row in rows}), dimensions)
    axes.set(yscale="log", xlabel="code dimension d'", ylabel="milliseconds", title="a training step of 256 images")
    in_plain_numbers(axes.yaxis)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize="small")


def draw_grid(axes, rows):
    """A bar for ours and one for each script of the notebook's code."""
    rows = [row for row in rows if not row["size"]]  # of one seed
    bars = axes.bar(
        [row["what"].replace(", ", ",\n") for row in rows],
        [float(row["median"]) for row in rows],
        color=style.COLOURS[0],
    )
    axes.bar_label(bars, fmt="%.0f s")
    axes.margins(y=0.1)
    axes.set(ylabel="seconds", title="the whole grid")


def draw_plan(axes, rows):
    """Planning time against grid size."""
    axes.plot([int(row["size"]) for row in rows], [float(row["median"]) for row in rows], "o-")
    axes.set(xscale="log", yscale="log", xlabel="configurations", ylabel="seconds", title="snakemake --dry-run")
    axes.set_ylim(1, 100)
    in_plain_numbers(axes.xaxis)
    in_plain_numbers(axes.yaxis)


def in_plain_numbers(axis):
    """Label a logarithmic axis 0.5, 1, 2, 5, 10 rather than in powers of ten."""
    axis.set_major_locator(LogLocator(subs=[1, 2, 5] if axis.axis_name == "y" else [1]))
    axis.set_major_formatter("{x:,g}")
    axis.set_minor_locator(NullLocator())


if __name__ == "__main__":
    table, figure = sys.argv[1:]
    with open(table) as file:
        style.save(draw(list(csv.DictReader(file))), figure)
