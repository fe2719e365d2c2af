"""A stored autoencoder applied in plain NumPy: activation(x · kernel + bias), layer by layer."""

import json
from typing import NamedTuple

import h5py
import numpy as np

from autogrid.model.activations import ACTIVATIONS


class Layer(NamedTuple):
    """A dense layer: kernel (inputs, units), bias (units,) and Keras' name of its activation."""

    kernel: np.ndarray
    bias: np.ndarray
    activation: str

    def __call__(self, x):
        return ACTIVATIONS[self.activation](x @ self.kernel + self.bias)


class Layers(tuple):
    """Layers applied one after another."""

    def __call__(self, x):
        for layer in self:
            x = layer(x)
        return x


class Autoencoder(NamedTuple):
    """The encoder maps images (n, pixels) to codes (n, dimension), the decoder back."""

    encoder: Layers
    decoder: Layers


def load(path):
    """The autoencoder in a Keras .h5 file.

    Raises
    ------
    ValueError
        If the file is not that of an autoencoder of `autoencoder.build`.
    """
    with h5py.File(path) as file:
        try:
            first, *others = json.loads(file.attrs["model_config"])["config"]["layers"]
            if first["class_name"] != "InputLayer" or {layer["class_name"] for layer in others} != {"Dense"}:
                raise ValueError("not all of its layers are dense")
            configs = {layer["config"]["name"]: layer["config"] for layer in others}
            weights = file["model_weights"]
            layers = {name: read_layer(weights[name][name], config) for name, config in configs.items()}
            end_of_encoder = list(layers).index("code") + 1
            if list(layers)[-1] != "reconstruction":
                raise ValueError("no layer is called reconstruction")
        except (KeyError, ValueError) as error:
            raise ValueError(f"{path} is not an autoencoder of this workflow: {error}") from None
    return Autoencoder(Layers(list(layers.values())[:end_of_encoder]), Layers(list(layers.values())[end_of_encoder:]))


def read_layer(weights, config):
    """A dense layer from its HDF5 group and its Keras config."""
    return Layer(weights["kernel"][:], weights["bias"][:], config["activation"])


def scaled(images, divide_by):
    """Stored images, (n, height, width) or in colour, as the network sees them: float32 (n, values) from 0 to 1."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(divide_by)
