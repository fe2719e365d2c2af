"""Symbols as bytes: a range coder, with a model of each unit's symbols from the training images.

A model is the count of each symbol plus a half, so that none is impossible
(Krichevsky and Trofimov, The performance of universal encoding, 1981). The coder is
constriction's (Bamler 2022, arXiv:2201.01741). A unit that is constant costs nothing.
"""

import numpy as np
from constriction import stream

WORD = np.dtype("<u4")  # what the coder emits


def count(symbols, cells):
    """How often each unit has each symbol: (dimension, cells), in the smallest type that holds it."""
    counts = np.stack([np.bincount(of_unit, minlength=cells) for of_unit in symbols.T])
    return counts.astype(np.min_scalar_type(counts.max()))


def encode(symbols, counts, varying):
    """The bytes of symbols, int32 (n, dimension), one unit after another, by the counts (dimension, cells) of `count`.

    Units that are not `varying`, bool (dimension,), have the symbol 0 throughout, which is not stored.
    """
    encoder = stream.queue.RangeEncoder()
    for unit in np.flatnonzero(varying):
        encoder.encode(np.ascontiguousarray(symbols[:, unit]), model(counts[unit]))
    return encoder.get_compressed().astype(WORD).tobytes()


def decode(data, n, counts, varying):
    """The symbols (n, dimension) in bytes of `encode`; a ValueError if they do not belong to n images."""
    symbols = np.zeros((n, len(counts)), np.int32)
    decoder = stream.queue.RangeDecoder(np.frombuffer(data, WORD).astype(np.uint32))
    try:
        for unit in np.flatnonzero(varying):
            symbols[:, unit] = decoder.decode(model(counts[unit]), n)
    except AssertionError as error:  # how the library reports it
        raise ValueError(f"not the code of {n} images: {error}") from None
    if not decoder.maybe_exhausted():
        raise ValueError(f"more than the code of {n} images")
    return symbols


def model(counts):
    """The coder's model of a unit whose symbols were counted (cells,)."""
    return stream.model.Categorical(counts + 0.5, perfect=False)


def entropy(symbols):
    """The entropy of symbols (n, dimension), by unit: the fewest bits per image for a model of single units."""
    total = 0.0
    for of_unit in symbols.T:
        shares = np.bincount(of_unit) / len(of_unit)
        shares = shares[shares > 0]
        total -= float(shares @ np.log2(shares))
    return total
