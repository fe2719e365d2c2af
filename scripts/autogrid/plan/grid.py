"""The grid: from the axes in the config to named configurations."""

from itertools import product

from snakemake.exceptions import WorkflowError


def variants(rules):
    """What makes a variant of the plain autoencoder: by axis, the plain value, and the word before any other.

    Parameters
    ----------
    rules : dict
        The schema of the config's ``grid``. An axis with a ``word`` is in names only where
        it is not plain, so that files keep theirs when such an axis is added.
    """
    return {axis: (rule["default"][0], rule["word"]) for axis, rule in rules["properties"].items() if "word" in rule}


def configurations(axes, variants):
    """All configurations of the grid, by stem, in grid order.

    Activation pairs come first, then what makes variants, then code dimensions, then seeds:
    the order in which the notebook prints its table. A stem is the name that a configuration
    has in every file, e.g. ``d64_relu-sigmoid_hidden256-128_noise0.25_adadelta_seed0``.

    Parameters
    ----------
    axes : dict
        The config's ``grid``: a list of values of each axis.
    variants : dict
        See `variants`.

    Returns
    -------
    dict of str to dict
        Each with ``dimension``, ``encoder``, ``decoder``, the axes of `variants` and ``seed``.
    """
    order = ["activation", *variants, "dimension", "seed"]
    cells = (
        {"dimension": dimension, "encoder": encoder, "decoder": decoder, **dict(zip(variants, others)), "seed": seed}
        for (encoder, decoder), *others, dimension, seed in product(*map(axes.get, order))
    )
    return {stem(cell, variants): cell for cell in cells}


def stem(cell, variants):
    """The name of a configuration's files."""
    parts = ["d{dimension}", "{encoder}-{decoder}", *words(cell, variants), "seed{seed}"]
    return "_".join(parts).replace(" ", "").format(**cell)


def words(cell, variants):
    """What differs from a plain autoencoder, e.g. ``["hidden 256-128", "noise 0.25", "adadelta"]``."""
    different = [(word, cell[axis]) for axis, (plain, word) in variants.items() if cell[axis] != plain]
    return [f"{word} {written(value)}".strip() for word, value in different]


def written(value):
    """A value as it is in names."""
    return "-".join(map(str, value)) if isinstance(value, list) else value


def line(cell, variants):
    """How the line that a configuration is a point of, all but dimension and seed, is called in figures and tables.

    Returns
    -------
    dict
        The name of the ``line``, and its parts: the activation ``pair`` and the words of the ``variant``.
    """
    pair, variant = "{encoder} → {decoder}".format(**cell), words(cell, variants)
    return {"line": ", ".join([pair, *variant]), "pair": pair, "variant": variant}


def varying(grid, variants):
    """The axes that tell configurations apart, and always those of every grid."""
    values = {axis: [cell[axis] for cell in grid.values()] for axis in next(iter(grid.values()))}
    return [axis for axis, found in values.items() if axis not in variants or any(v != found[0] for v in found)]


def training(config, cell):
    """All settings that determine the training of a configuration, its own optimizer's only: others change nothing."""
    protocol = config["training"]
    optimizers = {cell["optimizer"]: protocol["optimizers"][cell["optimizer"]]}
    return {
        "configuration": cell,
        "training": protocol | {"optimizers": optimizers},
        "divide_by": config["preprocessing"]["divide_by"],
    }


def reductions(grid, pixels, images):
    """What images are reduced to before they are classified, by stem.

    The codes of every configuration, as many principal components where the training
    `images` differ in that many directions, and the `pixels` themselves.
    """
    dimensions = sorted({cell["dimension"] for cell in grid.values()})
    linear = [dimension for dimension in dimensions if dimension <= min(pixels, images - 1)]
    return {
        **{stem: {"method": "autoencoder", **cell} for stem, cell in grid.items()},
        **{f"d{dimension}_pca": {"method": "PCA", "dimension": dimension} for dimension in linear},
        "pixels": {"method": "pixels", "dimension": pixels},
    }


def named(grid, stem):
    """What a stem names; a WorkflowError that lists some of what there is otherwise."""
    if stem not in grid:
        raise WorkflowError(
            f"no configuration is named {stem}: the config's grid has {len(grid)}, such as "
            f"{', '.join(list(grid)[:3])}; add its values to the grid's axes"
        )
    return grid[stem]


def planar(cells):
    """The stems of the configurations whose codes are points of the plane, the first seed of each line."""
    first = {}
    for stem, cell in cells.items():
        if cell["configuration"]["dimension"] == 2:
            first.setdefault(cell["line"], stem)
    return list(first.values())


def figures(planar):
    """The figures that can be drawn of a grid, each with the format that suits a page best."""
    always = {"error": "svg", "learning_curves": "svg", "classes": "svg", "gallery": "png"}
    return always | ({"codes": "png"} if planar else {})
