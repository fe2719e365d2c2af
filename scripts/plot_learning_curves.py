"""Draw the loss against the epoch: a panel for each activation pair and variant, a line for each dimension.

in   the history CSV and the metrics of each configuration, in grid order; the digests of the data
out  a picture: training loss as a line, validation loss dashed, a marker at the end;
     means over the seeds, the training loss shaded from the lowest to the highest
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import textwrap
from pathlib import Path

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from autogrid.config import table
from autogrid.draw import style
from autogrid.measure.cells import read_cells, require_file
from autogrid.measure.selection import compared

WIDEST = 40  # letters of a label beside a panel


def plot(cells, histories):
    """Learning curves of cells, by stem as their histories are; these have columns epoch, loss, val_loss."""
    dimensions = {stem: cell["configuration"]["dimension"] for stem, cell in cells.items()}
    styles = style.dimension_styles(set(dimensions.values()))
    fig, panels = style.panels(cells, 3.6, 3.6)
    curves = {}
    for stem, cell in cells.items():
        curves.setdefault((cell["line"], dimensions[stem]), []).append(histories[stem])
    for (line, dimension), of_seeds in curves.items():
        draw(panels[line], pd.concat(of_seeds).groupby("epoch"), styles[dimension])
    for axes in panels.values():
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator("auto", integer=True))
        axes.grid(alpha=0.3)
    losses = dict.fromkeys(cell["configuration"]["loss"].replace("_", " ") for cell in cells.values())
    apart = "" if len(panels) == 1 else "\neach panel has a scale of its own"
    label = textwrap.fill(f"{' or '.join(losses)} (mean of the images)", WIDEST)
    style.label_first_column(fig, f"{label}{apart}")
    handles = [Line2D([], [], **look, label=f"d' = {d}") for d, look in styles.items()]
    handles += [
        Line2D([], [], color="grey", linestyle="-", label="training"),
        Line2D([], [], color="grey", linestyle="--", label="validation"),
    ]
    style.legend(fig, handles)
    return fig


def draw(axes, epochs, look):
    """The training and validation loss of some runs, grouped by epoch, as means with their range."""
    mean, low, high = epochs.mean(), epochs["loss"].min(), epochs["loss"].max()
    axes.plot(mean["loss"], color=look["color"])
    validated = mean["val_loss"].dropna()
    axes.plot(validated, "--", color=look["color"], marker="_" if len(validated) == 1 else None)
    axes.fill_between(mean.index, low, high, color=look["color"], alpha=0.2, linewidth=0)
    axes.plot(mean["loss"].tail(1), **look)  # the marker at the end of the line


def main(snakemake):
    given = snakemake.input
    cells = compared(read_cells(given.metrics, table.of_job(snakemake)["cells"], given.digests))
    histories = {Path(file).stem: file for file in given.histories if Path(file).stem in cells}
    for stem, file in histories.items():
        require_file(file, cells[stem]["history_sha256"], "history of the model that its metrics are of")
    fig = plot(cells, {stem: pd.read_csv(file) for stem, file in histories.items()})
    style.save(fig, *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
