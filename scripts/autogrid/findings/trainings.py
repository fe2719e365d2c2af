"""How trainings ended, what they minimised, and what was not tried: the conditions of all findings."""

from collections import Counter

from autogrid.config.names import count
from autogrid.findings.wording import together
from autogrid.measure.comparison import ENOUGH
from autogrid.measure.convergence import CONVERGED, IMPROVING, OUTCOMES, OVERFIT, PLATEAU, STOPPED

ENDS = {
    IMPROVING: "{were} still improving",
    CONVERGED: "had converged",
    PLATEAU: "ended with nearly the same reconstruction for every image",
    OVERFIT: "had overfitted",
    STOPPED: "{were} stopped by patience",
    None: "had too few validations to judge convergence",
}
MEANING = {
    IMPROVING: "More epochs would help those still improving: lines are compared after this much training.",
    PLATEAU: "Where all reconstructions are nearly the same, another learning rate or seed may leave that plateau.",
    OVERFIT: "Overfitted weights are those of the last epoch; patience would keep those of the best.",
}


def outcomes(cells):
    """How the trainings ended, each counted once, and what follows from it."""
    counts = Counter(cell["outcome"] for cell in cells)
    found = [outcome for outcome in (*OUTCOMES, None) if counts[outcome]]
    if len(found) == 1:
        (outcome,) = found
        told = f"{all_of(cells)} {ended(outcome, len(cells))}."
    else:
        parts = [f"{counts[outcome]:,} {ended(outcome, counts[outcome])}" for outcome in found]
        told = f"Of {len(cells):,} trainings, {together(parts)}."
    return [told, *(MEANING[outcome] for outcome in found if outcome in MEANING)]


def all_of(cells):
    """All trainings, as the subject of a sentence."""
    return {1: "The training", 2: "Both trainings"}.get(len(cells), f"All {len(cells):,} trainings")


def ended(outcome, number):
    """How a number of trainings ended."""
    return ENDS[outcome].format(were="was" if number == 1 else "were")


def kept(cells):
    """Which weights are measured, where that is not those of the last epoch."""
    if not any(cell["patience"] for cell in cells):
        return ""
    return "With patience, the weights measured are those of the epoch with the lowest validation loss."


def chance(contest):
    """A sentence about the limits of few seeds."""
    return "" if len(contest.lines) == 1 else too_few(contest.seeds, "One run per cell")


def too_few(seeds, single):
    """That so many seeds of each cell are no verdict, with words for a single one; empty where they are enough."""
    if seeds >= ENOUGH:
        return ""
    runs = single if seeds == 1 else f"{seeds} seeds"
    return f"{runs} cannot tell a difference from chance: that takes {ENOUGH} seeds or more."


def other_loss(cells):
    """How many trainings minimised a loss other than the cross-entropy that is compared."""
    others = [cell["configuration"]["loss"] for cell in cells if cell["configuration"]["loss"] != "binary_crossentropy"]
    if not others:
        return ""
    losses = list(dict.fromkeys(loss.replace("_", " ") for loss in others))
    named = losses[0] if len(losses) == 1 else f"{len(losses)} other losses"
    part = f"{len(others):,} of {count(len(cells), 'training')}"
    some = all_of(cells) if len(others) == len(cells) else part
    return f"{some} minimised {named}, not binary cross-entropy."


def one_rate(contest, cells):
    """That another learning rate could change the order, where each line has only one."""
    rates = {}
    for cell in cells:
        configuration = cell["configuration"]
        rates.setdefault(configuration["optimizer"], set()).add(configuration["learning_rate"])
    if len(contest.lines) == 1 or any(len(of_optimizer) > 1 for of_optimizer in rates.values()):
        return ""
    return "Each optimizer had one learning rate: another one could change the order of the lines."


def selection(cells):
    """How the settings that are compared were chosen, where validation chose them."""
    tried = sum(cell["selected"] is not None for cell in cells)
    if not tried:
        return ""
    kept_cells = sum(cell["selected"] is True for cell in cells)
    return (
        f"Of {tried:,} trainings, the {kept_cells:,} with the lowest validation loss for their line, code dimension "
        "and seed are compared; no test image chose them."
    )
