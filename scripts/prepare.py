"""Split a verified data set, stored so that a job can map it into memory.

in   four idx files of uint8
out  train, validation and test images (n, height, width), train and test labels (n,)
     as .npy of uint8; the names of the classes; the SHA-256 of the sources and of what
     models are made from
"""

import hashlib
import io
from pathlib import Path

import numpy as np

from autogrid.data import idx
from autogrid.job.begin import begin, tell
from autogrid.job.provenance import write

PARTS = {"train": "train", "test": "t10k"}  # as the idx files call them


def split_images(images, split):
    """The first images (or their labels) train, the next validate.

    Raises
    ------
    ValueError
        If the split needs more images than there are.
    """
    train, validation = split["train"], split["validation"]
    if train + validation > len(images):
        raise ValueError(f"the split takes {train} + {validation} of {len(images)} training images")
    return images[:train], images[train : train + validation]


def check_intensities(images, divide_by):
    """Hold the intensities of images, (n, height, width), against the one that is to become 1.

    Raises
    ------
    ValueError
        If some are above it: cross-entropy is of intensities from 0 to 1.
    """
    largest = int(images.max())
    if largest > divide_by:
        raise ValueError(
            f"preprocessing.divide_by is {divide_by}, but the images have intensities up to {largest}: "
            f"set it to {255 if largest <= 255 else largest}, so that they become 0 … 1"
        )
    if largest < divide_by / 2:
        tell(
            f"The images have intensities up to {largest} only, and preprocessing.divide_by is {divide_by}: "
            f"they are dark, at most {largest / divide_by:.2g} of 1. If {largest} is their white, set it to that."
        )


def check_shapes(images, labels, shape, counts):
    """Raise a ValueError unless images (n, height, width) and labels (n,) are as many and as large as the config says.

    Parameters
    ----------
    images, labels : dict of str to array
        Of ``train`` and ``test``.
    shape : sequence of int
        The config's ``dataset.image_shape``.
    counts : dict of str to int
        The config's ``dataset.images``.
    """
    for part, count in counts.items():
        if images[part].shape != (count, *shape):
            raise ValueError(
                f"the {part} images have shape {images[part].shape}, the config says {(count, *shape)}: "
                "set dataset.images and dataset.image_shape"
            )
        if labels[part].shape != (count,):
            raise ValueError(f"the {part} labels have shape {labels[part].shape} for {count} images")


def class_names(labels, names):
    """The name of each class, by label: those of the config, or the labels themselves.

    Raises
    ------
    ValueError
        If there are labels without a name.
    """
    count = 1 + int(max(part.max() for part in labels.values()))
    if names and len(names) < count:
        raise ValueError(f"dataset.classes has {len(names)} names, but there are labels up to {count - 1}")
    return names or [str(label) for label in range(count)]


def npy(array):
    """The bytes of an .npy file: `np.save` to a file says of a full disk only how much it has written."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getvalue()


def main(snakemake):
    dataset, split = snakemake.params.dataset, snakemake.params.split
    raw = {Path(file).name: Path(file).read_bytes() for file in snakemake.input}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in raw.items()}
    if digests != dataset["sha256"]:
        raise ValueError(
            f"the fetched files have SHA-256 {digests}, expected {dataset['sha256']}: delete them to fetch again"
        )
    images = {part: idx.decode(raw[f"{name}-images-idx3-ubyte"]) for part, name in PARTS.items()}
    labels = {part: idx.decode(raw[f"{name}-labels-idx1-ubyte"]) for part, name in PARTS.items()}
    check_shapes(images, labels, dataset["image_shape"], dataset["images"])
    for part in images.values():
        check_intensities(part, snakemake.params.preprocessing["divide_by"])
    train, validation = split_images(images["train"], split)
    arrays = {"train": train, "validation": validation, "test": images["test"], "test_labels": labels["test"]}
    for name, array in arrays.items():
        Path(snakemake.output[name]).write_bytes(npy(array))
        digests[name] = hashlib.sha256(array.tobytes()).hexdigest()
    train_labels, _ = split_images(labels["train"], split)
    Path(snakemake.output.train_labels).write_bytes(npy(train_labels))
    write(snakemake.output.classes, class_names(labels, dataset["classes"]))
    write(snakemake.output.digests, digests)


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
