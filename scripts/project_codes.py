"""Write the codes of test images as the embedding projector reads them.

in   the model, its metrics, the test images as uint8 (n, height, width), in colour (n, height, width, 3)
out  a table with a line for each image, a column for each code unit; a config that names it
"""

from pathlib import Path

import numpy as np

from autogrid.draw import projector
from autogrid.job.begin import begin
from autogrid.job.provenance import read
from autogrid.measure.cells import require_file
from autogrid.model import numpy_model


def main(snakemake):
    given, output = snakemake.input, snakemake.output
    require_file(given.model, read(given.metrics)["model_sha256"], "model that its metrics are of")
    images = np.load(given.test, mmap_mode="r")
    shape = images.shape[1:3]
    seen = numpy_model.scaled(images[: projector.shown(shape)], **snakemake.params.preprocessing)
    np.savetxt(output.tensor, numpy_model.load(given.model).encoder(seen), fmt="%.6g", delimiter="\t")
    text = projector.config({Path(given.model).stem: "tensor.tsv"}, "../", shape)
    Path(output.config).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
