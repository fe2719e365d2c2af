"""Draw which digits are taken for which, from the codes of the best activation pair.

in   classification.csv, the JSONs of `train_classifiers`
out  a picture: a row for each classifier, a confusion matrix for each code dimension and for raw pixels
"""

import json
from pathlib import Path

import drawing
import joblog
import numpy as np
import runs
from matplotlib.colors import PowerNorm

CLASSIFIERS = {"probe": "logistic regression", "cnn": "convolutional network"}


def plot(columns, title):
    """Confusion matrices of results by name, as fractions of each true class."""
    fig = drawing.figure(2.3 * len(columns) + 0.8, 5.4)
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
    results = {Path(file).stem: json.loads(Path(file).read_text()) for file in snakemake.input.results}
    table = runs.read(snakemake.input.table)
    best = runs.best(table[table["method"] == "autoencoder"])
    columns = {f"d' = {row.dimension}": results[row.stem] for row in best.itertuples()}
    title = f"{runs.names(best).iloc[0]}, the activation pair with the lowest mean error"
    drawing.save(plot(columns | {"raw pixels": results["pixels"]}, title), *snakemake.output)


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
