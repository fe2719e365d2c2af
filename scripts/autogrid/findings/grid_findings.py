"""What a grid has shown, in sentences made from its numbers."""

import math
from itertools import pairwise
from statistics import mean, median, stdev

from autogrid.measure.comparison import LEVEL, best, differ_from

MOST = -math.log(1e-7)  # nats: the cross-entropy of a pixel that is clipped to the opposite value
MEASURES = {"error": "cross-entropy", "mse": "squared error"}
UNITS = {"error": " nats a pixel", "mse": ""}
MINIMISED = {"binary_crossentropy": "error", "mean_squared_error": "mse"}
END = "over the last ten epochs (or the last tenth)"
NAMED = 3  # lines that a sentence names; all are in the table below it
CLEAR = 0.005  # relative change of a validation loss that is told of, see `convergence`


def series(cells):
    """The cells of each line of a comparison: those that differ in code dimension and seed only.

    Parameters
    ----------
    cells : list of dict
        Metrics of `evaluate`, each with its ``line`` and ``published_error`` (None where there is none).

    Returns
    -------
    dict of str to dict
        By line, then by code dimension, ascending, then by seed.
    """
    found = {cell["line"]: {} for cell in cells}  # in grid order
    for cell in sorted(cells, key=lambda cell: cell["configuration"]["dimension"]):
        configuration = cell["configuration"]
        found[cell["line"]].setdefault(configuration["dimension"], {})[configuration["seed"]] = cell
    return found


def average(cells, measure="error"):
    """The mean of a measure over the seeds."""
    return mean(cell[measure] for cell in cells.values())


def spread(cells, measure="error"):
    """The standard deviation of a measure over the seeds; None for a single one."""
    return stdev(cell[measure] for cell in cells.values()) if len(cells) > 1 else None


def values(cells, measure):
    """A measure by seed."""
    return {seed: cell[measure] for seed, cell in cells.items()}


def winners(lines, measure):
    """By code dimension, the best line by a measure, see `comparison.best`."""
    dimensions = sorted({dimension for line in lines.values() for dimension in line})
    return {d: best({n: values(lines[n][d], measure) for n in lines if d in lines[n]}) for d in dimensions}


def minimised(cells):
    """The measure that all trainings minimised, or else the cross-entropy."""
    losses = {cell["configuration"]["loss"] for cell in cells}
    return MINIMISED.get(losses.pop(), "error") if len(losses) == 1 else "error"


def sentences(cells, baselines, train_images):
    """The findings, the answer first; what a grid cannot show is left out.

    Parameters
    ----------
    cells : list of dict
        As in `series`.
    baselines : dict
        ``PCA``: by code dimension its metrics; ``floor``: the error of a perfect reconstruction.
    train_images : int
        That principal components were fitted on.
    """
    lines, measure = series(cells), minimised(cells)
    found = [answer(lines, measure), other_measure(lines, measure)]
    found += [against_pca(lines, baselines["PCA"], train_images), doubling(lines, measure, baselines["floor"])]
    found += [denoising(lines), convergence(cells), overfitting(cells), other_loss(cells)]
    found += [dead_outputs(lines), collapsed_codes(lines), published(lines)]
    return [sentence for sentence in found if sentence]


def answer(lines, measure):
    """Which line is best, where, and whether chance would explain it."""
    if len(lines) == 1:
        ((line, by_dimension),) = lines.items()
        return f"{line} has a test {MEASURES[measure]} of {ends(by_dimension, measure)}."
    found = winners(lines, measure)
    seeds = min(winner.seeds for winner in found.values())
    told = together(where(found, ties=False) + where(found, ties=True))
    ahead = {winner.line for winner in found.values()} | {name for winner in found.values() for name in winner.ties}
    errors = f": {ends(lines[ahead.pop()], measure)}" if len(ahead) == 1 else ""
    if seeds == 1:
        return (
            f"By test {MEASURES[measure]}, {told}{errors}. These are single runs: "
            "how much of a difference is chance, only more seeds can tell."
        )
    return (
        f"By the mean test {MEASURES[measure]} of {seeds} seeds, {told}{errors}. (Ahead is what a paired t-test over "
        f"the seeds tells from chance, at {100 * LEVEL:.0f} % for all comparisons at a code dimension; else, a tie.)"
    )


