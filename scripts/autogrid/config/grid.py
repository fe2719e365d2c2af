"""The grid: from the axes in the config to named configurations."""

from functools import reduce
from itertools import product
from typing import TypeVar, cast

from snakemake.exceptions import WorkflowError

from autogrid.config.configuration import Configuration, Training
from autogrid.config.names import written
from autogrid.config.settings import refused
from autogrid.config.table import Cell, Line, Reduction, Table, reduction

Named = TypeVar("Named")

LONGEST = 200  # characters: file systems allow 255, and names of files have suffixes


def variants(rules):
    """The axes that make variants of the plain autoencoder, with their rules in the schema of the config's ``grid``.

    An axis with a ``word`` appears in file names only where its value is not plain, so existing names stay the same
    when such an axis is added.
    """
    return {axis: rule for axis, rule in rules["properties"].items() if "word" in rule}


def configurations(config, variants) -> dict[str, Configuration]:
    """All configurations of the grid, by stem, in grid order.

    An axis that is `only` for some values of another makes no difference to other cells, which appear once.

    Activation pairs come first, then the axes of variants, then code dimensions, then seeds: the order in which the
    notebook prints its table. A stem is the name that a configuration has in every file, e.g.
    ``d64_relu-sigmoid_hidden256-128_noise0.25_adadelta_seed0``.

    Parameters
    ----------
    config : dict
        The whole config: its ``grid`` has a list of values for each axis, empty where they follow from other axes or
        from the protocol.
    variants : dict
        See `variants`.

    Raises
    ------
    ConfigError
        If two values of an axis mean the same, or an axis is `only` for a value that another does not have.
    """
    for axis, rule in variants.items():
        for other, value in rule.get("only", {}).items():
            if value not in config["grid"][other] and config["grid"][axis] != rule["default"]:
                raise refused(
                    f"grid.{axis}: it is only for {value} in grid.{other}, which has "
                    f"{', '.join(config['grid'][other])}: add it there, or leave {axis} out"
                )
    axes = [config["grid"][axis] or [None] for axis in ["activation", *variants, "dimension", "seed"]]
    found: dict[str, Configuration] = {}
    combined = 0
    for (encoder, decoder), *others, dimension, seed in product(*axes):
        pair = {"encoder": encoder, "decoder": decoder}
        cell = {"dimension": dimension, **pair, **dict(zip(variants, others)), "seed": seed}
        beside = [axis for axis, rule in variants.items() if not applies(cell, rule)]
        if any(cell[axis] != config["grid"][axis][0] for axis in beside):
            continue  # the same as with the first value
        for axis, rule in variants.items():
            if cell[axis] is None or axis in beside:
                cell[axis] = plain(cell, rule, config)
        found[stem(cell, variants, config)] = cast(Configuration, cell)
        combined += 1
    too_long = next((name for name in found if len(name) > LONGEST), None)
    if too_long:
        raise refused(
            f"grid: {too_long[:60]}… has {len(too_long)} characters, and a name may have {LONGEST}: take fewer hidden "
            "layers, or fewer axes that are not plain"
        )
    if len(found) < combined:
        raise refused("grid: two values of an axis are the same")
    return found


def applies(cell, rule):
    """Whether an axis makes a difference to a cell: it may be `only` for a value of another axis."""
    return all(cell[axis] == value for axis, value in rule.get("only", {}).items())


def plain(cell, rule, config):
    """The value of an axis that appears in no name: its default, or the one that its rule finds in config and axes."""
    if not applies(cell, rule):
        return []
    if "plain" in rule:
        return reduce(lambda section, key: section[key], rule["plain"].format(**cell).split("."), config | cell)
    return rule["default"][0]


def different(cell, variants, config):
    """The axes in which a cell is not plain."""
    return [axis for axis, rule in variants.items() if cell[axis] != plain(cell, rule, config)]


def stem(cell, variants, config):
    """The name of a configuration's files."""
    words = [word(cell, axis, variants) for axis in different(cell, variants, config)]
    parts = ["d{dimension}", "{encoder}-{decoder}", *words, "seed{seed}"]
    return "_".join(parts).replace(" ", "").format(**cell)


def word(cell, axis, variants):
    """An axis and its value in words, e.g. ``hidden 256-128``."""
    return f"{variants[axis]['word']} {written(cell[axis])}".strip()


def line(cell: Configuration, axes, variants) -> Line:
    """The name of a configuration's line in figures and tables: all but dimension and seed.

    The axes, from `variants`, are those that distinguish lines in addition to the activation pair.
    """
    pair = "{encoder} → {decoder}".format(**cell)
    variant = {axis: word(cell, axis, variants) for axis in axes if applies(cell, variants[axis])}
    return {"line": ", ".join([pair, *variant.values()]), "pair": pair, "variant": variant}


