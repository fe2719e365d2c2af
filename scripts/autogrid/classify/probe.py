"""A linear probe: how well logistic regression classifies images from their codes alone.

(Alain and Bengio, Understanding intermediate layers using linear classifier probes, arXiv:1610.01644.)
"""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, PredefinedSplit
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

TRIED = {
    "scale": [StandardScaler(), "passthrough"],
    "regression__C": [0.01, 0.1, 1, 10],  # the inverse of the penalty on large weights
}
MOST = 5000  # training images, and validation images, that these are chosen on


def classify(codes, labels, validation_codes, validation_labels, test_codes):
    """Train on codes (n, dimension) with labels (n,) and classify the test codes (m, dimension).

    Whether codes are standardised, and C, are those with the highest accuracy on validation images: a penalty
    that suits codes of one scale handicaps others, and pixels. The penalty is a prior that does not depend on
    how many images there are, so it is chosen on a part of them.

    Returns
    -------
    array (m,) int, dict
        The predicted labels; ``parameters``: the number of trained ones; ``C`` and ``standardised``. Where all labels
        are the same, there is nothing else to learn.
    """
    if len(np.unique(labels)) == 1:
        return np.full(len(test_codes), labels[0]), {"parameters": 0, "C": None, "standardised": None}
    probe = Pipeline([("scale", StandardScaler()), ("regression", LogisticRegression(max_iter=1000))])
    probe.set_params(**best(probe, some(codes, labels), some(validation_codes, validation_labels)))
    regression = probe.fit(codes, labels)["regression"]
    return probe.predict(test_codes), {
        "parameters": regression.coef_.size + regression.intercept_.size,
        "C": regression.C,
        "standardised": probe["scale"] != "passthrough",
    }


def some(codes, labels):
    """At most `MOST` codes with their labels, evenly spread."""
    chosen = np.linspace(0, len(codes) - 1, min(MOST, len(codes))).astype(int)
    return codes[chosen], labels[chosen]


def best(probe, train, validation):
    """The settings among TRIED of a probe that is trained on codes and validated on others, both with their labels."""
    codes, labels = (np.concatenate(parts) for parts in zip(train, validation))
    fold = np.repeat([-1, 0], [len(train[0]), len(validation[0])])
    search = GridSearchCV(probe, TRIED, cv=PredefinedSplit(fold), refit=False)
    return search.fit(codes, labels).best_params_
