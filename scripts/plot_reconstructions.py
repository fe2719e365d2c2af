"""Draw what one configuration makes of test images, and what its code units draw.

in   the model, its metrics, the test images as uint8 (n, height, width)
out  a picture with a column for each drawn image, its reconstruction below it, from a noisy
     input if it is a denoiser's; the same in as many pixels as they have; the code units, likewise
"""

import numpy as np

from autogrid.data import noise
from autogrid.draw import style, units
from autogrid.job.begin import begin
from autogrid.job.provenance import read
from autogrid.model import numpy_model


def plot(rows, indices, title):
    """Rows of images (n, height, width) below each other, by what they are; columns of test images by their index."""
    fig = style.figure(max(4.2, 1.6 * len(indices)), 0.7 + 1.6 * len(rows))
    fig.suptitle(title)
    for axes, (name, images) in zip(fig.subplots(len(rows), len(indices), squeeze=False), rows.items()):
        for axis, image, index in zip(axes, images, indices):
            style.show_image(axis, image, f"test image {index}" if name == "original" else name)
    return fig


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
            f"all noisy test images, {params.corruption:.0%} black",
        )
    measured = f"mean error of {of}: {error:.4f} nats a pixel"
    style.save(plot(rows, params.drawn_images, f"{params.title}\n{measured}"), snakemake.output.picture)
    style.save_pixels(snakemake.output.units, units.picture(effects[: units.MOST]))
    style.save_pixels(snakemake.output.thumbnail, np.vstack([np.hstack(row) for row in rows.values()]))


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
