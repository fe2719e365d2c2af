"""Write the config of the embedding projector for all configurations.

in   the codes of each, the test images as uint8 (n, height, width), in colour (n, height, width, 3)
out  the config, beside which a folder for each configuration has its codes
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np

from autogrid.draw import projector


def main(snakemake):
    stems = [Path(file).parent.name for file in snakemake.input.tensors]
    shape = np.load(snakemake.input.test, mmap_mode="r").shape[1:3]
    text = projector.config({stem: f"{stem}/tensor.tsv" for stem in stems}, shape)
    Path(snakemake.output[0]).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(snakemake)
