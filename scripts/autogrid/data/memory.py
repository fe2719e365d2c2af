"""How much memory there is, and how much jobs take."""

import math
import os
from pathlib import Path

LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # of a container


def total():
    """The memory of this machine, or of the container that this process is in, in bytes."""
    found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for limit in map(Path, LIMITS):
        try:
            found.append(int(limit.read_text()))
        except (OSError, ValueError):  # no such file, or "max"
            continue
    return min(found)


def of_training(images, values, weights, maps=0, kept=0):
    """About the most memory that a job takes: to read images, to train on them, or to find their components.

    Read and then divided they are there twice, at four bytes a value where they have more than eight bits; a
    training has them as floats beside the bytes. Components are found from a matrix of all pairs of values, or of
    images where these are fewer. A layer has weights, their gradients, and an optimizer's two moments. Feature maps
    are there with their gradients, and as the matrix that a convolution multiplies. Both are there twice, for the
    encoder and the decoder.

    Parameters
    ----------
    images, values : int
        How many images, and values in one of them.
    weights : int
        Of the largest layer.
    maps : int
        Values in all feature maps of a batch, before the code.
    kept : int
        Bytes that are in memory beside, while images are read.

    Returns
    -------
    int
        Bytes.
    """
    return kept + 8 * images * values + 12 * min(images, values) * values + 2 * 4 * (5 * weights + 3 * maps)


def readable(size):
    """A number of bytes as people write it."""
    power = min(4, int(math.log(max(size, 1), 1000)))
    return f"{size / 1000**power:.3g} {('bytes', 'kB', 'MB', 'GB', 'TB')[power]}"
