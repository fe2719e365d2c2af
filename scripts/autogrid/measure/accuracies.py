"""The accuracy of classifiers, one row per line and code dimension."""

import pandas as pd


def read_classification(file):
    """The accuracies in a classification.csv, in percent, as means with their standard deviation over the seeds.

    In the order of the table: ``name`` of the line or reference, ``dimension``, ``probe`` and ``cnn`` as text.
    """
    table = pd.read_csv(file)
    return [
        {"name": name, "dimension": dimension, **{part: percent(of[f"{part}_accuracy"]) for part in ("probe", "cnn")}}
        for (name, dimension), of in table.groupby(["line", "dimension"], sort=False)
    ]


def percent(accuracies):
    """Fractions in percent: their mean, and standard deviation where there are several."""
    mean, sd = 100 * accuracies.mean(), 100 * accuracies.std()
    return f"{mean:.1f}" if len(accuracies) == 1 else f"{mean:.1f} ± {sd:.1f}"
