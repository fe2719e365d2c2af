"""Train the autoencoder of one configuration.

in   train and validation images, (n, height, width) or in colour; digests of the data
out  the trained Keras model; a CSV with a row per epoch: epoch, loss, val_loss
     and val_images, the number of images that val_loss is the mean over; a JSON
     on what the model was made from, where, and how long that took
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import csv
import logging

import numpy as np

from autogrid.config.configuration import Training
from autogrid.job import begin, gpu
from autogrid.model import checkpoint, keras_start
from autogrid.model.autoencoder import save
from autogrid.model.training import perfect_loss, train
from autogrid.provenance import code, origin, records


def write_history(path, history):
    """The history as CSV; where an epoch was not validated, the cells are empty."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["epoch", "loss", "val_loss", "val_images"], lineterminator="\n")
        table.writeheader()
        table.writerows(history)


def main(snakemake):
    device = keras_start.configure(snakemake.threads, gpu.asked(snakemake.resources))
    logging.info("on %s%s", device["device"], f"; {device['unused_gpu']}" if device["unused_gpu"] else "")
    given, output, software = snakemake.input, snakemake.output, snakemake.params.software
    training: Training = snakemake.params.training
    settings = {
        **training,
        "data_sha256": records.read(given.digests),
        "code_sha256": {name: file.sha256 for name, file in code.of_job("train.py").items()},
        "versions": origin.versions(software),
    }
    state = checkpoint.Checkpoint(
        path=f"{output.model}.checkpoint",
        key=checkpoint.key(**settings, gpu=device["driver"] and device["device"]),  # another device rounds differently
        every=snakemake.config["checkpoint_every"],  # not a param: it does not change the result
    )
    train_images, validation = (np.load(file, mmap_mode="r") for file in (given.train, given.validation))
    autoencoder, history, computed = train(train_images, validation, **training, checkpoint=state)
    checkpoint.make_folders(output)
    save(autoencoder, output.model)
    write_history(output.history, history)
    validated = validation[: training["validation"]["images"]]
    floor = perfect_loss(validated, training["configuration"]["loss"], training["divide_by"])
    held = begin.seconds()
    logging.info("computed %.1f of the %.1f s that it held its device", computed, held)
    record: origin.Record = origin.record(
        {"model": output.model, "history": output.history},
        snakemake.scriptdir,
        **device,
        threads=snakemake.threads,
        seconds_computed=round(computed, 1),
        seconds_held=round(held, 1),
        val_floor=floor,
        **settings,
    )
    records.write(output.provenance, record)
    state.remove()


if __name__ == "__main__":
    main(snakemake)
