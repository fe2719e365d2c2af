"""Measure the reconstruction error of one trained autoencoder on the test images.

in   the model and the record of its training; the test images as uint8 (n, height, width) with
     labels (n,); the data's digests
out  a JSON with the configuration, the metrics and what they were computed from
"""

import numpy as np

from autogrid.job import provenance
from autogrid.job.begin import begin
from autogrid.measure import cells, metrics
from autogrid.model import numpy_model


def main(snakemake):
    given, params = snakemake.input, snakemake.params
    record, data = provenance.read(given.provenance), provenance.read(given.digests)
    cells.require(record, params.training, data, given.model)
    autoencoder = numpy_model.load(given.model)
    images = numpy_model.scaled(np.load(given.test, mmap_mode="r"), **params.preprocessing)
    codes = autoencoder.encoder(images)
    reconstructions = autoencoder.decoder(codes)
    errors = metrics.binary_crossentropy(images, reconstructions)
    result = {
        **params.training,
        **metrics.metrics(images, codes, reconstructions, errors),
        "error_by_class": metrics.error_by_class(errors, np.load(given.labels)),
        "parameters": sum(layer.kernel.size + layer.bias.size for part in autoencoder for layer in part),
        **{name: record[name] for name in ("model_sha256", "history_sha256")},
        "data_sha256": data,
        "versions": provenance.versions(params.software),
    }
    provenance.write(snakemake.output.metrics, result)


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
