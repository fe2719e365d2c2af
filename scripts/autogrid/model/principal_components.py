"""Principal components as an autoencoder: no linear code of a dimension has a lower squared error.

(Eckart and Young, The approximation of one matrix by another of lower rank, 1936.)
"""

from typing import NamedTuple

import numpy as np


class PrincipalComponents(NamedTuple):
    """The mean image (pixels,) and orthonormal components (dimension, pixels), the best first.

    Without components, every image is reconstructed as the mean image. Reconstructions are clipped to
    margin … 1 - margin: a wrong pixel of exactly 0 or 1 costs up to 16 nats.
    """

    mean: np.ndarray
    components: np.ndarray
    margin: float = 0

    def encoder(self, images):
        """Codes (n, dimension) of images (n, pixels)."""
        return (images - self.mean) @ self.components.T

    def linear(self, codes):
        """Images (n, pixels) restored from codes, not clipped."""
        return codes @ self.components + self.mean

    def decoder(self, codes):
        """Images (n, pixels) restored from codes, and clipped."""
        return np.clip(self.linear(codes), self.margin, 1 - self.margin)


def load(path, dimension):
    """The first components that `baselines` stored, with the margin that was fitted for their number."""
    with np.load(path) as stored:
        margin = dict(zip(stored["dimensions"].tolist(), stored["margins"].tolist()))[dimension]
        return PrincipalComponents(stored["mean"], stored["components"][:dimension], margin)
