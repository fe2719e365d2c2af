"""Compress the test images by one reduction, at every depth, and measure the cost and the loss.

in   the model or the principal components; train and test images, (n, height, width) or in colour; digests of the data
out  the codec, which sender and receiver share; a compressed file for each depth; a JSON with
     bytes per image and measures of the loss, for the images restored from these files
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np

from autogrid.compress import coded_file, symbol_models
from autogrid.compress.codec import Codec
from autogrid.measure.metrics import distortion, floor
from autogrid.model import numpy_model, reduction
from autogrid.provenance import origin, records

BATCH = 5000  # training images in memory as float32 at a time


def encoded(encoder, images, preprocessing):
    """The codes (n, dimension) of images as they are stored."""
    batches = (images[i : i + BATCH] for i in range(0, len(images), BATCH))
    return np.concatenate([encoder(numpy_model.scaled(batch, **preprocessing)) for batch in batches])


def measure(file, codec, bits, codes, images, least):
    """The cost and the loss of a compressed file of images (n, pixels) by their codes (n, dimension).

    ``bits`` per unit; ``bytes`` per image of the file and, by the entropy of its symbols, ``ideal_bytes``;
    ``shared_bytes`` of sender and receiver, once; and the measures of `distortion`, above the `floor` of the images.
    """
    restored = coded_file.decompress(file, codec).reshape(images.shape)
    symbols = codec.depth(bits).quantiser.symbols(codes)
    return {
        "bits": bits,
        "bytes": len(file) / len(images),
        "ideal_bytes": symbol_models.entropy(symbols) / 8,
        "shared_bytes": codec.shared_bytes(bits),
        **distortion(images, restored, least),
    }


def main(snakemake):
    given, output, params = snakemake.input, snakemake.output, snakemake.params
    (model,) = given.reduction
    code, digests = reduction.load(params.reduction, model), records.read(given.digests)
    train = np.load(given.train, mmap_mode="r")
    images = numpy_model.scaled(np.load(given.test), **params.preprocessing)
    codes, least = code.encoder(images), floor(images)
    about = {"shape": train.shape[1:], "model_sha256": records.sha256(model), "data_sha256": digests["train"]}
    try:
        codec = Codec.fit(code, encoded(code.encoder, train, params.preprocessing), params.bits, **about)
        files = {bits: coded_file.compress(codes, codec, bits) for bits in params.bits}
    except FloatingPointError as error:
        raise FloatingPointError(f"{model}: {error}") from None
    codec.save(output.codec)
    codec = Codec.load(output.codec)  # as a receiver would
    for file, path in zip(files.values(), output.compressed, strict=True):
        Path(path).write_bytes(file)
    result = {
        "reduction": params.reduction,
        "not_quantised": distortion(images, code.decoder(codes), least),
        "depths": [measure(file, codec, bits, codes, images, least) for bits, file in files.items()],
        "model_sha256": about["model_sha256"],
        "data_sha256": digests,
        "versions": origin.versions(params.software),
    }
    records.write(output.rates, result)


if __name__ == "__main__":
    main(snakemake)
