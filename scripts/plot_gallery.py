"""Draw the first test images, reconstructed at every code dimension by the best activation pair and by PCA.

in   summary.csv, baselines.csv, all models, the principal components,
     the test images as uint8 (n, height, width)
out  a picture: originals on top, then two rows for each code dimension
"""

from pathlib import Path

import drawing
import forward
import grid
import joblog
import numpy as np
import pandas as pd
import principal_components
import runs

COLUMNS = 10  # test images drawn


def plot(rows, title):
    """Rows of images: pairs of a label and an array (n, height, width)."""
    fig = drawing.figure(9, 0.85 * len(rows) + 0.5)
    fig.suptitle(title)
    axes = fig.subplots(len(rows), COLUMNS, squeeze=False)
    for line, (label, images) in zip(axes, rows):
        for cell, image in zip(line, images):
            drawing.show_image(cell, image)
        line[0].text(-0.15, 0.5, label, ha="right", va="center", transform=line[0].transAxes)
    return fig


def main(snakemake):
    best = runs.best(runs.read(snakemake.input.summary))
    linear = pd.read_csv(snakemake.input.baselines, index_col="dimension")["error"]
    models = {Path(file).stem: file for file in snakemake.input.models}
    images = np.load(snakemake.input.test, mmap_mode="r")[:COLUMNS]
    originals = forward.scaled(images, snakemake.params.divide_by)
    rows = [("original", originals)]
    for row in best.itertuples():
        codes = {f"d' = {row.dimension}\nerror {row.error:.4f}": forward.load(models[row.stem])}
        if row.dimension in linear:  # none where d' is more than the training images span
            pca = principal_components.load(snakemake.input.components, row.dimension)
            codes[f"PCA\nerror {linear[row.dimension]:.4f}"] = pca
        rows += [(label, code.decoder(code.encoder(originals))) for label, code in codes.items()]
    title = f"{grid.name(row._asdict())}, the activation pair with the lowest mean error, and PCA"
    drawing.save(plot([(label, row.reshape(images.shape)) for label, row in rows], title), *snakemake.output)


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
