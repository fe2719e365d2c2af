"""Measure the reconstruction error of one trained autoencoder on the test images.

in   the model, the test images as uint8 (n, height, width) with labels (n,), the data's digests
out  a JSON with the configuration, the metrics and what they were computed from
"""

import json
import math
from pathlib import Path

import numpy as np

from autogrid.job import log, provenance
from autogrid.measure import metrics
from autogrid.model import numpy_model


def main(snakemake):
    model, params = snakemake.input.model, snakemake.params
    autoencoder = numpy_model.load(model)
    images = numpy_model.scaled(np.load(snakemake.input.test, mmap_mode="r"), **params.preprocessing)
    codes = autoencoder.encoder(images)
    reconstructions = autoencoder.decoder(codes)
    errors = metrics.binary_crossentropy(images, reconstructions)
    found = metrics.metrics(images, codes, reconstructions, errors)
    if not all(map(math.isfinite, found.values())):
        raise FloatingPointError(
            f"{model} has metrics {found}: lower the learning rate of its training, or set clipnorm"
        )
    result = {
        "configuration": params.configuration,
        **found,
        "error_by_class": metrics.error_by_class(errors, np.load(snakemake.input.labels)),
        "parameters": sum(layer.kernel.size + layer.bias.size for part in autoencoder for layer in part),
        "model_sha256": provenance.sha256(model),
        "data_sha256": provenance.read(snakemake.input.digests),
        "versions": provenance.versions(params.software),
    }
    Path(snakemake.output.metrics).write_text(json.dumps(result, indent=2, allow_nan=False) + "\n")


if __name__ == "__main__":
    log.write_to(snakemake.log[0])
    main(snakemake)
