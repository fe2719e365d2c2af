"""Measure the reconstruction error of one trained autoencoder on the test images.

in   the model, its history and the record of its training; the test images, (n, height, width) or in colour
     with labels (n,), and the training images; the data's digests
out  a JSON with the configuration, the metrics, on noisy images too where the grid has denoisers, and
     what they were computed from
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np

from autogrid.config.configuration import Training
from autogrid.data import noise
from autogrid.measure import cells, metrics
from autogrid.measure.convergence import convergence, read_history
from autogrid.model import numpy_model
from autogrid.provenance import origin, records


def measure(autoencoder, images, given):
    """The metrics of restoring `images` from the inputs that the autoencoder is `given`, and the reconstructions.

    Returns
    -------
    dict, tuple
        The metrics; codes (n, dimension), reconstructions (n, pixels) and errors (n,).
    """
    codes = autoencoder.encoder(given)
    reconstructions = autoencoder.decoder(codes)
    errors = metrics.binary_crossentropy(images, reconstructions)
    return metrics.metrics(images, codes, reconstructions, errors), (codes, reconstructions, errors)


def denoising(autoencoder, images, share):
    """What images lose of which a share of the pixels is black, compared with their clean originals."""
    found, _ = measure(autoencoder, images, noise.masked(images, share))
    return {name: found[name] for name in ("error", "excess", "mse")}


def main(snakemake):
    given, params = snakemake.input, snakemake.params
    record: origin.Record = records.read(given.provenance)
    training: Training = params.training
    data = records.read(given.digests)
    cells.require(record, training, data, given.model)
    cells.require_file(given.history, record["history_sha256"], "history that the record of its training describes")
    autoencoder = numpy_model.load(given.model)
    images = numpy_model.scaled(np.load(given.test, mmap_mode="r"), **params.preprocessing)
    found, (codes, reconstructions, errors) = measure(autoencoder, images, images)
    configuration = training["configuration"]
    trained_on = np.load(given.train, mmap_mode="r")[: configuration["train"]].reshape(configuration["train"], -1)
    varies = np.ptp(trained_on, axis=0) > 0
    ended = {"epochs": configuration["epochs"], "patience": training["patience"], "floor": record["val_floor"]}
    result = {
        **training,
        **found,
        "dead_outputs": metrics.dead_outputs(reconstructions, varies, configuration["decoder"]),
        "inactive_units": len(metrics.inactive_units(images, codes, autoencoder.decoder)),
        "noisy": {str(share): denoising(autoencoder, images, share) for share in params.noise},
        "error_by_class": metrics.error_by_class(errors, np.load(given.labels)),
        **convergence(read_history(given.history), **ended, output_variance=found["output_variance"]),
        "parameters": sum(array.size for part in autoencoder for array in part.weights),
        "model_sha256": record["model_sha256"],
        "history_sha256": record["history_sha256"],
        "data_sha256": data,
        "versions": origin.versions(params.software),
    }
    records.write(snakemake.output.metrics, result)


if __name__ == "__main__":
    main(snakemake)
