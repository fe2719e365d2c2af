"""How a training ended, according to its history: one of five outcomes."""

from autogrid.provenance import records

WINDOW = 10  # epochs, or a tenth of all if that is more: the end of a training
SMALL = 0.01  # of the validation loss above its floor: smaller changes count as none
FLAT = 0.01  # of the images' variance: reconstructions that vary less are nearly the same

IMPROVING, CONVERGED, PLATEAU, OVERFIT, STOPPED = OUTCOMES = (
    "improving",
    "converged",
    "plateau",
    "overfit",
    "stopped by patience",
)


def read_history(file):
    """The rows of a history CSV as numbers, without empty cells."""
    return [{name: float(value) for name, value in row.items() if value} for row in records.rows(file)]


def convergence(history, epochs, patience, floor, output_variance):
    """How a training ended.

    Changes are relative to the lowest validation loss above its floor, the loss of a perfect reconstruction: a loss may
    be negative, or mostly be that of a perfect reconstruction. Where a loss can be lower than that (a hinge loss), they
    are relative to the range of the whole curve.

    Parameters
    ----------
    history : list of dict
        With ``epoch`` and, where it was measured, ``val_loss``.
    epochs : int
        That were requested.
    patience : int or None
    floor : float
        The validation loss of a perfect reconstruction.
    output_variance : float
        See `metrics.output_variance`.

    Returns
    -------
    dict
        ``epochs_trained``; ``lowest_epoch``: that of the lowest validation loss; ``val_loss``: that of the
        weights that were kept; ``val_fall``: how much the lowest validation loss so far fell over the last ten
        epochs, or the last tenth; ``val_rise``: how much the lowest in these epochs is above the lowest of all;
        ``outcome``: one of OUTCOMES. None where there are too few validations to tell.
    """
    validated = [row for row in history if "val_loss" in row]
    trained = int(history[-1]["epoch"])
    lowest = min(validated, key=lambda row: row["val_loss"], default=None)
    known = {"epochs_trained": trained, "lowest_epoch": int(lowest["epoch"]) if lowest else None}
    known["val_loss"] = (lowest if patience else validated[-1])["val_loss"] if lowest else None
    losses = {row["epoch"]: row["val_loss"] for row in validated}
    before = [loss for epoch, loss in losses.items() if epoch <= trained - max(WINDOW, trained // 10)]
    stopped = bool(patience) and trained < epochs
    if not lowest or not (before or stopped):
        return known | {"val_fall": None, "val_rise": None, "outcome": None}
    low, at_the_end = lowest["val_loss"], list(losses.values())[len(before) :]
    scale = low - floor if low > floor else max(losses.values()) - low
    fall = share(max(0, min(before) - low), scale) if before else None
    rise = share(min(at_the_end, default=low) - low, scale)
    return known | {
        "val_fall": fall,
        "val_rise": rise,
        "outcome": outcome(stopped, patience, fall, rise, output_variance),
    }


def share(change, scale):
    """A change relative to a scale; no change is 0, even where the scale is 0."""
    return change / scale if change else 0.0


def outcome(stopped, patience, fall, rise, output_variance):
    """The outcome of a training, one of OUTCOMES.

    A training that still improves is never called anything else, unless it was stopped; with patience the weights
    are those of the best epoch, so a rise after that is not overfitting.
    """
    if not stopped and fall > SMALL:
        return IMPROVING
    if output_variance < FLAT:
        return PLATEAU
    if stopped:
        return STOPPED
    return OVERFIT if rise > SMALL and not patience else CONVERGED
