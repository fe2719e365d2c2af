"""Reductions of images, read from their files."""

from autogrid.config.table import Reduction
from autogrid.model import numpy_model, principal_components
from autogrid.model.numpy_model import Autoencoder
from autogrid.model.principal_components import PrincipalComponents


def load(reduction: Reduction, file) -> Autoencoder | PrincipalComponents:
    """The autoencoder, or the principal components, that a reduction names.

    Each has an ``encoder`` from images (n, pixels) to codes (n, dimension) and a ``decoder`` back.
    """
    if reduction["method"] == "PCA":
        return principal_components.load(file, reduction["dimension"])
    return numpy_model.load(file)
