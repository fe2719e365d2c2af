"""Draw test images above their reconstructions by one configuration.

in   the model, its metrics, the test images as uint8 (n, height, width)
out  a picture: a column for each drawn image
"""

import json
from pathlib import Path

import drawing
import forward
import joblog
import numpy as np


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
    images = np.load(snakemake.input.test, mmap_mode="r")[indices]
    originals = forward.scaled(images, snakemake.params.divide_by)
    reconstructions = autoencoder.decoder(autoencoder.encoder(originals))
    configuration = snakemake.params.configuration
    error = json.loads(Path(snakemake.input.metrics).read_text())["error"]
    title = (
        f"d' = {configuration['dimension']}, {drawing.name(configuration)}, seed {configuration['seed']}\n"
        f"error {error:.4f} nats a pixel"
    )
    fig = plot(originals.reshape(images.shape), reconstructions.reshape(images.shape), indices, title)
    drawing.save(fig, snakemake.output[0])


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
