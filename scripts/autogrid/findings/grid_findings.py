"""The findings of a grid, in sentences made from its numbers: the answer, the other findings, and their conditions."""

from typing import NamedTuple

from autogrid.findings import denoising, doubling, failures, linear, lines, published, recovery, trainings
from autogrid.findings.activations import leads, other_measure, which
from autogrid.findings.lines import average, plus_minus, series  # noqa: F401  for the page
from autogrid.findings.recovery import Recovery
from autogrid.measure import comparison
from autogrid.measure.measures import BY_NAME, ERRORS


class Findings(NamedTuple):
    """Sentences, each of them at most two lines long, and the numbers of the first."""

    answer: list[str]  # two: how much it can compress, and which activations it should use
    findings: list[str]  # what else the grid has shown
    caveats: list[str]  # how trainings ended, and what the grid cannot tell
    recovery: list[Recovery]  # what each code dimension recovers, by its leader and by PCA


def sentences(cells, baselines, train_images):
    """The findings, without those that a grid cannot show.

    Parameters
    ----------
    cells : list of dict
        Metrics of `evaluate`, each with its ``line``, ``selected``, and ``published_error`` (None where there is none).
    baselines : dict
        ``PCA``: by code dimension its metrics; ``mean image``: its metrics.
    train_images : int
        The number that principal components were fitted on.
    """
    compared = lines.series(cells)
    measure = lines.minimised(compared)
    contests = [lines.contest(compared, measure) for measure in sorted(ERRORS, key=lambda error: error != measure)]
    main, *others = contests
    used = lines.every(compared)
    found = [trainings.chance(main), *leads(main), *(other_measure(main, other) for other in others)]
    found += linear.against_pca(contests, baselines["PCA"], train_images)
    found += [doubling.doubling(main), *denoising.denoising(compared, measure)]
    found += [*failures.dead_outputs(main), failures.inactive_units(main), published.published(compared)]
    caveats = [trainings.selection(cells), *trainings.outcomes(used), trainings.kept(used), trainings.other_loss(used)]
    caveats += [trainings.one_rate(main, cells)]
    answer = [recovery.how_much(main, baselines), which(main)]
    answer, found, caveats = ([text for text in texts if text] for texts in (answer, found, caveats))
    return Findings(answer, found, caveats, recovery.recovery(main, baselines))


def leaders(compared, measure):
    """By code dimension, the leader of the lines by a measure, for a table of them."""
    return comparison.leaders(lines.values(compared, measure))


def text(measure, value):
    """A value of a measure as text."""
    return BY_NAME[measure].text(value)
