"""Draw the loss against the epoch: a panel for each activation pair and variant, a line for each dimension.

in   the history CSV of each configuration, in grid order
out  a picture: training loss as a line, validation loss dashed, a marker at the end;
     means over the seeds, the training loss shaded from the lowest to the highest
"""

from pathlib import Path

import matplotlib as mpl
import pandas as pd

from autogrid.draw import style
from autogrid.job import log


def plot(cells, histories, loss):
    """Learning curves of cells, by stem as their histories are; these have columns epoch, loss, val_loss."""
    styles = style.dimension_styles({cell["dimension"] for cell in cells.values()})
    fig, panels = style.panels(cells, 3.6, 3.6)
    curves = {}
    for stem, cell in cells.items():
        curves.setdefault((cell["line"], cell["dimension"]), []).append(histories[stem])
    for (line, dimension), of_seeds in curves.items():
        axes, look = panels[line], styles[dimension]
        epochs = pd.concat(of_seeds).groupby("epoch")
        mean, low, high = epochs.mean(), epochs["loss"].min(), epochs["loss"].max()
        validated = mean["val_loss"].dropna()
        axes.plot(mean["loss"], color=look["color"])
        axes.plot(validated, "--", color=look["color"])
        axes.fill_between(mean.index, low, high, color=look["color"], alpha=0.2, linewidth=0)
        axes.plot(mean["loss"].tail(1), **look)  # the marker at the end of the line
    for axes in panels.values():
        axes.set_xlabel("epoch")
        axes.grid(alpha=0.3)
    style.label_first_column(fig, f"{loss.replace('_', ' ')} (mean of the images)")
    handles = [mpl.lines.Line2D([], [], **look, label=f"d' = {d}") for d, look in styles.items()]
    handles += [
        mpl.lines.Line2D([], [], color="grey", linestyle=dash, label=label)
        for dash, label in (("-", "training"), ("--", "validation"))
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return fig


def main(snakemake):
    histories = {Path(file).stem: pd.read_csv(file) for file in snakemake.input.histories}
    fig = plot(snakemake.params.cells, histories, snakemake.params.loss)
    style.save(fig, *snakemake.output)


if __name__ == "__main__":
    log.write_to(snakemake.log[0])
    main(snakemake)
