"""Which settings of a line are compared, where the config has validation select among several."""


def select(cells):
    """Mark, among the cells of the same line, code dimension and seed, the one with the lowest validation loss.

    Each cell gets ``selected``: True or False; None where there was nothing to select from. Lines are named without the
    axes that are selected from (see `config.select`), so all alternatives have the same three. The test images have no
    part in it.
    """
    alternatives = {}
    for stem, cell in cells.items():
        configuration = cell["configuration"]
        alternatives.setdefault((cell["line"], configuration["dimension"], configuration["seed"]), []).append(stem)
    best = {min(stems, key=lambda stem: cells[stem]["val_loss"]) for stems in alternatives.values() if len(stems) > 1}
    several = {stem for stems in alternatives.values() if len(stems) > 1 for stem in stems}
    return {stem: cell | {"selected": stem in best if stem in several else None} for stem, cell in cells.items()}


def compared(cells):
    """The cells, by stem, that are not left out by `select`."""
    return {stem: cell for stem, cell in cells.items() if cell["selected"] is not False}


def without_left_out(results, summary):
    """Results of configurations and others, by stem, without the configurations that a summary says were left out."""
    left_out = set(summary.loc[summary["selected"].eq(False), "stem"])
    return {stem: result for stem, result in results.items() if stem not in left_out}
