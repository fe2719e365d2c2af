"""Draw the reconstructions of test images by one configuration, and what its code units draw.

in   the model, its metrics, the test images, (n, height, width) or in colour
out  a picture with a column for each drawn image, its reconstruction below it, from a noisy
     input if it is a denoiser's; the same in as many pixels as they have; the code units, likewise
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np

from autogrid.data import noise
from autogrid.draw import sheet, tiles, units
from autogrid.findings.wording import percent
from autogrid.model import numpy_model
from autogrid.provenance.records import read


def picture(rows, indices, title):
    """Rows of images (n, height, width) below each other, by what they are; columns of test images by their index."""
    parts = []
    for name, images in rows.items():
        heads = [f"test image {index}" for index in indices] if name == "original" else [name]
        parts += [[sheet.words(head) for head in heads], [sheet.enlarged(image) for image in tiles.levels(images)]]
    width = max(part.shape[1] for row in parts for part in row)
    return sheet.stacked([sheet.words(title), *(sheet.beside(row, width) for row in parts)])


def main(snakemake):
    params = snakemake.params
    autoencoder = numpy_model.load(snakemake.input.model)
    raw = np.load(snakemake.input.test)
    images = numpy_model.scaled(raw, **params.preprocessing)
    given = noise.masked(images, params.corruption) if params.corruption else images
    effects = units.effects(autoencoder, images).reshape(-1, *raw.shape[1:])
    rows = {"original": images, "noisy input": given, "reconstruction": autoencoder.decoder(autoencoder.encoder(given))}
    rows = {name: row[params.drawn_images].reshape(-1, *raw.shape[1:]) for name, row in rows.items()}
    if not params.corruption:
        del rows["noisy input"]

    metrics = read(snakemake.input.metrics)
    error, of = metrics["error"], "all test images"
    if params.corruption:
        error, of = (
            metrics["noisy"][str(params.corruption)]["error"],
            f"all test images with {percent(params.corruption)} of the pixel values at 0",
        )
    measured = f"mean error of {of}: {error:.4f} nats per pixel"
    sheet.save(snakemake.output.picture, picture(rows, params.drawn_images, f"{params.title}\n{measured}"))
    sheet.save(snakemake.output.units, units.picture(effects[: units.MOST]))
    sheet.save(snakemake.output.thumbnail, np.vstack([np.hstack(row) for row in rows.values()]))


if __name__ == "__main__":
    main(snakemake)