def ends(by_dimension, measure):
    """A line's measure at its smallest and its largest code."""
    dimensions = sorted({min(by_dimension), max(by_dimension)})
    return together([f"{average(by_dimension[d], measure):.4f}{UNITS[measure]} at d' = {d}" for d in dimensions])


def where(found, ties):
    """Parts of a sentence on the code dimensions at which each line is best, alone or with others."""
    groups = {}
    for dimension, winner in found.items():
        if bool(winner.ties) == ties:
            groups.setdefault((winner.line, *sorted(winner.ties)), []).append(dimension)
    verb = "are tied" if ties else "is ahead"
    return [f"{some(names)} {verb} at {places(dimensions, found)}" for names, dimensions in groups.items()]


def places(dimensions, all_of_them):
    """Code dimensions as text, if need be as all that there are."""
    everywhere = "every code dimension, " if len(dimensions) == len(all_of_them) > 1 else ""
    return everywhere + listed(dimensions)


def other_measure(lines, measure):
    """Where the other measure has another winner."""
    other = next(name for name in MEASURES if name != measure)
    if len(lines) == 1:
        return ""
    by_this, by_other = winners(lines, measure), winners(lines, other)
    found = {d: w for d, w in by_other.items() if by_this[d].line != w.line and by_this[d].line not in w.ties}
    if not found:
        return ""
    return f"By {MEASURES[other]} it is another: {together(where(found, ties=False) + where(found, ties=True))}."


def against_pca(lines, pca, train_images):
    """Where the best line is better than principal components, by both measures."""
    told = {name: verdicts(winners(lines, measure), lines, pca, measure) for measure, name in MEASURES.items()}
    if not all(told.values()):
        return ""
    if len(set(told.values())) == 1:
        verdict = f"by both measures {told[MEASURES['error']]}"
    else:
        verdict = "; ".join(f"by {name} {verdict}" for name, verdict in told.items())
    return (
        f"Against PCA, the best linear code by squared error, fitted on the same {train_images:,} training images, "
        f"the best autoencoder is {verdict}."
    )


def verdicts(found, lines, pca, measure):
    """Where the best line is better than principal components, where worse, in words."""
    groups = {"better": [], "no different": [], "worse": []}
    for d, winner in found.items():
        if d in pca:
            ours, linear = values(lines[winner.line][d], measure), pca[d][measure]
            verdict = "better" if mean(ours.values()) < linear else "worse"
            groups[verdict if differ_from(ours, linear) else "no different"].append(d)
    told = [f"{verdict} at {places(dimensions, found)}" for verdict, dimensions in groups.items() if dimensions]
    return together(told) if told else ""


def per_doubling(by_dimension, measure):
    """By which factor a measure changes with each doubling of the code, for each step from one code to the next."""
    steps = pairwise((d, average(cells, measure)) for d, cells in by_dimension.items())
    return [(b / a) ** (1 / math.log2(second / first)) for (first, a), (second, b) in steps if a > 0 and b > 0]


def doubling(lines, measure, floor):
    """What twice the code changes, with the line that is best at the largest code."""
    of = "excess" if measure == "error" else "mse"
    found = winners(lines, measure)
    line = found[max(found)].line
    factors = per_doubling(lines[line], of)
    if not factors:
        return ""
    steps = list(dict.fromkeys(signed(factor - 1) for factor in (max(factors), min(factors))))
    if of == "mse":
        what = "the squared error"
    else:
        what = f"the excess, its error above the {floor:.4f} nats that a perfect reconstruction costs,"
    return f"With {line}, each doubling of d' changes {what} by {' to '.join(steps)}."


def denoising(lines):
    """Which line restores noisy test images best."""
    cells = [cell for line in lines.values() for seeds in line.values() for cell in seeds.values()]
    shares = sorted({share for cell in cells for share in cell["noisy"]})
    told = []
    for share in shares:
        noisy = {
            line: {
                d: {seed: {"error": cell["noisy"][share]["error"]} for seed, cell in cells.items()}
                for d, cells in by_dimension.items()
            }
            for line, by_dimension in lines.items()
        }
        found = winners(noisy, "error")
        told.append(
            f"in restoring test images of which {100 * float(share):g} % of the pixels are black, "
            + together(where(found, ties=False) + where(found, ties=True))
        )
    return f"By cross-entropy with the clean images, {'; '.join(told)}." if told else ""


