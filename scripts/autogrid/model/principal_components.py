"""Principal components as an autoencoder: no linear code of a dimension has a lower squared error.

(Eckart and Young, The approximation of one matrix by another of lower rank, 1936.)
"""

from typing import NamedTuple

import numpy as np


class PrincipalComponents(NamedTuple):
    """The mean image (pixels,) and orthonormal components (dimension, pixels), the best first.

    Without components, every image is reconstructed as the mean image.
    """

    mean: np.ndarray
    components: np.ndarray

    def encoder(self, images):
        """Codes (n, dimension) of images (n, pixels)."""
        return (images - self.mean) @ self.components.T

    def decoder(self, codes):
        """Images (n, pixels) restored from codes, clipped to the intensities from 0 to 1."""
        return np.clip(codes @ self.components + self.mean, 0, 1)


def load(path, dimension):
    """The first components that `baselines` stored."""
    with np.load(path) as stored:
        return PrincipalComponents(stored["mean"], stored["components"][:dimension])
