"""Train the autoencoder of one configuration.

in   train and validation images, uint8 (n, height, width); digests of the data
out  the trained Keras model; a CSV with a row per epoch: epoch, loss, val_loss
     and val_images, the number of images that val_loss is the mean over; a JSON
     on what the model was made from
"""

from autogrid.job import zygote

if __name__ == "__main__":
    zygote.hand_over(snakemake)

import csv

import numpy as np

from autogrid.job import provenance
from autogrid.job.begin import begin

if __name__ == "__main__":
    begin(snakemake)  # before TensorFlow's first words

from autogrid.model import checkpoint, keras_start
from autogrid.model.training import train


def write_history(path, history):
    """The history as CSV; where an epoch was not validated, the cells are empty."""
    with open(path, "w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, ["epoch", "loss", "val_loss", "val_images"], lineterminator="\n")
        table.writeheader()
        table.writerows(history)


def main(snakemake):
    keras_start.configure(snakemake.threads)
    given, output, software = snakemake.input, snakemake.output, snakemake.params.software
    settings = {
        **snakemake.params.training,
        "data_sha256": provenance.read(given.digests),
        "code_sha256": software["code"],
        "versions": provenance.versions(software),
    }
    state = checkpoint.Checkpoint(
        path=f"{output.model}.checkpoint",
        key=checkpoint.key(**settings),
        every=snakemake.config["checkpoint_every"],  # no param: it does not change the result
    )
    train_images, validation = (np.load(file, mmap_mode="r") for file in (given.train, given.validation))
    autoencoder, history = train(train_images, validation, **snakemake.params.training, checkpoint=state)
    autoencoder.save(output.model)
    write_history(output.history, history)
    record = provenance.record(
        {"model": output.model, "history": output.history},
        snakemake.scriptdir,
        device=keras_start.gpu() or provenance.processor(),
        threads=snakemake.threads,
        **settings,
    )
    provenance.write(output.provenance, record)
    state.remove()


if __name__ == "__main__":
    main(snakemake)
