"""Draw the accuracy of classifiers against the code dimension.

in   classification.csv
out  a picture: a panel for each classifier, a line for each activation pair and variant,
     for principal components and for raw pixels
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import pandas as pd

from autogrid.config import table
from autogrid.draw import lines, style

CLASSIFIERS = {
    "probe_accuracy": "logistic regression on the codes",
    "cnn_accuracy": "convolutional network on the restored images",
}


def plot(table, styles):
    """Accuracies of autoencoders, with mean and standard deviation of the seeds, and of the references."""
    autoencoders, pca, pixels = (table[table["method"] == method] for method in ("autoencoder", "PCA", "pixels"))
    fig = style.figure(10, 5)
    panels = fig.subplots(1, len(CLASSIFIERS), sharey=True)
    for axes, (measure, title) in zip(panels, CLASSIFIERS.items()):
        lines.draw(axes, autoencoders, measure, styles)
        lines.dimension_axis(axes, autoencoders)
        of_pca = pca.groupby("dimension")[measure]
        axes.errorbar(of_pca.mean().index, of_pca.mean(), of_pca.std(), fmt="x--", capsize=4, color="grey")
        axes.plot([], [], "x--", color="grey", label="PCA")
        axes.axhline(pixels[measure].mean(), linestyle=":", color="black", label="raw pixels")
        axes.set_ylim(0, 1)
        axes.set_title(title)
    panels[0].set_ylabel("test accuracy (fraction of images)")
    lines.legend(fig, panels[0], autoencoders)
    return fig


def main(snakemake):
    cells = table.of_job(snakemake)["cells"]
    style.save(plot(pd.read_csv(snakemake.input.table), style.styles(cells)), *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
