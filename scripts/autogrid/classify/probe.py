"""A linear probe: how well logistic regression tells the classes by the codes alone.

(Alain and Bengio, Understanding intermediate layers using linear classifier probes, arXiv:1610.01644.)
"""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def classify(codes, labels, test_codes):
    """Train on codes (n, dimension) with labels (n,) and classify the test codes (m, dimension).

    Codes are standardised first: else the penalty on large weights would be a penalty on
    encoders with small codes, as sigmoid's are.

    Returns
    -------
    array (m,), int
        The predicted labels, and the number of trained parameters. Where all labels are the
        same, there is nothing to learn but that.
    """
    if len(np.unique(labels)) == 1:
        return np.full(len(test_codes), labels[0]), 0
    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(codes, labels)
    regression = probe[-1]
    return probe.predict(test_codes), regression.coef_.size + regression.intercept_.size
