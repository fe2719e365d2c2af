"""What fails: output units that are dead, and code units that do nothing."""

from autogrid.findings.lines import average
from autogrid.findings.wording import lines_of, name, names, places

HALF = 0.5  # of the code units: a line is named if at least this share is inactive


def dead_outputs(contest):
    """Which lines lose output units, how many at most, and what that means."""
    most = {}
    for line, by_dimension in contest.lines.items():
        dead = [(cell["dead_outputs"], d, cell) for d, cells in by_dimension.items() for cell in cells.values()]
        most[line] = max(dead, key=lambda item: item[0])
    dying = [line for line, (dead, _, _) in most.items() if dead]
    if not dying:
        return []
    dead, dimension, cell = max(most.values(), key=lambda item: item[0])
    some = f"{dead} of {round(dimension / cell['code_size']):,}"
    worst = [line for line in dying if most[line][0] == dead]
    if len(dying) == 1:
        text = f"Output units die with {name(*worst)}, at most {some} at d' = {dimension}"
    else:
        text = f"Output units die with {lines_of(len(dying), len(contest.lines))}, most with {names(worst)}: {some}"
    return [f"{text}.", "A dead output unit has one value for every image, and no gradient to leave it."]


def inactive_units(contest):
    """With which lines at least half of the code units do nothing, and where."""
    found = {}
    for line, by_dimension in contest.lines.items():
        shares = {d: average(cells, "inactive_units") / d for d, cells in by_dimension.items()}
        at = [d for d, share in shares.items() if share >= HALF]
        if at:
            found[line] = at
    if not found:
        return ""
    half = "At least half of the code units are inactive"
    if len(found) == 1:
        ((line, at),) = found.items()
        where = f"with {name(line)} at {places(at, contest.dimensions)}"
    else:
        where = f"with {lines_of(len(found), len(contest.lines))} at some code dimension"
    return f"{half} {where}: fixed at their mean, they change the error by less than 0.1 %."
