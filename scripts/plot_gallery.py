"""Draw the first test images, reconstructed at every code dimension by the best activation pair.

in   summary.csv, all models, the test images as uint8 (n, height, width)
out  a picture: originals on top, then a row for each code dimension
"""

import json
from pathlib import Path

import drawing
import forward
import joblog
import numpy as np
import pandas as pd

COLUMNS = 10  # test images drawn


def best(summary):
    """The rows of the activation pair and variant with the lowest mean error; of each dimension the first seed."""
    names = pd.Series(map(drawing.name, summary.to_dict("records")), summary.index)
    means = summary.groupby(names, sort=False)["error"].mean()
    rows = summary[names == means.idxmin()]
    return rows.drop_duplicates("dimension").sort_values("dimension")


def plot(rows, title):
    """Rows of images: pairs of a label and an array (n, height, width)."""
    fig = drawing.figure(9, 0.95 * len(rows) + 0.5)
    fig.suptitle(title)
    axes = fig.subplots(len(rows), COLUMNS, squeeze=False)
    for line, (label, images) in zip(axes, rows):
        for cell, image in zip(line, images):
            drawing.show_image(cell, image)
        line[0].text(-0.15, 0.5, label, ha="right", va="center", transform=line[0].transAxes)
    return fig


def main(snakemake):
    rows_of_best = best(pd.read_csv(snakemake.input.summary, converters={"hidden": json.loads}))
    models = {Path(file).stem: file for file in snakemake.input.models}
    images = np.load(snakemake.input.test, mmap_mode="r")[:COLUMNS]
    originals = forward.scaled(images, snakemake.params.divide_by)
    rows = [("original", originals.reshape(images.shape))]
    for row in rows_of_best.itertuples():
        autoencoder = forward.load(models[row.stem])
        reconstructions = autoencoder.decoder(autoencoder.encoder(originals))
        rows.append((f"d' = {row.dimension}\nerror {row.error:.4f}", reconstructions.reshape(images.shape)))
    title = f"{drawing.name(row._asdict())}, the activation pair with the lowest mean error"
    drawing.save(plot(rows, title), snakemake.output[0])


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
