"""Intervals of means, of few and normal values."""

from scipy.special import stdtrit


def quantile(n, confidence):
    """The (1 + confidence) / 2 quantile of Student's t with n - 1 degrees of freedom; nan for n = 1.

    With q of it, the mean of n values with the standard deviation sd lies in mean ± q sd / √n, and one
    more value in mean ± q sd √(1 + 1/n) (Hahn and Meeker, Statistical Intervals, 1991, chapter 4).
    """
    return stdtrit(n - 1, (1 + confidence) / 2)
