"""Draw what one configuration makes of test images, and what its code units draw.

in   the model, its metrics, the test images as uint8 (n, height, width)
out  a picture with a column for each drawn image, its reconstruction below it;
     the first two of them in as many pixels as they have; a picture of the units
"""

import json
from pathlib import Path

import drawing
import forward
import grid
import joblog
import numpy as np
import units


def plot(originals, reconstructions, indices, title):
    """Originals (n, height, width) above reconstructions of the same shape."""
    fig = drawing.figure(max(4.2, 1.6 * len(indices)), 3.9)
    fig.suptitle(title)
    axes = fig.subplots(2, len(indices), squeeze=False)
    for column, index in enumerate(indices):
        drawing.show_image(axes[0, column], originals[column], f"test image {index}")
        drawing.show_image(axes[1, column], reconstructions[column], "reconstruction")
    return fig


def main(snakemake):
    autoencoder = forward.load(snakemake.input.model)
    indices = snakemake.params.drawn_images
    raw = np.load(snakemake.input.test)
    images = forward.scaled(raw, snakemake.params.divide_by)
    originals = images[indices]
    reconstructions = autoencoder.decoder(autoencoder.encoder(originals))
    effects = units.effects(autoencoder, images)
    originals, reconstructions, effects = (
        flat.reshape(-1, *raw.shape[1:]) for flat in (originals, reconstructions, effects)
    )

    configuration = snakemake.params.configuration
    name = f"d' = {configuration['dimension']}, {grid.name(configuration)}, seed {configuration['seed']}"
    error = json.loads(Path(snakemake.input.metrics).read_text())["error"]
    fig = plot(originals, reconstructions, indices, f"{name}\nerror {error:.4f} nats a pixel")
    drawing.save(fig, snakemake.output.picture)
    drawing.save(units.plot(effects, f"{name}\nwhat each code unit draws"), snakemake.output.units)
    drawing.save_pixels(snakemake.output.thumbnail, np.block([list(originals[:2]), list(reconstructions[:2])]))


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
