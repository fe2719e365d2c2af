"""Draw the reconstruction error against the code dimension, a line for each activation pair and variant.

in   summary.csv
out  a picture: means over the seeds as lines, every run and published value as points
"""

import json

import drawing
import joblog
import pandas as pd


def plot(summary):
    """A figure of the summary's `error` and, where there are any, `published_error`."""
    fig = drawing.figure(7, 4.5)
    axes = fig.subplots()
    cells = summary.to_dict("records")
    styles = drawing.styles(cells)
    for name, runs in summary.groupby(list(map(drawing.name, cells)), sort=False):
        mean = runs.groupby("dimension")["error"].mean()
        axes.plot(mean.index, mean, label=name, **styles[name])
        axes.plot(runs["dimension"], runs["error"], ".", color=styles[name]["color"], alpha=0.4)
    published = summary.dropna(subset="published_error")
    if len(published):
        axes.plot(
            published["dimension"],
            published["published_error"],
            "o",
            markersize=13,
            markerfacecolor="none",
            color="black",
            label="published",
        )
    dimensions = sorted(set(summary["dimension"]))
    axes.set_xscale("log", base=2)
    axes.set_xticks(dimensions, dimensions)
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel("code dimension d'")
    axes.set_ylabel("test error: binary cross-entropy\n(nats a pixel)")
    axes.grid(alpha=0.3)
    axes.legend(title="encoder → decoder")
    return fig


def main(snakemake):
    drawing.save(plot(pd.read_csv(snakemake.input.summary, converters={"hidden": json.loads})), snakemake.output[0])


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
