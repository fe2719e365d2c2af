"""Draw what one configuration makes of test images, and what its code units draw.

in   the model, its metrics, the test images as uint8 (n, height, width)
out  a picture with a column for each drawn image, its reconstruction below it;
     the first two of them in as many pixels as they have; a picture of the units
"""

import numpy as np

from autogrid.draw import style, units
from autogrid.job.begin import begin
from autogrid.job.provenance import read
from autogrid.model import numpy_model


def plot(originals, reconstructions, indices, title):
    """Originals (n, height, width) above reconstructions of the same shape."""
    fig = style.figure(max(4.2, 1.6 * len(indices)), 3.9)
    fig.suptitle(title)
    axes = fig.subplots(2, len(indices), squeeze=False)
    for column, index in enumerate(indices):
        style.show_image(axes[0, column], originals[column], f"test image {index}")
        style.show_image(axes[1, column], reconstructions[column], "reconstruction")
    return fig


def main(snakemake):
    autoencoder = numpy_model.load(snakemake.input.model)
    indices = snakemake.params.drawn_images
    raw = np.load(snakemake.input.test)
    images = numpy_model.scaled(raw, **snakemake.params.preprocessing)
    originals = images[indices]
    reconstructions = autoencoder.decoder(autoencoder.encoder(originals))
    effects = units.effects(autoencoder, images)
    originals, reconstructions, effects = (
        flat.reshape(-1, *raw.shape[1:]) for flat in (originals, reconstructions, effects)
    )

    title, error = snakemake.params.title, read(snakemake.input.metrics)["error"]
    fig = plot(originals, reconstructions, indices, f"{title}\nerror {error:.4f} nats a pixel")
    style.save(fig, snakemake.output.picture)
    style.save(units.plot(effects, f"{title}\nwhat each code unit draws"), snakemake.output.units)
    style.save_pixels(snakemake.output.thumbnail, np.block([list(originals[:2]), list(reconstructions[:2])]))


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
