"""Codes as whole numbers: a uniform quantiser for each unit, fitted to its values on the training images."""

from typing import NamedTuple

import numpy as np

PERCENTILES = [0.1, 99.9]  # of a unit's values on the training images: its range, without the outliers


class Quantiser(NamedTuple):
    """2 ** bits cells of equal width, in the range of each unit."""

    low: np.ndarray  # (dimension,): the ranges; values outside are in the first or last cell
    high: np.ndarray  # (dimension,); the same as low for a constant unit
    levels: np.ndarray  # (dimension, 2 ** bits): the restored value of each cell; all three float32

    @classmethod
    def fit(cls, codes, bits):
        """The quantiser of units with the codes (n, dimension) of the training images.

        A level is the mean of the training codes in its cell, the value with the lowest squared error (Lloyd, Least
        squares quantization in PCM, 1982), or the middle of an empty cell.
        """
        check_finite(codes)
        low, high = ranges(codes)
        middles = (np.arange(2**bits) + 0.5) / 2**bits
        levels = low[:, None] + middles * (high - low)[:, None]
        quantiser = cls(low.astype(np.float32), high.astype(np.float32), levels.astype(np.float32))
        for unit, (symbols, values) in enumerate(zip(quantiser.symbols(codes).T, codes.T)):
            counts = np.bincount(symbols, minlength=2**bits)
            sums = np.bincount(symbols, values, minlength=2**bits)
            quantiser.levels[unit, counts > 0] = sums[counts > 0] / counts[counts > 0]
        return quantiser

    @property
    def varying(self):
        """Which units are not constant (dimension,)."""
        return self.low < self.high

    def symbols(self, codes):
        """The cells of codes (n, dimension), counted from 0: int32, (n, dimension)."""
        check_finite(codes)
        width = self.high.astype(np.float64) - self.low
        position = (codes - self.low.astype(np.float64)) / np.where(self.varying, width, 1)
        cells = self.levels.shape[1]
        inside = np.clip(position * cells, 0, cells - 1)
        return np.where(self.varying, inside, 0).astype(np.int32)

    def restored(self, symbols):
        """Codes (n, dimension), float32, from the cells that they are in."""
        return self.levels[np.arange(len(self.levels)), symbols]


def ranges(codes):
    """Low and high of each unit, float64; if its percentiles are equal, its least and largest value.

    Such a unit has one value for nearly all images, as in a sparse code, but not for all.
    """
    low, high = np.percentile(codes.astype(np.float64), PERCENTILES, axis=0)
    rare = low.astype(np.float32) == high.astype(np.float32)
    return np.where(rare, codes.min(axis=0), low), np.where(rare, codes.max(axis=0), high)


def check_finite(codes):
    """Raise a FloatingPointError that names the first code that is infinite or NaN, and what to change."""
    wrong = np.argwhere(~np.isfinite(codes))
    if len(wrong):
        image, unit = wrong[0]
        raise FloatingPointError(
            f"unit {unit} of the code of image {image} is {codes[image, unit]} and has no cell: lower the learning "
            "rate of the training, set clipnorm, or choose an encoder activation with bounds"
        )