def title(cell: Configuration, variants, config):
    """A configuration in words: its dimension, its line with everything that is not plain, and its seed."""
    name = line(cell, different(cell, variants, config), variants)["line"]
    return f"d' = {cell['dimension']}, {name}, seed {cell['seed']}"


def table(
    trainings: dict[str, Training],
    names: dict[str, Line],
    published_errors: dict[str, float],
    reductions: dict[str, Reduction],
    schema,
) -> Table:
    """The `table.Table` of a grid: trainings, names, published errors and reductions by stem, and labels of axes."""
    axes = {axis: rule["label"] for axis, rule in schema["properties"]["grid"]["properties"].items() if "label" in rule}
    cells: dict[str, Cell] = {
        stem: {**settings, **names[stem], "published_error": published_errors.get(stem)}
        for stem, settings in trainings.items()
    }
    references = {stem: reduced for stem, reduced in reductions.items() if reduced["method"] != "autoencoder"}
    return {"cells": cells, "references": references, "axes": axes}


def compared(apart, config):
    """The axes that distinguish lines: those that distinguish variants, except those that validation selects from."""
    return [axis for axis in apart if axis not in config["select"]["axes"]]


def apart(grid, variants, config):
    """The axes that distinguish variants: in which some cells are plain and others are not, or in another way."""
    found = []
    for axis, rule in variants.items():
        cells = [cell for cell in grid.values() if applies(cell, rule)]
        peculiar = [None if cell[axis] == plain(cell, rule, config) else cell[axis] for cell in cells]
        if any(value != peculiar[0] for value in peculiar):
            found.append(axis)
    return found


def training(config, cell: Configuration) -> Training:
    """All settings that determine the training of a configuration; of the optimizers, only its own."""
    optimizer = config["training"]["optimizers"][cell["optimizer"]]
    return {
        "configuration": cell,
        "optimizer": {name: value for name, value in optimizer.items() if name != "learning_rate"},
        "validation": config["training"]["validation"],
        "patience": config["training"]["patience"],
        "divide_by": config["preprocessing"]["divide_by"],
    }


def reductions(grid: dict[str, Configuration], pixels, images) -> dict[str, Reduction]:
    """The reductions of images that classifiers are trained on, by stem.

    The codes of every configuration, principal components and the `pixels` themselves; the latter two for every seed,
    because classifiers have seeds too.
    """
    dimensions, seeds = linear(grid, pixels, images), list(dict.fromkeys(cell["seed"] for cell in grid.values()))
    return {
        **{stem: reduction(cell) for stem, cell in grid.items()},
        **{f"d{d}_pca_seed{s}": {"method": "PCA", "dimension": d, "seed": s} for d in dimensions for s in seeds},
        **{f"pixels_seed{s}": {"method": "pixels", "dimension": pixels, "seed": s} for s in seeds},
    }


def coded(grid: dict[str, Configuration], pixels, images) -> dict[str, Reduction]:
    """The reductions that compress images, by stem: every configuration, and principal components."""
    return {
        **{stem: reduction(cell) for stem, cell in grid.items()},
        **{f"d{d}_pca": {"method": "PCA", "dimension": d} for d in linear(grid, pixels, images)},
    }


def linear(grid: dict[str, Configuration], pixels, images):
    """The code dimensions of a grid with principal components: no more than the directions in which images differ."""
    dimensions = sorted({cell["dimension"] for cell in grid.values()})
    return [dimension for dimension in dimensions if dimension <= min(pixels, images - 1)]


def named(grid: dict[str, Named], stem: str) -> Named:
    """The configuration or reduction with a stem; a WorkflowError that lists some stems if there is none."""
    if stem not in grid:
        raise WorkflowError(
            f"no configuration is named {stem}: the config's grid has {len(grid)}, such as "
            f"{', '.join(list(grid)[:3])}; add its values to the grid's axes"
        )
    return grid[stem]


def planar(grid: dict[str, Configuration], names: dict[str, Line]):
    """The stems of the configurations whose codes are points of the plane, those of the first seed of each line."""
    first, found = {}, []
    for stem, cell in grid.items():
        if cell["dimension"] == 2 and first.setdefault(names[stem]["line"], cell["seed"]) == cell["seed"]:
            found.append(stem)
    return found


def numeric(grid, axes):
    """Those of some axes that have several numbers: an error can be drawn against them."""
    return [axis for axis in axes if all(isinstance(cell[axis], int | float) for cell in grid.values())]


def figures(planar, along, labelled):
    """The figures that can be drawn of a grid, and of images with labels, in the format that suits a page best."""
    figures = {"error": "svg", **{f"error_against_{axis}": "svg" for axis in along}}
    figures |= {"learning_curves": "svg", **({"classes": "svg"} if labelled else {}), "gallery": "png"}
    return figures | ({"codes": "png"} if planar else {})
