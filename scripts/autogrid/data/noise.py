"""Noise on test images: the same for every autoencoder, so that they can be compared."""

import numpy as np

SEED = 20131219  # of the draws; any other would do as well


def masked(images, share):
    """Images (n, pixels) with each pixel black with probability `share`, always the same ones.

    A larger share blackens all pixels that a smaller one does, and more (masking noise: Vincent et al. 2008,
    doi:10.1145/1390156.1390294).
    """
    kept = np.random.default_rng(SEED).random(images.shape, np.float32) >= share
    return images * kept
