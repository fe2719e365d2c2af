"""A table of runs, one row per configuration: read, searched for the best, drawn as lines."""

import pandas as pd

from autogrid.draw import style

BESIDE = 0.012  # of the axis: how far lines are shifted sideways, so that none hides another
FEW = 4  # lines with that shift; more lines share the same width


def read(path, cells):
    """A CSV with a row for each run, with the `line` of its cell; None for rows without an autoencoder."""
    table = pd.read_csv(path)
    return table.assign(line=[cells.get(stem, {}).get("line") for stem in table["stem"]])


def compared(runs):
    """The runs of a summary without those that validation left out."""
    return runs[runs["selected"].isna() | runs["selected"].eq(True)]


def best(runs, measure):
    """The rows of the line with the lowest mean of a measure; the first seed at each dimension."""
    means = runs.groupby("line", sort=False)[measure].mean()
    rows = runs[runs["line"] == means.idxmin()]
    return rows.drop_duplicates("dimension").sort_values("dimension")


def draw(axes, runs, measure, styles, against="dimension"):
    """Lines by their styles: means over the seeds, their standard deviation as bars, single runs as dots."""
    names = list(dict.fromkeys(runs["line"]))
    least, most = runs[against].min(), runs[against].max()
    for number, name in enumerate(names):
        of_line = runs[runs["line"] == name]
        beside = BESIDE * min(1, FEW / len(names)) * (number - (len(names) - 1) / 2)
        cells = of_line.groupby(against)[measure]
        mean, sd = cells.mean(), cells.std()  # a single run has no sd and no bar
        places, runs_at = (shifted(at, beside, least, most) for at in (mean.index, of_line[against]))
        axes.plot(places, mean, label=name, **styles[name])
        axes.errorbar(places, mean, sd, fmt="none", capsize=4, ecolor=styles[name]["color"])
        axes.plot(runs_at, of_line[measure], ".", color=styles[name]["color"], alpha=0.4)
    axes.grid(alpha=0.3)


def shifted(values, share, least, most):
    """Values moved by a share of their axis, which is logarithmic if the least of them is above 0."""
    if least <= 0:
        return values + share * (most - least or 1)
    return values * (most / least if most > least else 2) ** share


def dimension_axis(axes, runs):
    """Code dimensions along a logarithmic axis, with their share of an image's pixel values."""
    ratios = runs.groupby("dimension")["code_size"].first()
    style.log2_axis(axes, ratios.index, lambda d: f"{d}\n{ratios[d]:.2%}")
    axes.set_xlabel("code dimension d', and its share of an image's pixel values")


def legend(fig, axes, runs, names="encoder → decoder"):
    """A legend below a figure of runs, which explains the names of its lines and the bars."""
    seeds = runs["seed"].nunique()
    spread = f": mean of {seeds:.0f} seeds, bars ± 1 standard deviation" if seeds > 1 else ""
    handles, _ = axes.get_legend_handles_labels()
    style.legend(fig, handles, f"{names}{spread}")
