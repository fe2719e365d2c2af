"""How far the errors are from published ones."""

from statistics import median

from autogrid.findings.lines import average
from autogrid.findings.wording import name, signed


def published(lines):
    """The median and the largest difference to the published errors, of the means over the seeds."""
    differences = {}
    for line, by_dimension in lines.items():
        for dimension, cells in by_dimension.items():
            error = next(iter(cells.values()))["published_error"]
            if error:
                differences[f"{name(line)} at d' = {dimension}"] = average(cells) / error - 1
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
