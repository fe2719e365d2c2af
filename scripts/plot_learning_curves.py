"""Draw the loss against the epoch: a panel for each activation pair and variant, a line for each dimension.

in   the history CSV of each configuration, in grid order
out  a picture: training loss as a line, validation loss dashed, a marker at the end;
     means over the seeds, the training loss shaded from the lowest to the highest
"""

import drawing
import grid
import joblog
import matplotlib as mpl
import pandas as pd


def plot(configurations, histories, loss):
    """Learning curves of configurations; histories have columns epoch, loss, val_loss."""
    styles = drawing.dimension_styles({c["dimension"] for c in configurations})
    fig, panels = drawing.panels(configurations, 3.6, 3.6)
    lines = {}
    for configuration, history in zip(configurations, histories):
        lines.setdefault((grid.name(configuration), configuration["dimension"]), []).append(history)
    for (name, dimension), of_seeds in lines.items():
        axes, style = panels[name], styles[dimension]
        epochs = pd.concat(of_seeds).groupby("epoch")
        mean, low, high = epochs.mean(), epochs["loss"].min(), epochs["loss"].max()
        validated = mean["val_loss"].dropna()
        axes.plot(mean["loss"], color=style["color"])
        axes.plot(validated, "--", color=style["color"])
        axes.fill_between(mean.index, low, high, color=style["color"], alpha=0.2, linewidth=0)
        axes.plot(mean["loss"].tail(1), **style)  # the marker at the end of the line
    for axes in panels.values():
        axes.set_xlabel("epoch")
        axes.grid(alpha=0.3)
    drawing.label_first_column(fig, f"{loss.replace('_', ' ')} (mean of the images)")
    handles = [mpl.lines.Line2D([], [], **style, label=f"d' = {d}") for d, style in styles.items()]
    handles += [
        mpl.lines.Line2D([], [], color="grey", linestyle=style, label=label)
        for style, label in (("-", "training"), ("--", "validation"))
    ]
    fig.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return fig


def main(snakemake):
    histories = [pd.read_csv(file) for file in snakemake.input.histories]
    fig = plot(snakemake.params.configurations, histories, snakemake.params.loss)
    drawing.save(fig, *snakemake.output)


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
