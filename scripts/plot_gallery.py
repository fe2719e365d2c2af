"""Draw the first test images, reconstructed at every code dimension by the best activation pair.

in   summary.csv, all models, the test images as uint8 (n, height, width)
out  a picture: originals on top, then a row for each code dimension
"""

from pathlib import Path

import drawing
import forward
import joblog
import numpy as np
import pandas as pd

COLUMNS = 10  # test images drawn


def best_pair(summary):
    """The rows of the activation pair with the lowest mean error; of each dimension the first seed."""
    means = summary.groupby(["encoder", "decoder"], sort=False)["error"].mean()
    encoder, decoder = means.idxmin()
    rows = summary[(summary["encoder"] == encoder) & (summary["decoder"] == decoder)]
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
    best = best_pair(pd.read_csv(snakemake.input.summary))
    models = {Path(file).stem: file for file in snakemake.input.models}
    images = np.load(snakemake.input.test, mmap_mode="r")[:COLUMNS]
    originals = forward.scaled(images, snakemake.params.divide_by)
    rows = [("original", originals.reshape(images.shape))]
    for row in best.itertuples():
        autoencoder = forward.load(models[row.stem])
        reconstructions = autoencoder.decoder(autoencoder.encoder(originals))
        rows.append((f"d' = {row.dimension}\nerror {row.error:.4f}", reconstructions.reshape(images.shape)))
    title = f"{drawing.pair_name(row.encoder, row.decoder)}, the activation pair with the lowest mean error"
    drawing.save(plot(rows, title), snakemake.output[0])


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
