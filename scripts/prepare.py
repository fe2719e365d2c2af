"""Split images, stored so that a job can map them into memory.

in   idx files of a data set that was fetched, or your own images at a path: see `collection`
out  train, validation and test images as .npy: uint8 (n, height, width), in colour (n, height, width, 3), or float32
     where a value has more than eight bits; their labels (n,), none of them where there are no classes; what became of
     their intensities, in a sentence; the SHA-256 of the images and of what models are made from
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import hashlib
import io
import logging
from pathlib import Path

import numpy as np

from autogrid.data import collection, intensities
from autogrid.data.look import PARTS
from autogrid.data.split import split
from autogrid.job.begin import tell
from autogrid.provenance.records import write


def check_same(look, sha256):
    """Raise a ValueError unless the images are those that the run was planned for, or that the config pins."""
    if sha256 and look.sha256 != sha256:
        raise ValueError(
            f"the images have SHA-256 {look.sha256}, not {sha256}: they have changed since this run was planned, or "
            "are not those of dataset.sha256; start it again, or delete what was fetched to fetch it again"
        )


def check_different(images):
    """Raise a ValueError if all images, by their part, are the same: there is nothing to learn."""
    first = next(array[0] for array in images.values() if len(array))
    if all((image == first).all() for array in images.values() for image in array):
        raise ValueError(
            f"all {sum(map(len, images.values()))} images are the same: there is nothing to learn from them"
        )


def stored(images, divide_by, contrast):
    """Images as they are stored, a sentence on their intensities, and whether people should see it.

    Bytes stay bytes, for jobs to divide. Values of more than eight bits become float32 from 0 to 1.

    Parameters
    ----------
    images : dict of str to array
        By part.
    divide_by : float or None
        The intensity that is to become 1, None where that follows from the values.
    contrast : float
        See `Look`.
    """
    low, high = intensities.extent(images)
    warning = intensities.check(low, high, contrast, divide_by)
    black, white = (0, divide_by) if divide_by else intensities.ends(low, high)
    sentence = warning or f"Intensities from {black:g} to {white:g} become 0 to 1."
    if any(array.dtype != np.uint8 for array in images.values()):
        images = {part: intensities.scaled(array, black, white) for part, array in images.items()}
        sentence += " They are stored as float32."
    return images, sentence, bool(warning)


def npy(array):
    """The bytes of an .npy file: on a full disk, `np.save` to a file only says how much it has written."""
    buffer = io.BytesIO()
    np.save(buffer, array)
    return buffer.getbuffer()


def main(snakemake):
    output, params = snakemake.output, snakemake.params
    # The path is read from the config and is not a param: the digest identifies the images, so naming another copy of
    # them must not train again.
    dataset = snakemake.config["dataset"]
    path = Path(snakemake.input[0]).parent if snakemake.input else dataset["path"]
    source = collection.at(path, dataset["skip_unreadable"])
    look = source.look()
    check_same(look, params.sha256)
    shape = look.shape(params.image_shape)
    images, labels = source.read(look, shape)
    try:
        check_different(images)
        images, sentence, is_warning = stored(images, params.divide_by, look.contrast)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    how = params.split
    chosen = split(look.images, labels, {part: how[part] for part in PARTS}, how["shuffle"], how["seed"])
    digests = {"images": look.sha256}
    for part, (of, which) in chosen.items():
        array = np.ascontiguousarray(images[of][which])
        Path(output[part]).write_bytes(npy(array))
        digests[part] = hashlib.sha256(array.tobytes()).hexdigest()
    for part in PARTS:
        of, which = chosen[part]
        Path(output[f"{part}_labels"]).write_bytes(npy(labels[of][which] if look.labelled else labels[of]))
    (tell if is_warning else logging.info)(sentence)
    write(output.intensities, [sentence])
    write(output.digests, digests)


if __name__ == "__main__":
    main(snakemake)
