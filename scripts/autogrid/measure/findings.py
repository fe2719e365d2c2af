"""What a grid has shown, in sentences made from its numbers."""

import math
from itertools import groupby
from statistics import mean, median, stdev

MOST = -math.log(1e-7)  # nats: the cross-entropy of a pixel that is clipped to the opposite value


def series(cells):
    """The cells of each line of a comparison: those that differ in code dimension and seed only.

    Parameters
    ----------
    cells : list of dict
        Metrics of `evaluate`, each with its ``line`` and ``published_error`` (None where there is none).

    Returns
    -------
    dict of str to dict
        By line, then by code dimension, ascending: lists of the cells of all seeds.
    """
    found = {cell["line"]: {} for cell in cells}  # in grid order
    for cell in sorted(cells, key=lambda cell: cell["configuration"]["dimension"]):
        found[cell["line"]].setdefault(cell["configuration"]["dimension"], []).append(cell)
    return found


def error(cells):
    """The mean error over the seeds, in nats a pixel."""
    return mean(cell["error"] for cell in cells)


def spread(cells):
    """The standard deviation of the error over the seeds; None for a single one."""
    return stdev(cell["error"] for cell in cells) if len(cells) > 1 else None


def best(lines):
    """The name of the line with the lowest error at each code dimension."""
    dimensions = sorted({dimension for line in lines.values() for dimension in line})
    return {d: min((n for n in lines if d in lines[n]), key=lambda n: error(lines[n][d])) for d in dimensions}


def sentences(cells, linear):
    """The findings, the answer first; what a grid cannot show is left out.

    Parameters
    ----------
    cells : list of dict
        As in `series`.
    linear : dict of int to float
        The error of principal components, by code dimension.
    """
    lines = series(cells)
    found = [answer(lines), against_linear(lines, linear), doubling(lines)]
    found += [dead_outputs(lines), collapsed_codes(lines), published(lines)]
    return [sentence for sentence in found if sentence]


def answer(lines):
    """Which line is best, and where."""
    winners = best(lines)
    if len(set(winners.values())) > 1:
        runs = [(n, [d for d, _ in run]) for n, run in groupby(winners.items(), key=lambda item: item[1])]
        return "The lowest test error is that of " + "; of ".join(f"{n} at {listed(ds)}" for n, ds in runs) + "."
    (first, winner), (last, _) = list(winners.items())[0], list(winners.items())[-1]
    errors = f"{error(lines[winner][first]):.4f} nats a pixel at d' = {first}"
    if first == last:
        return f"{winner} has the lowest test error: {errors}."
    errors += f", {error(lines[winner][last]):.4f} at d' = {last}"
    return f"{winner} has the lowest test error at every code dimension: {errors}."


def against_linear(lines, linear):
    """Whether the best line is better than the best linear code."""
    winners = {d: error(lines[name][d]) for d, name in best(lines).items() if d in linear}
    better = [d for d in winners if winners[d] < linear[d]]
    worse = [d for d in winners if winners[d] >= linear[d]]
    if not winners:
        return ""
    errors = ", ".join(f"{linear[d]:.4f} at d' = {d}" for d in winners)
    if not worse:
        return f"That is less than what the best linear code, PCA, loses: {errors}."
    if not better:
        return f"The best linear code, PCA, loses less at every code dimension: {errors}."
    return f"The best linear code, PCA, loses more at {listed(better)} and less at {listed(worse)}: {errors}."


def doubling(lines):
    """What twice the code changes, as a geometric mean from the smallest code to the largest."""
    found = []
    for line, by_dimension in lines.items():
        first, last = min(by_dimension), max(by_dimension)
        if first < last:
            factor = (error(by_dimension[last]) / error(by_dimension[first])) ** (1 / math.log2(last / first))
            found.append(f"{signed(factor - 1)} with {line}")
    return f"Each doubling of d' changes the error on average by {together(found)}." if found else ""


def dead_outputs(lines):
    """Where output units die, and what that costs."""
    found = []
    for line, by_dimension in lines.items():
        cells = [cell for seeds in by_dimension.values() for cell in seeds]
        dead = sorted(cell["dead_outputs"] for cell in cells)
        if dead[-1]:
            pixels = round(cells[0]["configuration"]["dimension"] / cells[0]["compression_ratio"])
            count = f"{dead[0]} to {dead[-1]}" if dead[0] < dead[-1] else f"{dead[0]}"
            found.append(f"{count} of {pixels} output units are dead with {line}")
    if not found:
        return ""
    others = ", and none with the others" if len(found) < len(lines) else ""
    return (
        f"{together(found)}{others}. A dead unit has the same bound, 0 or 1, for every test image; "
        f"each pixel that should have the other costs {MOST:.1f} nats, the most that cross-entropy can."
    )


def collapsed_codes(lines):
    """Where code units have collapsed, and what that means."""
    found = []
    for line, by_dimension in lines.items():
        shares = {d: mean(cell["collapsed_codes"] for cell in cells) / d for d, cells in by_dimension.items()}
        shares = {d: share for d, share in shares.items() if share >= 0.5}
        if shares:
            found.append(f"{line} at " + ", ".join(f"d' = {d} ({100 * share:.0f} %)" for d, share in shares.items()))
    if not found:
        return ""
    return (
        f"At least half of the code units have collapsed with {together(found)}: their values are nearly the "
        "same for all test images, and so the code tells less than its dimension promises."
    )


def published(lines):
    """How far the published errors are from the means over the seeds."""
    differences = {}
    for line, by_dimension in lines.items():
        for dimension, cells in by_dimension.items():
            if cells[0]["published_error"]:
                relative = error(cells) / cells[0]["published_error"] - 1
                differences[f"{line} at d' = {dimension}"] = relative
    if not differences:
        return ""
    where, largest = max(differences.items(), key=lambda item: abs(item[1]))
    middle = median(map(abs, differences.values()))
    return (
        f"The errors differ from the {len(differences)} published ones by {100 * middle:.1f} % in the median; "
        f"the largest difference is {signed(largest)} with {where}."
    )


def signed(ratio):
    """A relative change in percent, with its sign."""
    return f"{100 * ratio:+.0f} %".replace("-", "−")


def listed(dimensions):
    """Code dimensions as text."""
    return "d' = " + ", ".join(map(str, dimensions))


def together(parts):
    """Parts of a sentence, with commas and an `and`."""
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
