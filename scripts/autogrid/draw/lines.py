"""A table of runs, a row a configuration: read, searched for the best, drawn as lines."""

import pandas as pd


def read(path, cells):
    """A table of runs, with the `line` that each is on; None for rows of no autoencoder.

    Parameters
    ----------
    path : path
        A CSV with the columns ``stem``, ``dimension``, ``compression_ratio`` and measures.
    cells : dict of str to dict
        What the configuration of each stem is called.
    """
    table = pd.read_csv(path)
    return table.assign(line=[cells.get(stem, {}).get("line") for stem in table["stem"]])


def best(runs):
    """The rows of the line with the lowest mean error; of each dimension the first seed."""
    means = runs.groupby("line", sort=False)["error"].mean()
    rows = runs[runs["line"] == means.idxmin()]
    return rows.drop_duplicates("dimension").sort_values("dimension")


def draw(axes, runs, measure, styles):
    """Lines by their styles: means over the seeds, their standard deviation as bars, single runs as dots."""
    for line, of_line in runs.groupby("line", sort=False):
        cells = of_line.groupby("dimension")[measure]
        mean, sd = cells.mean(), cells.std()  # no sd of a single run, and no bar
        axes.plot(mean.index, mean, label=line, **styles[line])
        axes.errorbar(mean.index, mean, sd, fmt="none", capsize=5, ecolor=styles[line]["color"])
        axes.plot(of_line["dimension"], of_line[measure], ".", color=styles[line]["color"], alpha=0.4)
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
