"""Whether a training is the one that its record describes: by the model and history of the same training again."""

import math
import platform

import h5py
import numpy as np

from autogrid.measure import table
from autogrid.provenance.origin import processor, versions
from autogrid.provenance.records import read, sha256
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, WRONG, Verdict

# Relative, of the loss in any epoch, and of the length of all weights together. Of 36 trainings with two threads, other
# vector instructions and another Python 33 had the same bytes, two differed by 1e-7, and one, whose outputs die by
# chance, drifted apart from its first epoch on: by 0.8 % of its loss, and 0.4 of its weights.
HERE = {"loss": 1e-4, "weights": 1e-3}  # in the same environment, where bytes should be the same
ELSEWHERE = {"loss": 0.005, "weights": 0.02}
DRIFT = {"loss": 0.02, "early": 1e-4}  # of a training that drifts apart: by so much at most, and not at the end only


def trained_again(results, again, stem, same_environment):
    """The verdict on a model and its history, by those of the same training again.

    Losses and weights of the same training differ on other hardware by the order in which it adds; they
    differ more, or at once, where weights were changed later, or where another training is passed off.

    Parameters
    ----------
    results, again : pathlib.Path
        The folders of both results.
    stem : str
    same_environment : bool
        Whether both were trained on the same device, with the same threads and versions.
    """
    model, history = f"models/{stem}.h5", f"history/{stem}.csv"
    if all(sha256(results / name) == sha256(again / name) for name in (model, history)):
        return Verdict(SAME_BYTES, 0, "")
    apart, weights = losses(results / history, again / history), distance(results / model, again / model)
    loss = max(apart, default=0)
    bounds = HERE if same_environment else ELSEWHERE
    honest = (loss <= bounds["loss"] and weights <= bounds["weights"]) or (not same_environment and drifts(apart))
    what = f"trained again, its losses differ by up to {loss:.2g}, its weights by {weights:.2g} of their length"
    return Verdict(SAME_NUMBERS if honest else WRONG, max(loss, weights), f"{results / model} {what}")


def drifts(apart):
    """Whether the losses of two trainings part as rounding makes them where training is a matter of chance."""
    before = max(apart[: -max(1, len(apart) // 10)], default=0)
    return DRIFT["early"] < before and max(apart) <= min(DRIFT["loss"], 10 * before)


def losses(file, again):
    """The largest relative difference of two learning curves in each epoch; infinite if they are of other epochs."""
    rows, others = table.rows(file), table.rows(again)
    if len(rows) != len(others):
        return [math.inf]
    return [
        max(difference(row[name], other[name]) for name in ("loss", "val_loss")) for row, other in zip(rows, others)
    ]


def difference(a, b):
    """The relative difference of two losses as text, which may both be empty."""
    if not a or not b:
        return 0 if a == b else math.inf
    apart = abs(float(a) - float(b)) / max(abs(float(b)), 1e-9)
    return math.inf if math.isnan(apart) else apart


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


def environment(records, software):
    """Where trainings ran again: the devices, threads and versions in the first of their records.

    Parameters
    ----------
    records : list of pathlib.Path
        Where there is none, since no training came to its end, what this process can tell is taken.
    software : dict
        A rule's param, see `origin.versions`.
    """
    if not records:
        processed = {"device": processor(), "driver": None, "cuda": None, "threads": 1}
        return processed | {"python": platform.python_version(), "versions": versions(software)}
    record = read(records[0])
    return {name: record[name] for name in ("device", "driver", "cuda", "threads", "python", "versions")}


def other_environment(record, here):
    """What a record says of its device, threads and versions that is not so here, in words."""
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
    versions = environment.get("versions")
    rest = {name: value for name, value in environment.items() if name != "versions"}
    return rest | (versions if isinstance(versions, dict) else {})
