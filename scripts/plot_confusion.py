"""Draw which digits are taken for which, from the codes of the best activation pair.

in   classification.csv, the JSONs of `train_classifiers`
out  a picture: a row for each classifier, a confusion matrix for each code dimension and for raw pixels
"""

from pathlib import Path

import numpy as np
from matplotlib.colors import PowerNorm

from autogrid.draw import lines, style
from autogrid.job.begin import begin
from autogrid.job.provenance import read

CLASSIFIERS = {"probe": "logistic regression", "cnn": "convolutional network"}


def plot(columns, title):
    """Confusion matrices of results by name, as fractions of each true class."""
    fig = style.figure(2.3 * len(columns) + 0.8, 5.4)
    fig.suptitle(title)
    panels = fig.subplots(len(CLASSIFIERS), len(columns), squeeze=False, sharex=True, sharey=True)
    for line, (classifier, label) in zip(panels, CLASSIFIERS.items()):
        for axes, (name, result) in zip(line, columns.items()):
            confusion = np.array(result[classifier]["confusion"])
            share = confusion / np.maximum(confusion.sum(axis=1, keepdims=True), 1)
            picture = axes.imshow(share, cmap="Blues", norm=PowerNorm(0.4, 0, 1))  # so that rare errors are seen
            axes.set_title(f"{name}: {result[classifier]['accuracy']:.1%}", fontsize="medium")
            axes.set_xticks(range(len(share)))
            axes.set_yticks(range(len(share)))
        line[0].set_ylabel(f"{label}\ntrue class")
    for axes in panels[-1]:
        axes.set_xlabel("predicted class")
    fig.colorbar(picture, ax=panels, label="fraction of the true class", ticks=[0, 0.01, 0.05, 0.2, 0.5, 1])
    return fig


def main(snakemake):
    results = {Path(file).stem: read(file) for file in snakemake.input.results}
    table = lines.read(snakemake.input.table, snakemake.params.cells)
    best = lines.best(table[table["method"] == "autoencoder"])
    columns = {f"d' = {row.dimension}": results[row.stem] for row in best.itertuples()}
    title = f"{best['line'].iloc[0]}, the activation pair with the lowest mean error"
    style.save(plot(columns | {"raw pixels": results["pixels"]}, title), *snakemake.output)


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
