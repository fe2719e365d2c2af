"""Which images train, which validate and which test."""

import numpy as np


def order(images, labels, shuffle, seed):
    """The order to take a number of images in, int (images,): unchanged, or shuffled with the classes spread evenly.

    Each piece of the shuffled order has its share of each class, to one image: members of a class are put at equal
    distances, from a random place (systematic sampling: Cochran, Sampling Techniques, 1977, chapter 8). Without
    classes, labels are empty.
    """
    if not shuffle:
        return np.arange(images)
    chance = np.random.default_rng(seed)
    labels = labels if len(labels) else np.zeros(images)
    position = np.empty(images)
    for label in np.unique(labels):
        members = chance.permutation(np.flatnonzero(labels == label))
        position[members] = (np.arange(len(members)) + chance.random()) / len(members)
    return np.argsort(position, kind="stable")


def split(images, labels, counts, shuffle, seed):
    """The images of each part: the first ones train, the next validate, the next test, where no others are for that.

    Parameters
    ----------
    images : dict of str to int
        How many there are to ``train`` and, of their own, for ``validation`` and ``test``.
    labels : dict of str to array
    counts : dict of str to int
        How many are to ``train``, ``validation`` and ``test``.
    shuffle, seed
        See `order`.

    Returns
    -------
    dict of str to (str, array of int)
        For each part the one that its images are taken from, and which they are; a ValueError if there are too few.
    """
    found, start = {}, 0
    pool = order(images["train"], labels["train"], shuffle, seed)
    for part, number in counts.items():
        own = part != "train" and images[part]
        taken = order(images[part], labels[part], shuffle, seed)[:number] if own else pool[start : start + number]
        if len(taken) < number:
            raise ValueError(f"the split takes {counts} images, but there are {images}")
        found[part] = (part if own else "train", taken)
        start += 0 if own else number
    return found
