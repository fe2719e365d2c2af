"""Write the files that the embedding projector shows: test images, and its config for all configurations.

in   the table of the grid; the test images as uint8 (n, height, width), in colour (n, height, width, 3); their
     labels (n,), none of them where there are no classes; the names of the classes
out  a table with the number and the class of each image; all of them in one picture; the config, beside which a folder
     for each configuration has its codes
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np
from PIL import Image

from autogrid.config import table
from autogrid.draw import projector, tiles
from autogrid.provenance.records import read


def main(snakemake):
    given, output = snakemake.input, snakemake.output
    images = np.load(given.test, mmap_mode="r")
    images = images[: projector.shown(images.shape[1:3])]
    labels, names = np.load(given.labels)[: len(images)], read(given.classes, list)
    lines = ["test image\tclass", *(f"{i}\t{' '.join(names[label].split())}" for i, label in enumerate(labels))]
    if not len(labels):
        lines = [f"test image {i}" for i in range(len(images))]  # the projector takes no heading for a single column
    Path(output.metadata).write_text("\n".join(lines) + "\n", encoding="utf-8")
    levels = tiles.levels(images / snakemake.params.preprocessing["divide_by"])
    Image.fromarray(projector.sprite(levels)).save(output.sprite)
    config = projector.config(table.of_job(snakemake)["cells"], images.shape[1:3])
    Path(output.config).write_text(config, encoding="utf-8")


if __name__ == "__main__":
    main(snakemake)
