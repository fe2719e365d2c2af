"""Write what the embedding projector shows of test images.

in   the test images as uint8 (n, height, width), in colour (n, height, width, 3); their labels (n,),
     none of them where there are no classes; the names of the classes
out  a table with the number and the class of each image; all of them in one picture
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np
from PIL import Image

from autogrid.draw import projector
from autogrid.provenance.records import read


def main(snakemake):
    images = np.load(snakemake.input.test, mmap_mode="r")
    images = images[: projector.shown(images.shape[1:3])]
    labels, names = np.load(snakemake.input.labels)[: len(images)], read(snakemake.input.classes, list)
    lines = ["test image\tclass", *(f"{i}\t{' '.join(names[label].split())}" for i, label in enumerate(labels))]
    if not len(labels):
        lines = [f"test image {i}" for i in range(len(images))]  # of a single column the projector takes no heading
    Path(snakemake.output.metadata).write_text("\n".join(lines) + "\n", encoding="utf-8")
    levels = np.clip(images / snakemake.params.preprocessing["divide_by"], 0, 1) * 255
    Image.fromarray(projector.sprite(levels.round().astype(np.uint8))).save(snakemake.output.sprite)


if __name__ == "__main__":
    main(snakemake)
