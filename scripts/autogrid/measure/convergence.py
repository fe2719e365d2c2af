"""Whether a training was at its end, by its own history."""

from autogrid.measure import table

WINDOW = 10  # epochs, or a tenth of all if that is more: what "the end" of a training is
SMALL = 0.005  # relative fall of the validation loss over the end of a training that has converged


def read_history(file):
    """The rows of a history CSV as numbers, without what is empty."""
    return [{name: float(value) for name, value in row.items() if value} for row in table.rows(file)]


def convergence(history):
    """How the validation loss went towards the end.

    Parameters
    ----------
    history : list of dict
        With ``epoch`` and, where it was measured, ``val_loss``.

    Returns
    -------
    dict
        ``epochs_trained``; ``lowest_epoch``: that of the lowest validation loss; ``val_fall``: how much
        the validation loss fell over the last ten epochs, or the last tenth, relative to that before
        (negative where it rose); ``converged``: whether that is less than 0.5 %. None where there are too
        few validations to tell.
    """
    validated = [row for row in history if "val_loss" in row]
    epochs = int(history[-1]["epoch"])
    lowest = min(validated, key=lambda row: row["val_loss"], default=None)
    before = [row for row in validated if row["epoch"] <= epochs - max(WINDOW, epochs // 10)]
    fall = 1 - validated[-1]["val_loss"] / before[-1]["val_loss"] if before else None
    return {
        "epochs_trained": epochs,
        "lowest_epoch": int(lowest["epoch"]) if lowest else None,
        "val_fall": fall,
        "converged": None if fall is None else fall < SMALL,
    }
