"""Baselines that need no network: principal components of each code dimension, the mean image, the images themselves.

in   train and test images, (n, height, width) or in colour
out  mean image and principal components; a table with the metrics of `evaluate`
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from typing import Any

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA

from autogrid.measure import metrics
from autogrid.model import numpy_model
from autogrid.model.principal_components import PrincipalComponents

COLUMNS = ["method", "dimension", "code_size", "error", "excess", "recovered", "mse", "mse_unclipped", "psnr"]
COLUMNS += ["margin", "parameters"]
MARGINS = [digit * 10.0**power for power in range(-7, -1) for digit in (1, 3)]  # 1e-7 as Keras clips, to 0.03
FEW = 2000  # training images that a margin is fitted on


def fit(images, dimensions):
    """The principal components of images (n, pixels), as many as the largest dimension.

    But no more than the directions in which the images differ: min(n - 1, pixels).
    """
    count = min(max(dimensions), len(images) - 1, images.shape[1])
    if not count:  # of a single image
        return PrincipalComponents(images.mean(axis=0), np.empty((0, images.shape[1]), np.float32))
    # For few images with many values, the covariance of values would be the larger matrix, and take hours.
    pca = PCA(count, svd_solver="covariance_eigh" if images.shape[1] <= len(images) else "full").fit(images)
    return PrincipalComponents(pca.mean_, pca.components_)


def first(principal, dimension, images):
    """The first principal components, with the margin by which they restore some training images best.

    Components minimise the squared error, and leave intensities below 0 and above 1: clipped to exactly these
    they pay the most that cross-entropy can, wherever that is wrong.
    """
    code = principal._replace(components=principal.components[:dimension])
    images = images[np.linspace(0, len(images) - 1, min(FEW, len(images))).astype(int)]
    restored = code.linear(code.encoder(images))
    errors = [metrics.binary_crossentropy(images, np.clip(restored, m, 1 - m)).mean() for m in MARGINS]
    return code._replace(margin=MARGINS[int(np.argmin(errors))])


def codes(principal, dimensions, images):
    """The mean image, as dimension 0, and each code dimension for which there are components, fitted on images."""
    there_are = sorted({0, *(d for d in dimensions if d <= len(principal.components))})
    return {dimension: first(principal, dimension, images) for dimension in there_are}


def measure(images, fitted):
    """A row for each of the `codes`, and one for the images as their own reconstructions.

    The error of the latter is the lowest possible.
    """
    rows = []
    for dimension, code in fitted.items():
        method = {"method": "PCA" if dimension else "mean image", "dimension": dimension, "margin": code.margin}
        found = code.encoder(images)
        unclipped = float(np.square(images - code.linear(found)).mean(dtype=np.float64))
        more = {"mse_unclipped": unclipped, "parameters": code.mean.size + code.components.size}
        rows.append(row(images, found, code.decoder(found)) | method | more)
    perfect = {"method": "perfect reconstruction", "dimension": images.shape[1], "mse_unclipped": 0, "parameters": 0}
    rows.append(row(images, images, images) | perfect)
    whole = rows[0]["excess"]
    table = pd.DataFrame({**found, "recovered": metrics.recovered(found["excess"], whole)} for found in rows)
    return table[COLUMNS]


def row(images, codes, restored):
    """The metrics of images restored from codes."""
    return metrics.metrics(images, codes, restored, metrics.binary_crossentropy(images, restored))


def main(snakemake):
    train, test = (
        numpy_model.scaled(np.load(file, mmap_mode="r"), **snakemake.params.preprocessing)
        for file in (snakemake.input.train, snakemake.input.test)
    )
    principal = fit(train, snakemake.params.dimensions)
    fitted = codes(principal, snakemake.params.dimensions, train)
    table = measure(test, fitted)
    margins: dict[str, Any] = {"dimensions": list(fitted), "margins": [code.margin for code in fitted.values()]}
    np.savez(snakemake.output.components, mean=principal.mean, components=principal.components, **margins)
    table.to_csv(snakemake.output.table, index=False)


if __name__ == "__main__":
    main(snakemake)
