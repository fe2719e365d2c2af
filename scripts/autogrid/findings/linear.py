"""Whether the best autoencoder is better than principal components."""

from autogrid.config.names import count
from autogrid.findings.wording import grouped, places, together
from autogrid.measure.comparison import CLOSE, interval

BETTER, WORSE, CLOSE_BY, UNCLEAR = "better", "worse", f"within {100 * CLOSE:.0f} %", "indistinguishable"


def against_pca(contests, pca, train_images):
    """Where the leader is better than principal components, one sentence for each measure or one for both.

    Their metrics are by code dimension; they were fitted on the number of training images.
    """
    told = [(contest.measure.quantity, verdicts(contest, pca)) for contest in contests]
    return [
        f"Against PCA of {count(train_images, 'training image')}, the best autoencoder is {verdict}, "
        f"by {together(quantities)}."
        for verdict, quantities in grouped(told).items()
        if verdict
    ]


def verdicts(contest, pca):
    """Where the leader is better, where worse, in words; empty where there are no principal components."""
    found = grouped((d, verdict(contest, d, pca[d])) for d in contest.dimensions if d in pca)
    order = [kind for kind in (BETTER, CLOSE_BY, UNCLEAR, WORSE) if kind in found]
    return "; ".join(f"{kind} at {places(found[kind], contest.dimensions)}" for kind in order)


def verdict(contest, dimension, metrics):
    """How the leader of a code dimension compares with PCA: by its interval, or with few seeds by its mean."""
    measure = contest.measure.name
    cells = contest.lines[contest.leaders[dimension].line][dimension].values()
    above = interval([cell[measure] - metrics[measure] for cell in cells], contest.comparisons)
    if above.verdict is None and abs(above.difference) <= CLOSE * metrics[measure]:
        return CLOSE_BY
    if above.verdict is False:
        return UNCLEAR
    return BETTER if above.difference < 0 else WORSE
