"""Compress the test images with zlib, bz2, lzma, PNG, WebP and JPEG, and measure the cost and the loss.

in   the test images, (n, height, width) or in colour; values of more than eight bits lose those beyond
out  a JSON: for each format, quality and packing, bytes per image and measures of the loss
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import numpy as np

from autogrid.compress import references
from autogrid.measure.metrics import distortion, floor
from autogrid.measure.rate_distortion import EACH, TOGETHER
from autogrid.model import numpy_model
from autogrid.provenance import origin, records


def lossless(pictures):
    """The cost of raw pixels and of lossless formats: pairs of a description and bytes."""
    yield {"method": "pixels", "packing": TOGETHER}, pictures.nbytes
    for packing in (TOGETHER, EACH):
        for method in references.BYTES:
            yield {"method": method, "packing": packing}, references.packed(pictures, packing, method)
        for method, options in references.LOSSLESS.items():
            size, restored = references.coded(pictures, packing, **options)
            if not np.array_equal(restored, pictures):
                raise ValueError(f"{method} does not restore the images it was given: is Pillow the pinned version?")
            yield {"method": method, "packing": packing}, size


def lossy(pictures, qualities):
    """The cost of lossy formats: triples of a description, bytes, and the restored pictures."""
    for method, options in references.LOSSY.items():
        for packing in (TOGETHER, EACH):
            for quality in qualities:
                told = {"method": method, "packing": packing, "quality": quality}
                yield told, *references.coded(pictures, packing, quality=quality, **options)


def main(snakemake):
    params = snakemake.params
    stored = references.pictures(np.load(snakemake.input.test))
    images = numpy_model.scaled(stored, **params.preprocessing)
    n, least = len(images), floor(images)
    nothing = distortion(images, images, least)
    if stored.dtype != np.uint8:  # these formats have eight bits per value
        stored = references.visible(images, stored.shape[1:])
        nothing = distortion(images, numpy_model.scaled(stored, references.WHITE), least)
    rows = [{**told, "bytes": size / n, **nothing} for told, size in lossless(stored)]
    for told, size, restored in lossy(references.visible(images, stored.shape[1:]), params.qualities):
        rows.append(
            {**told, "bytes": size / n, **distortion(images, numpy_model.scaled(restored, references.WHITE), least)}
        )
    result = {"references": rows, "versions": origin.versions(params.software)}
    records.write(snakemake.output[0], result)


if __name__ == "__main__":
    main(snakemake)