def convergence(cells):
    """How many trainings had not come to their end."""
    known = [cell for cell in cells if cell["converged"] is not None]
    if not known:
        return ""
    improving = [cell for cell in known if not cell["converged"]]
    if not improving:
        return f"All {len(known)} trainings had converged: {END} their validation loss fell by less than 0.5 %."
    falls = sorted(cell["val_fall"] for cell in improving)
    were = "was" if len(improving) == 1 else "were"
    return (
        f"{len(improving)} of {len(known)} trainings {were} still improving: {END} their validation loss fell by "
        f"{percent_range(falls)}. More epochs would help; what is compared here is this much training."
    )


def overfitting(cells):
    """How many trainings had a lower validation loss before their end."""
    known = [cell for cell in cells if cell["val_fall"] is not None]
    worse = [cell for cell in known if cell["val_fall"] < -CLEAR]
    if not worse:
        return ""
    epochs = sorted(cell["lowest_epoch"] for cell in worse)
    return (
        f"{len(worse)} of {len(known)} trainings overfit: {END} their validation loss rose; "
        f"it was lowest at epoch {between(epochs[0], epochs[-1])}."
    )


def other_loss(cells):
    """What was minimised, where that is not the cross-entropy that errors are."""
    losses = list(dict.fromkeys(cell["configuration"]["loss"] for cell in cells))
    others = [loss.replace("_", " ") for loss in losses if loss != "binary_crossentropy"]
    if not others:
        return ""
    return f"Trained on {together(others)}, autoencoders did not minimise the binary cross-entropy that errors are."


def dead_outputs(lines):
    """Where output units die, and what that costs."""
    found = []
    for line, by_dimension in lines.items():
        cells = [cell for seeds in by_dimension.values() for cell in seeds.values()]
        dead = sorted(cell["dead_outputs"] for cell in cells)
        if dead[-1]:
            pixels = round(cells[0]["configuration"]["dimension"] / cells[0]["compression_ratio"])
            found.append(f"{between(dead[0], dead[-1])} of {pixels} output units are dead with {line}")
    if not found:
        return ""
    others = ", and none with the others" if len(found) < len(lines) else ""
    return (
        f"{some(found)}{others}. A dead unit has the same bound, 0 or 1, for every test image, though its pixel "
        f"varies; each pixel that should have the other bound costs {MOST:.1f} nats, the most that cross-entropy can."
    )


def collapsed_codes(lines):
    """Where code units have collapsed, and what that means."""
    found = []
    for line, by_dimension in lines.items():
        shares = {d: average(cells, "collapsed_codes") / d for d, cells in by_dimension.items()}
        collapsed = [d for d, share in shares.items() if share >= 0.5]
        if collapsed:
            found.append(f"{line} at {listed(collapsed)}")
    if not found:
        return ""
    return (
        f"At least half of the code units have collapsed with {some(found)}: their values are nearly the "
        "same for all test images (a variance below 0.01), and so the code tells less than its dimension promises."
    )


def published(lines):
    """How far the published errors are from the means over the seeds."""
    differences = {}
    for line, by_dimension in lines.items():
        for dimension, cells in by_dimension.items():
            error = next(iter(cells.values()))["published_error"]
            if error:
                differences[f"{line} at d' = {dimension}"] = average(cells) / error - 1
    if not differences:
        return ""
    name, largest = max(differences.items(), key=lambda item: abs(item[1]))
    middle = median(map(abs, differences.values()))
    return (
        f"The errors differ from the {len(differences)} published ones, trained by the same protocol, by "
        f"{100 * middle:.1f} % in the median; the largest difference is {signed(largest)} with {name}."
    )


def percent_range(shares):
    """Sorted shares in percent, as one value or a range."""
    low, high = (f"{100 * share:.1f}" for share in (shares[0], shares[-1]))
    return f"{low} %" if low == high else f"{low} to {high} %"


def between(low, high):
    """One number, or the range of two."""
    return f"{low} to {high}" if low < high else f"{low}"


def signed(ratio):
    """A relative change in percent, with its sign."""
    return f"{100 * ratio:+.0f} %".replace("-", "−")


def listed(dimensions):
    """Code dimensions as text."""
    return "d' = " + ", ".join(map(str, dimensions))


def some(names):
    """Names as a part of a sentence: of many the first, and how many others."""
    others = len(names) - NAMED
    return together([*names[:NAMED], f"{others} others"] if others > 1 else list(names))


def together(parts):
    """Parts of a sentence, with commas and an `and`."""
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]
