"""Whether a training is the one that its record describes: by the model and history of the same training again."""

import csv
import math

import h5py
import numpy as np

from autogrid.job.provenance import read, sha256
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, WRONG, Verdict

LOSS = 0.005  # relative, of the loss in any epoch
WEIGHTS = 0.02  # of the length of all weights together


def trained_again(results, again, stem):
    """The verdict on a model and its history, by those of the same training again.

    Losses and weights of the same training differ on other hardware by the order in which it adds; they
    differ more where weights were changed later, or where another training is passed off.

    Parameters
    ----------
    results, again : pathlib.Path
        The folders of both results.
    stem : str
    """
    model, history = f"models/{stem}.h5", f"history/{stem}.csv"
    if all(sha256(results / name) == sha256(again / name) for name in (model, history)):
        return Verdict(SAME_BYTES, 0, "")
    loss, weights = losses(results / history, again / history), distance(results / model, again / model)
    what = f"trained again, its losses differ by up to {loss:.2g}, its weights by {weights:.2g} of their length"
    within = loss <= LOSS and weights <= WEIGHTS
    return Verdict(SAME_NUMBERS if within else WRONG, max(loss, weights), f"{results / model} {what}")


def losses(file, again):
    """The largest relative difference of two learning curves in any epoch; infinite if they are of other epochs."""
    with open(file, encoding="utf-8", newline="") as a, open(again, encoding="utf-8", newline="") as b:
        rows, others = list(csv.DictReader(a)), list(csv.DictReader(b))
    if len(rows) != len(others):
        return math.inf
    pairs = [(row[name], other[name]) for row, other in zip(rows, others) for name in ("loss", "val_loss")]
    if any(bool(a) != bool(b) for a, b in pairs):
        return math.inf
    return max((abs(float(a) - float(b)) / max(abs(float(b)), 1e-9) for a, b in pairs if a), default=0)


def distance(model, again):
    """How far the weights of a model are from those of another, relative to the length of these."""
    found, wanted = weights(model), weights(again)
    if found.shape != wanted.shape:
        return math.inf
    return float(np.linalg.norm(found - wanted) / max(np.linalg.norm(wanted), 1e-9))


def weights(model):
    """All weights of a Keras .h5 file as one vector."""
    found = []

    def add(_, item):
        if isinstance(item, h5py.Dataset):
            found.append(item[:].ravel())

    with h5py.File(model) as file:
        file["model_weights"].visititems(add)
    return np.concatenate(found).astype(float)


def other_environment(record, here):
    """What a record says of its processor, threads and versions that is not so here, in words."""
    try:
        known = read(record)
    except (OSError, ValueError):
        return ""
    there, ours = (spread(environment) for environment in (known, here))
    return "; ".join(
        f"{name} {there.get(name)} there, {value} here" for name, value in ours.items() if there.get(name) != value
    )


def spread(environment):
    """An environment with each library's version beside the rest."""
    return {name: value for name, value in environment.items() if name != "versions"} | environment.get("versions", {})
