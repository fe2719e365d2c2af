"""What needs no network: principal components of each code dimension, and the mean image.

in   train and test images, uint8 (n, height, width)
out  mean image and principal components; a table with the metrics of `evaluate`
"""

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA

from autogrid.job.begin import begin
from autogrid.measure import metrics
from autogrid.model import numpy_model
from autogrid.model.principal_components import PrincipalComponents

COLUMNS = ["method", "dimension", "compression_ratio", "error", "mse", "psnr", "dead_outputs", "parameters"]


def fit(images, dimensions):
    """The principal components of images (n, pixels), as many as the largest dimension.

    No more than there are directions in which the images differ, though: min(n - 1, pixels).
    """
    count = min(max(dimensions), len(images) - 1, images.shape[1])
    if not count:  # of a single image
        return PrincipalComponents(images.mean(axis=0), np.empty((0, images.shape[1]), np.float32))
    pca = PCA(count, svd_solver="covariance_eigh").fit(images)
    return PrincipalComponents(pca.mean_, pca.components_)


def measure(images, principal, dimensions):
    """A row for the mean image, as dimension 0, and each code dimension that there are components for."""
    rows = []
    for dimension in [0, *sorted(d for d in dimensions if d <= len(principal.components))]:
        code = principal._replace(components=principal.components[:dimension])
        codes = code.encoder(images)
        restored = code.decoder(codes)
        rows.append(
            {
                "method": "PCA" if dimension else "mean image",
                "dimension": dimension,
                **metrics.metrics(images, codes, restored, metrics.binary_crossentropy(images, restored)),
                "parameters": code.mean.size + code.components.size,
            }
        )
    return pd.DataFrame(rows)[COLUMNS]


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
    begin(snakemake)
    main(snakemake)
