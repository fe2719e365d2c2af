"""Draw the first test images, reconstructed at every code dimension by the best line and by PCA.

in   summary.csv, baselines.csv, all models, the principal components,
     the test images, (n, height, width) or in colour
out  a picture: originals on top, then two rows for each code dimension
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np
import pandas as pd

from autogrid.config import table
from autogrid.draw import lines, style, tiles
from autogrid.measure.cells import require_file
from autogrid.measure.measures import minimised
from autogrid.model import numpy_model, principal_components

COLUMNS = 10  # test images drawn


def plot(rows, title):
    """Rows of images: pairs of a label and an array (n, height, width)."""
    fig = style.figure(9, 0.85 * len(rows) + 0.5)
    fig.suptitle(title)
    for axes, (label, images) in zip(fig.subplots(len(rows)), rows):
        style.show_image(axes, tiles.side_by_side(images))
        axes.text(-0.01, 0.5, label, ha="right", va="center", transform=axes.transAxes)
    return fig


def main(snakemake):
    cells = table.of_job(snakemake)["cells"]
    measure = minimised(cell["configuration"]["loss"] for cell in cells.values())
    best = lines.best(lines.compared(lines.read(snakemake.input.summary, cells)), measure.name)
    models = {Path(file).stem: file for file in snakemake.input.models}
    for row in best.itertuples():
        require_file(models[row.stem], row.model_sha256, "model that its row of the summary is of")
    baselines = pd.read_csv(snakemake.input.baselines, index_col="dimension")
    linear = baselines.loc[baselines["method"] == "PCA", measure.name]
    images = np.load(snakemake.input.test, mmap_mode="r")[:COLUMNS]
    originals = numpy_model.scaled(images, **snakemake.params.preprocessing)
    rows = [("original", originals)]
    for row in best.itertuples():
        error = measure.text(getattr(row, measure.name))
        codes = {f"d' = {row.dimension}\n{measure.label} {error}": numpy_model.load(models[row.stem])}
        if row.dimension in linear:  # none where d' is more than the training images span
            pca = principal_components.load(snakemake.input.components, row.dimension)
            codes[f"PCA\n{measure.label} {measure.text(linear[row.dimension])}"] = pca
        rows += [(label, code.decoder(code.encoder(originals))) for label, code in codes.items()]
    and_pca = ", and PCA" if len(linear) else ""
    title = f"{best['line'].iloc[0]}, the line with the lowest mean {measure.quantity}{and_pca}"
    style.save(plot([(label, row.reshape(images.shape)) for label, row in rows], title), *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
