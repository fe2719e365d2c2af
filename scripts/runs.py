"""A table of runs, a row a configuration: read, searched for the best, drawn as lines."""

import json

import drawing
import grid
import pandas as pd


def read(path):
    """A table with the axes of the grid among its columns; rows of no autoencoder have no `hidden`."""
    return pd.read_csv(path, converters={"hidden": lambda text: json.loads(text or "null")})


def names(runs):
    """How the activation pair and variant of each row is written."""
    return pd.Series(map(grid.name, runs.to_dict("records")), runs.index)


def best(runs):
    """The rows of the activation pair and variant with the lowest mean error; of each dimension the first seed."""
    means = runs.groupby(names(runs), sort=False)["error"].mean()
    rows = runs[names(runs) == means.idxmin()]
    return rows.drop_duplicates("dimension").sort_values("dimension")


def draw(axes, runs, measure):
    """A line for each name: means over the seeds, their standard deviation as bars, single runs as dots."""
    styles = drawing.styles(runs.to_dict("records"))
    for name, of_name in runs.groupby(names(runs), sort=False):
        cells = of_name.groupby("dimension")[measure]
        mean, sd = cells.mean(), cells.std()  # no sd of a single run, and no bar
        axes.plot(mean.index, mean, label=name, **styles[name])
        axes.errorbar(mean.index, mean, sd, fmt="none", capsize=5, ecolor=styles[name]["color"])
        axes.plot(of_name["dimension"], of_name[measure], ".", color=styles[name]["color"], alpha=0.4)
    compression = runs.groupby("dimension")["compression_ratio"].first()
    axes.set_xscale("log", base=2)
    axes.set_xticks(compression.index, [f"{d}\n{ratio:.2%}" for d, ratio in compression.items()])
    axes.minorticks_off()
    axes.set_xlabel("code dimension d', and its share of an image's pixels")
    axes.grid(alpha=0.3)


def legend(fig, axes, runs):
    """A legend below a figure of runs, which says what the bars are."""
    seeds = runs["seed"].nunique()
    spread = f": mean of {seeds} seeds, bars ± 1 standard deviation" if seeds > 1 else ""
    handles, labels = axes.get_legend_handles_labels()
    fig.legend(handles, labels, title=f"encoder → decoder{spread}", loc="outside lower center", ncols=3)
