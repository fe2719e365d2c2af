"""Write the codes of test images as the embedding projector reads them.

in   the model, its metrics, the test images as uint8 (n, height, width), in colour (n, height, width, 3)
out  a table with a line for each image, a column for each code unit
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np

from autogrid.draw import projector
from autogrid.measure.cells import require_file
from autogrid.model import numpy_model
from autogrid.provenance.records import read


def main(snakemake):
    given = snakemake.input
    require_file(given.model, read(given.metrics)["model_sha256"], "model that its metrics are of")
    images = np.load(given.test, mmap_mode="r")
    seen = numpy_model.scaled(images[: projector.shown(images.shape[1:3])], **snakemake.params.preprocessing)
    codes = numpy_model.load(given.model).encoder(seen)
    np.savetxt(snakemake.output[0], codes, fmt="%.6g", delimiter="\t")


if __name__ == "__main__":
    main(snakemake)
