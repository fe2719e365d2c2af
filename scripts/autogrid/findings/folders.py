"""How the runs of several folders of results differ, and which of their cells have the same axes."""

from statistics import mean, median, stdev

from autogrid.config.names import readable
from autogrid.findings.protocol import NAMES, protocol
from autogrid.findings.trainings import too_few
from autogrid.provenance.records import read

ALWAYS = ("dimension", "encoder", "decoder")
NONE = "not recorded"


def facts(cells):
    """Facts about a run, by name: its protocol, its data, and what it was computed with."""
    digests = cells[0]["record"]["data_sha256"]
    records = [read(cell["provenance"]) for cell in cells if cell["provenance"].is_file()]
    versions = [name for name in records[0]["versions"]] if records else []
    return {
        "configurations": f"{len(cells):,}",
        "code dimensions d'": either(cell["configuration"]["dimension"] for cell in cells),
        "encoder → decoder": either("{encoder} → {decoder}".format(**cell["configuration"]) for cell in cells),
        **protocol(cells),
        "intensity that is 1": readable(cells[0]["divide_by"]),
        "images to train on, by SHA-256": digests["train"][:8],
        "test images, by SHA-256": digests["test"][:8],
        "device": either(record.get("device", NONE) for record in records),
        "Python": either(record["python"] for record in records),
        **{name: either(record["versions"].get(name, NONE) for record in records) for name in versions},
        "commit": either((record["commit"] or NONE)[:12] for record in records),
    }


def either(values):
    """Some values as text, each of them once."""
    return " or ".join(dict.fromkeys(map(readable, values))) or NONE


def pairs(folders):
    """The cells that several folders have, by their name and by folder, a list of configurations.

    Cells are the same if they have the same values of all axes that vary within a folder. An axis with one value in
    each folder is part of the protocol, and may differ. Seeds are several runs of a cell.
    """
    axes = [axis for axis in axes_of(folders) if any(varies(of, axis) for of in folders.values())]
    found = {}
    for folder, cells in folders.items():
        for cell in cells:
            found.setdefault(name_of(cell["configuration"], axes), {}).setdefault(folder, []).append(cell)
    return {called: of for called, of in found.items() if len(of) > 1}


def axes_of(folders):
    """The axes that may tell cells apart beside those that all names have; the code's activation, if it is its own."""
    configurations = [cell["configuration"] for cells in folders.values() for cell in cells]
    plain = all(configuration["code"] == configuration["encoder"] for configuration in configurations)
    others = {"folder", "seed", *ALWAYS, *(["code"] if plain else [])}
    return [axis for axis in configurations[0] if axis not in others]


def varies(cells, axis):
    """Whether cells have several values of an axis."""
    return len({str(cell["configuration"][axis]) for cell in cells}) > 1


def name_of(configuration, axes):
    """The name of a cell, by its dimension, its activations and some more axes."""
    parts = ["d' = {dimension}, {encoder} → {decoder}".format(**configuration)]
    return ", ".join([*parts, *(f"{NAMES.get(axis, axis)} {readable(configuration[axis])}" for axis in axes)])


def average(cells, measure):
    """The mean of a measure over the seeds of a cell, and its standard deviation, None of a single one."""
    values = [cell[measure] for cell in cells]
    return mean(values), stdev(values) if len(values) > 1 else None


def verdicts(pairs, measure, quantity):
    """For each folder after the first, a sentence on the `pairs` of cells that it shares with that one.

    The measure has a name and a quantity in words; lower is better.
    """
    folders = list(dict.fromkeys(folder for by_folder in pairs.values() for folder in by_folder))
    for first, other in [(folders[0], folder) for folder in folders[1:]]:
        both = [(of[first], of[other]) for of in pairs.values() if first in of and other in of]
        means = [(average(start, measure)[0], average(cells, measure)[0]) for start, cells in both]
        if means:
            fewest = min(len(cells) for pair in both for cells in pair)
            yield f"{verdict(first, other, means, quantity)} {too_few(fewest, 'Single runs')}".rstrip()


def verdict(first, other, means, quantity):
    """In words, how cells that two folders have changed from the first to the other, by their pairs of means."""
    lower, higher = (sum(sign * (after - before) > 0 for before, after in means) for sign in (-1, 1))
    cells = f"{len(means)} cells that both have" if len(means) > 1 else "the one cell that both have"
    if not lower and not higher:
        return f"{other} has the same {quantity} as {first} in {cells}."
    word, count = ("lower", lower) if lower >= higher else ("higher", higher)
    share = f"{count} of the {cells}" if len(means) > 1 else cells
    also = f", and a higher one in {higher}" if lower == higher else ""
    said = f"{other} has a {word} {quantity} than {first} in {share}{also}"
    changes = [after / before - 1 for before, after in means if before]
    if not changes:
        return f"{said}."
    middle = f"{100 * median(changes):+.1f} %".replace("-", "\N{MINUS SIGN}")
    return f"{said}: the median change is {middle}."
