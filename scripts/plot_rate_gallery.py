"""Draw the first test images at operating points of the lower envelope, and by JPEG that loses about as much.

in   rates.csv; the codecs and compressed files of all configurations, any of which may be on the envelope;
     the test images, (n, height, width) or in colour
out  a picture: originals on top, then a row for each operating point, JPEG at the right
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import math
from pathlib import Path

import numpy as np

from autogrid.compress import coded_file, references
from autogrid.compress.codec import Codec
from autogrid.draw import style, tiles
from autogrid.measure import rate_distortion as rd
from autogrid.measure.cells import again
from autogrid.model import numpy_model

COLUMNS = 8  # test images drawn
ROWS = 10  # operating points, and the knee
COMPARABLE = 1.5  # ratio of two squared errors


def shown(hull):
    """The points of an envelope to draw: the first, the last, its knee, and some between them."""
    chosen = {*np.linspace(0, len(hull) - 1, min(ROWS, len(hull))).round().astype(int)}
    knee = rd.knee(hull, "error")
    return [point for i, point in enumerate(hull) if i in chosen or point is knee]


def comparable(references, mse):
    """The reference whose mse is nearest, by its ratio, or None if it is not near; nothing is near to 0."""
    if mse == 0:
        return None

    def distance(row):
        return abs(math.log(row["mse"] / mse))

    nearest = min(references, key=distance)
    return nearest if distance(nearest) <= math.log(COMPARABLE) else None


def require(codec, point, file):
    """Raise a ValueError unless a codec belongs to the model that a point was measured for."""
    if codec.model_sha256 != point["model_sha256"]:
        raise ValueError(
            f"{file} is not from the model in its row of the rates; to recompute it: {again([file], 'compress')}"
        )


def label(name, point):
    """The label beside a row of images."""
    return f"{name}\n{point['bytes']:.3g} bytes\nmse {point['mse']:.4f}"


def plot(originals, codes, pictures):
    """Rows of images (n, height, width): codes and, beside each, a picture or None; pairs of a label and images."""
    fig = style.figure(12, 0.8 * (len(codes) + 1) + 0.3)
    rows = [[("original", originals), ("original", originals)], *zip(codes, pictures)]
    for panels, row in zip(fig.subplots(len(rows), 2), rows):
        for axes, cell in zip(panels, row):
            axes.set_axis_off()
            if cell:
                text, images = cell
                style.show_image(axes, tiles.side_by_side(images))
                axes.text(-0.01, 0.5, text, ha="right", va="center", fontsize="small", transform=axes.transAxes)
    return fig


def main(snakemake):
    given = snakemake.input
    rows, stored = rd.read(given.table), references.pictures(np.load(given.test))
    images = numpy_model.scaled(stored, **snakemake.params.preprocessing)
    visible, jpegs = references.visible(images, stored.shape[1:]), rd.lossy(rows, "JPEG", rd.TOGETHER)
    codecs, compressed = ({Path(file).stem: Path(file) for file in files} for files in (given.codecs, given.compressed))
    codes, pictures = [], []
    for point in shown(rd.envelope(rd.operating_points(rows), "error")):
        file, codec = compressed["{stem}_bits{bits}".format(**point)], Codec.load(codecs[point["stem"]])
        require(codec, point, codecs[point["stem"]])
        restored = references.pictures(coded_file.decompress(file.read_bytes(), codec)[:COLUMNS])
        codes.append((label("{line}\nd' = {dimension}, bits: {bits}".format(**point), point), restored))
        jpeg = comparable(jpegs, point["mse"])
        if jpeg:
            options = references.LOSSY["JPEG"] | {"quality": jpeg["quality"]}
            _, restored = references.coded(visible, rd.TOGETHER, **options)
            jpeg = label("JPEG {quality}".format(**jpeg), jpeg), restored[:COLUMNS] / 255
        pictures.append(jpeg)
    style.save(plot(images[:COLUMNS].reshape(-1, *stored.shape[1:]), codes, pictures), *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
