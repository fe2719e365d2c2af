"""The accuracy of classifiers, one row per line and code dimension."""

import pandas as pd


def read_classification(file):
    """The accuracies in a classification.csv, in percent, as means with their standard deviation over the seeds.

    Texts by classifier (``probe``, ``cnn``), line or reference, and code dimension, in the order of the table.
    """
    table = pd.read_csv(file)
    found: dict[str, dict] = {"probe": {}, "cnn": {}}
    for (name, dimension), of in table.groupby(["line", "dimension"], sort=False):
        for classifier, by_name in found.items():
            by_name.setdefault(name, {})[dimension] = percent(of[f"{classifier}_accuracy"])
    return found


def percent(accuracies):
    """Fractions in percent: their mean, and standard deviation where there are several."""
    mean, sd = 100 * accuracies.mean(), 100 * accuracies.std()
    return f"{mean:.1f}" if len(accuracies) == 1 else f"{mean:.1f} ± {sd:.1f}"
