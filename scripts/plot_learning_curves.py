"""Draw the loss against the epoch: a panel for each activation pair and variant, a line for each dimension.

in   the history CSV of each configuration, in grid order
out  a picture: training loss as a line, validation loss dashed
"""

import drawing
import joblog
import matplotlib as mpl
import pandas as pd


def plot(configurations, histories, loss):
    """Learning curves of configurations; histories have columns epoch, loss, val_loss."""
    dimensions = sorted({c["dimension"] for c in configurations})
    shades = mpl.colormaps["viridis"].resampled(len(dimensions) + 1)
    fig, panels = drawing.panels(configurations, 3.6, 3.6)
    for configuration, history in zip(configurations, histories):
        axes = panels[drawing.name(configuration)]
        colour = shades(dimensions.index(configuration["dimension"]))
        validated = history.dropna(subset="val_loss")
        axes.plot(history["epoch"], history["loss"], color=colour)
        axes.plot(validated["epoch"], validated["val_loss"], "--", color=colour)
    for axes in panels.values():
        axes.set_xlabel("epoch")
        axes.grid(alpha=0.3)
    for axes in fig.axes:
        if axes.get_subplotspec().is_first_col():
            axes.set_ylabel(f"{loss.replace('_', ' ')} (mean a pixel)")
    handles = [mpl.lines.Line2D([], [], color=shades(i), label=f"d' = {d}") for i, d in enumerate(dimensions)]
    handles += [
        mpl.lines.Line2D([], [], color="grey", linestyle=style, label=label)
        for style, label in (("-", "training"), ("--", "validation"))
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return fig


def main(snakemake):
    histories = [pd.read_csv(file) for file in snakemake.input.histories]
    fig = plot(snakemake.params.configurations, histories, snakemake.params.loss)
    drawing.save(fig, snakemake.output[0])


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
