"""Predict the classes from what a reduction keeps of the images: the notebook's aim, which it did not reach.

It announces convolutional models that receive the "reduced" images. A code has no rows
and columns to convolve, so they get what the decoder restores from it, and a linear
probe gets the code itself.

in   an autoencoder's model, the principal components or, for raw pixels, neither; train, validation
     and test images, (n, height, width) or in colour, and their labels (n,); digests of the data
out  a JSON with both classifiers' accuracy, parameters and confusion matrix
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np

from autogrid.model.keras_start import configure, lean_import
from autogrid.provenance import origin, records

with lean_import():
    import keras  # noqa: F401  before scikit-learn, which it would import piece by piece

from sklearn.metrics import confusion_matrix

from autogrid.classify import convolutional, probe
from autogrid.config.table import Reduction
from autogrid.model import numpy_model
from autogrid.model.reduction import load


def reduce(reduction: Reduction, files, images):
    """Codes (n, dimension) of images (n, pixels), and the images restored from them (n, pixels)."""
    if reduction["method"] == "pixels":
        return images, images
    code = load(reduction, *files)
    codes = code.encoder(images)
    return codes, code.decoder(codes)


def result(labels, predicted, classes):
    """Accuracy and confusion matrix: a row for each true class, a column for each predicted."""
    confusion = confusion_matrix(labels, predicted, labels=range(classes))
    return {
        "accuracy": float(np.mean(predicted == labels)),
        "confusion": confusion.tolist(),
    }


def main(snakemake):
    configure(snakemake.threads)
    images, reduction = snakemake.input, snakemake.params.reduction
    shape = np.load(images.train, mmap_mode="r").shape[1:]
    labels, validation_labels, test_labels = map(np.load, images.labels)
    classes = 1 + int(max(labels.max(), test_labels.max()))
    (codes, restored), (validation_codes, _), (test_codes, test_restored) = (
        reduce(reduction, images.reduction, numpy_model.scaled(stored, **snakemake.params.preprocessing))
        for stored in (np.load(images.train), np.load(images.validation)[: probe.MOST], np.load(images.test))
    )
    by_codes, probed = probe.classify(codes, labels, validation_codes, validation_labels[: probe.MOST], test_codes)
    by_images, parameters = convolutional.classify(
        restored.reshape(-1, *shape),
        labels,
        test_restored.reshape(-1, *shape),
        classes,
        seed=reduction["seed"],
        **snakemake.params.classifier,
    )
    results = {
        "reduction": reduction,
        "code_size": codes.shape[1] / restored.shape[1],
        "train_images": len(labels),
        "classifier": snakemake.params.classifier,
        "probe": result(test_labels, by_codes, classes) | probed,
        "cnn": result(test_labels, by_images, classes) | {"parameters": parameters},
        "reduction_sha256": [records.sha256(file) for file in images.reduction],
        "data_sha256": records.read(images.digests),
        "versions": origin.versions(snakemake.params.software),
    }
    records.write(snakemake.output[0], results)


if __name__ == "__main__":
    main(snakemake)
