"""The grid: from the axes in the config to named configurations."""

from itertools import product


def stem(configuration):
    """The name that a configuration has in every file, e.g. ``d64_relu-sigmoid_seed0``."""
    return "d{dimension}_{encoder}-{decoder}_seed{seed}".format(**configuration)


def configurations(axes):
    """All configurations of the grid, by stem, in grid order.

    Activation pairs come first, then code dimensions, then seeds: the order in
    which the notebook prints its table.

    Parameters
    ----------
    axes : dict
        The config's ``grid``: ``dimension``, ``activation`` (pairs) and ``seed``.

    Returns
    -------
    dict of str to dict
        Each with ``dimension``, ``encoder``, ``decoder`` and ``seed``.
    """
    cells = (
        {"dimension": dimension, "encoder": encoder, "decoder": decoder, "seed": seed}
        for (encoder, decoder), dimension, seed in product(axes["activation"], axes["dimension"], axes["seed"])
    )
    return {stem(cell): cell for cell in cells}


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
    """The configurations whose codes are points of the plane, one for each activation pair."""
    first_seed = {}
    for name, cell in grid.items():
        if cell["dimension"] == 2:
            first_seed.setdefault((cell["encoder"], cell["decoder"]), name)
    return {name: grid[name] for name in first_seed.values()}


def figures(grid):
    """The names of the figures that can be drawn of a grid."""
    return ["error", "learning_curves", "gallery", *(["codes"] if planar(grid) else [])]
