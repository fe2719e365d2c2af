"""The grid: from the axes in the config to named configurations."""

from itertools import product

# The value of an axis that a config leaves out. It is in no name, so that files
# keep theirs when an axis is added.
PLAIN = {"hidden": [], "corruption": 0, "optimizer": "adam"}


def stem(configuration):
    """The name that a configuration has in every file, e.g. ``d64_relu-sigmoid_seed0``.

    Between them is what differs from a plain autoencoder, e.g. ``hidden256-128_noise0.25_adadelta``.
    """
    parts = ["d{dimension}", "{encoder}-{decoder}", *variant(configuration), "seed{seed}"]
    return "_".join(parts).replace(" ", "").format(**configuration)


def variant(configuration):
    """What differs from a plain autoencoder, in words, e.g. ``["hidden 256-128", "noise 0.25", "adadelta"]``."""
    words = {
        "hidden": f"hidden {'-'.join(map(str, configuration['hidden']))}",
        "corruption": f"noise {configuration['corruption']}",
        "optimizer": configuration["optimizer"],
    }
    return [words[axis] for axis, plain in PLAIN.items() if configuration[axis] != plain]


def pair_name(configuration):
    """How the activation pair is written, in every figure and table."""
    return "{encoder} → {decoder}".format(**configuration)


def name(configuration):
    """How all that dimension and seed leave open is written: the activation pair, and what is not plain."""
    return ", ".join([pair_name(configuration), *variant(configuration)])


def configurations(axes):
    """All configurations of the grid, by stem, in grid order.

    Activation pairs come first, then the axes in `PLAIN`, then code dimensions,
    then seeds: the order in which the notebook prints its table.

    Parameters
    ----------
    axes : dict
        The config's ``grid``: ``dimension``, ``activation`` (pairs), ``seed``, and the
        axes in `PLAIN` unless they are plain.

    Returns
    -------
    dict of str to dict
        Each with ``dimension``, ``encoder``, ``decoder``, the axes in `PLAIN` and ``seed``.
    """
    values = {axis: [plain] for axis, plain in PLAIN.items()} | axes
    order = ["activation", *PLAIN, "dimension", "seed"]
    cells = (
        {"dimension": dimension, "encoder": encoder, "decoder": decoder, **dict(zip(PLAIN, others)), "seed": seed}
        for (encoder, decoder), *others, dimension, seed in product(*map(values.get, order))
    )
    return {stem(cell): cell for cell in cells}


def protocol(training, configuration):
    """The config's ``training`` with the settings of a configuration's own optimizer only.

    So another optimizer in the config trains nothing again.
    """
    name = configuration["optimizer"]
    return {**training, "optimizers": {name: training["optimizers"][name]}}


def pca_stem(dimension):
    """The name that the principal components of a dimension have in every file."""
    return f"d{dimension}_pca"


def reductions(grid, pixels, images):
    """What images are reduced to before they are classified, by stem.

    The codes of every configuration, as many principal components where the training
    `images` span that many, and the `pixels` themselves.
    """
    dimensions = sorted({cell["dimension"] for cell in grid.values()})
    linear = [dimension for dimension in dimensions if dimension <= min(pixels, images)]
    return {
        **{stem: {"method": "autoencoder", **cell} for stem, cell in grid.items()},
        **{pca_stem(dimension): {"method": "PCA", "dimension": dimension} for dimension in linear},
        "pixels": {"method": "pixels", "dimension": pixels},
    }


def axes(grid):
    """What tells the cells of a grid apart: all that its configurations are made of but the seed."""
    return [axis for axis in next(iter(grid.values())) if axis != "seed"]


def configuration(grid, name):
    """The configuration called `name`; a KeyError that lists the grid otherwise."""
    try:
        return grid[name]
    except KeyError:
        known = ", ".join(list(grid)[:3])
        raise KeyError(
            f"no configuration is named {name}: the config's grid has {len(grid)}, "
            f"such as {known}; add its values to the grid's axes"
        ) from None


def planar(grid):
    """The configurations whose codes are points of the plane, one for each activation pair and variant."""
    first_seed = {}
    for name, cell in grid.items():
        if cell["dimension"] == 2:
            first_seed.setdefault((cell["encoder"], cell["decoder"], *variant(cell)), name)
    return {name: grid[name] for name in first_seed.values()}


def figures(grid):
    """The figures that can be drawn of a grid, each with the format that suits a page best."""
    always = {"error": "svg", "learning_curves": "svg", "classes": "svg", "gallery": "png"}
    return always | ({"codes": "png"} if planar(grid) else {})
