"""What sender and receiver of compressed images share: a decoder, quantisers, and models of the symbols."""

import hashlib
import json
import zipfile
from typing import Any, NamedTuple

import numpy as np

from autogrid.compress import symbol_models
from autogrid.compress.quantiser import Quantiser
from autogrid.model.numpy_model import WEIGHTS, Dense, Layers, read_layer
from autogrid.model.principal_components import PrincipalComponents

LARGEST = 2**30  # bytes that a codec, or the images in a file, may promise


class Depth(NamedTuple):
    """How codes are written with a number of bits per unit: a quantiser, and the count of each symbol."""

    quantiser: Quantiser
    counts: np.ndarray

    @property
    def arrays(self):
        """The ranges and levels (float32) and the counts (whole numbers)."""
        return [*self.quantiser, self.counts]

    @property
    def sha256(self):
        """The SHA-256 of these arrays, in hexadecimal."""
        return hashlib.sha256(b"".join(array.tobytes() for array in self.arrays)).hexdigest()


class Codec(NamedTuple):
    """Everything that is needed to restore images from a compressed file."""

    decoder: Layers  # maps codes (n, dimension) to images (n, pixels)
    bounds: tuple  # two numbers that images are clipped to, for principal components
    depths: dict  # a Depth by bits per unit
    shape: tuple  # of an image: height, width and, if it has any, channels
    model_sha256: str  # of the model's file, in hexadecimal
    data_sha256: str  # of the images that it was trained on

    @classmethod
    def fit(cls, code, codes, bits, **about):
        """The codec of an Autoencoder, or of PrincipalComponents, with some depths in bits per unit.

        It is fitted on `codes` (n, dimension) of the training images alone. `about` are ``shape``, ``model_sha256`` and
        ``data_sha256``.
        """
        depths = {}
        for depth in bits:
            quantiser = Quantiser.fit(codes, depth)
            depths[depth] = Depth(quantiser, symbol_models.count(quantiser.symbols(codes), 2**depth))
        if isinstance(code, PrincipalComponents):
            bounds = code.margin, 1 - code.margin
            return cls(Layers([Dense(code.components, code.mean, "linear")]), bounds, depths, **about)
        return cls(code.decoder, (-np.inf, np.inf), depths, **about)

    @classmethod
    def load(cls, path):
        """The codec in a file of `save`; a ValueError if it holds none."""
        try:
            with np.load(path) as stored:
                promised = sum(member.file_size for member in stored.zip.infolist())
                if promised > LARGEST:
                    raise ValueError(f"it promises {promised} bytes, more than the {LARGEST} that are allowed")
                arrays = dict(stored)
            decoder = [
                read_layer(kind, json.loads(settings) | {name: arrays.get(f"{name}_{i}") for name in WEIGHTS})
                for i, (kind, settings) in enumerate(arrays["layers"].tolist())
            ]
            depths = {
                bits: Depth(
                    Quantiser(arrays["low"], arrays["high"], arrays[f"levels_{bits}"]), arrays[f"counts_{bits}"]
                )
                for bits in arrays["bits"].tolist()
            }
            shape, bounds = (tuple(arrays[name].tolist()) for name in ("shape", "bounds"))
            digests = (arrays[name].item() for name in ("model_sha256", "data_sha256"))
            return cls(Layers(decoder), bounds, depths, shape, *digests)
        except (KeyError, TypeError, ValueError, EOFError, MemoryError, zipfile.BadZipFile) as error:
            raise ValueError(f"{path} is not a codec of this workflow, such as results/codecs/….npz") from error

    def save(self, path):
        """Store it as an .npz, the same bytes each time."""
        arrays: dict[str, Any] = {"bits": list(self.depths)}
        layers = []
        for i, layer in enumerate(self.decoder):
            weights = {name: value for name, value in layer._asdict().items() if isinstance(value, np.ndarray)}
            settings = {name: value for name, value in layer._asdict().items() if name not in weights}
            layers.append([type(layer).__name__, json.dumps(settings)])
            arrays |= {f"{name}_{i}": value for name, value in weights.items()}
        for bits, (quantiser, counts) in self.depths.items():
            arrays |= {"low": quantiser.low, "high": quantiser.high}  # the same at every depth
            arrays |= {f"levels_{bits}": quantiser.levels, f"counts_{bits}": counts}
        names = ("bounds", "shape", "model_sha256", "data_sha256")
        np.savez(path, layers=layers, **arrays, **{name: getattr(self, name) for name in names})

    def depth(self, bits):
        """How codes are written with a number of bits per unit; a ValueError if there is no such depth."""
        if bits not in self.depths:
            known = ", ".join(map(str, self.depths))
            raise ValueError(f"{bits} bits per unit is not a depth of this codec, which has {known}: add to rates.bits")
        return self.depths[bits]

    def images(self, codes):
        """Images (n, *shape), float32, from codes (n, dimension)."""
        return np.clip(self.decoder(codes), *self.bounds).reshape(-1, *self.shape)

    def shared_bytes(self, bits):
        """What sender and receiver share, apart from any image: bytes of the decoder and of a depth's arrays."""
        return sum(array.nbytes for array in [*self.decoder.weights, *self.depth(bits).arrays])
