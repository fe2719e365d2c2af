"""Draw which classes are mistaken for which, from the codes of the best line.

in   classification.csv, the JSONs of `train_classifiers`, the names of the classes
out  a picture: a row for each classifier, a confusion matrix for each code dimension and for raw pixels
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.colors import PowerNorm

from autogrid.draw import class_names, lines, style, tiles
from autogrid.provenance.records import read

NAMED = 12  # classes; of more, some
DIMENSIONS = 6  # drawn at most, with the smallest and the largest
CLASSIFIERS = {"probe": "logistic regression", "cnn": "convolutional network"}


def plot(columns, title, classes):
    """Confusion matrices of results by name, as fractions of each true class; the names of the classes."""
    fig = style.figure(2.3 * len(columns) + 0.8 + style.room(classes), 5.4 + style.room(classes))
    fig.suptitle(title)
    panels = fig.subplots(len(CLASSIFIERS), len(columns), squeeze=False, sharex=True, sharey=True)
    for line, (classifier, label) in zip(panels, CLASSIFIERS.items()):
        for axes, (name, result) in zip(line, columns.items()):
            confusion = np.array(result[classifier]["confusion"])
            images = confusion.sum(axis=1, keepdims=True)
            share = np.where(images, confusion / np.maximum(images, 1), np.nan)  # a class without test images is empty
            picture = axes.imshow(share, cmap="Blues", norm=PowerNorm(0.4, 0, 1))  # so that rare errors are seen
            axes.set_title(f"{name}: {result[classifier]['accuracy']:.1%}", fontsize="medium")
            style.name_ticks(axes.xaxis, classes, NAMED)
            style.name_ticks(axes.yaxis, classes, NAMED)
        line[0].set_ylabel(f"{label}\ntrue class")
    for axes in panels[-1]:
        axes.set_xlabel("predicted class")
    fig.colorbar(picture, ax=panels, label="fraction of the true class", ticks=[0, 0.01, 0.05, 0.2, 0.5, 1])
    return fig


def main(snakemake):
    results = {Path(file).stem: read(file) for file in snakemake.input.results}
    table = pd.read_csv(snakemake.input.table)
    best = lines.best(table[table["method"] == "autoencoder"], "error")
    shown = tiles.spaced(list(best.itertuples()), DIMENSIONS)
    columns = {f"d' = {row.dimension}": results[row.stem] for row in shown}
    columns["raw pixels"] = results[table.loc[table["method"] == "pixels", "stem"].iloc[0]]
    title = f"{best['line'].iloc[0]}, the line with the lowest mean error"
    style.save(plot(columns, title, class_names.labels(read(snakemake.input.classes, list))), *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
