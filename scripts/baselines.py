"""What needs no network: principal components of each code dimension, the mean image, the images themselves.

in   train and test images, (n, height, width) or in colour
out  mean image and principal components; a table with the metrics of `evaluate`
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA

from autogrid.measure import metrics
from autogrid.model import numpy_model
from autogrid.model.principal_components import PrincipalComponents

COLUMNS = ["method", "dimension", "compression_ratio", "error", "excess", "mse", "psnr", "dead_outputs", "parameters"]


def fit(images, dimensions):
    """The principal components of images (n, pixels), as many as the largest dimension.

    No more than there are directions in which the images differ, though: min(n - 1, pixels).
    """
    count = min(max(dimensions), len(images) - 1, images.shape[1])
    if not count:  # of a single image
        return PrincipalComponents(images.mean(axis=0), np.empty((0, images.shape[1]), np.float32))
    # Of few images with many values the covariance of values would be the larger matrix, and take hours.
    pca = PCA(count, svd_solver="covariance_eigh" if images.shape[1] <= len(images) else "full").fit(images)
    return PrincipalComponents(pca.mean_, pca.components_)


def measure(images, principal, dimensions):
    """A row for the mean image, as dimension 0, each code dimension that there are components for, and the images.

    What the images cost as their own reconstructions is the lowest error that there can be.
    """
    rows = []
    for dimension in sorted({0, *(d for d in dimensions if d <= len(principal.components))}):
        code = principal._replace(components=principal.components[:dimension])
        codes = code.encoder(images)
        method = {"method": "PCA" if dimension else "mean image", "dimension": dimension}
        parameters = code.mean.size + code.components.size
        rows.append(row(images, codes, code.decoder(codes)) | method | {"parameters": parameters})
    perfect = {"method": "perfect reconstruction", "dimension": images.shape[1], "parameters": 0}
    return pd.DataFrame([*rows, row(images, images, images) | perfect])[COLUMNS]


def row(images, codes, restored):
    """The metrics of images that are restored from codes."""
    return metrics.metrics(images, codes, restored, metrics.binary_crossentropy(images, restored))


def main(snakemake):
    train, test = (
        numpy_model.scaled(np.load(file, mmap_mode="r"), **snakemake.params.preprocessing)
        for file in (snakemake.input.train, snakemake.input.test)
    )
    principal = fit(train, snakemake.params.dimensions)
    table = measure(test, principal, snakemake.params.dimensions)
    np.savez(snakemake.output.components, **principal._asdict())
    table.to_csv(snakemake.output.table, index=False)


if __name__ == "__main__":
    main(snakemake)
