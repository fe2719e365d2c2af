"""How far the errors are from published ones."""

from statistics import mean, median

from autogrid.findings.wording import name, signed


def errors(cells):
    """The mean published error of some seeds and, of those that have one, the mean error; None where none has."""
    known = [cell for cell in cells.values() if cell["published_error"]]
    return known and (mean(cell["published_error"] for cell in known), mean(cell["error"] for cell in known))


def published(lines):
    """The median and the largest difference to the published errors, of the means over the seeds."""
    differences = {}
    for line, by_dimension in lines.items():
        for dimension, cells in by_dimension.items():
            if known := errors(cells):
                differences[f"{name(line)} at d' = {dimension}"] = known[1] / known[0] - 1
    if not differences:
        return ""
    which, largest = max(differences.items(), key=lambda item: abs(item[1]))
    if len(differences) == 1:
        return f"The error of {which} differs from the published one by {signed(largest)}."
    middle = median(map(abs, differences.values()))
    return (
        f"Errors differ from the {len(differences)} published for this protocol by {100 * middle:.1f} % in the median; "
        f"the largest difference is {signed(largest)} ({which})."
    )
