"""A stored autoencoder applied in plain NumPy, layer by layer.

Each layer that `autoencoder.build` uses has a class here, by Keras' name: its fields are what it takes from a
stored model, arrays from the weights and the rest from the config.
"""

import json
import math
import os
from typing import NamedTuple

import h5py
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autogrid.model.activations import ACTIVATIONS

WEIGHTS = ("kernel", "bias")
BATCH = 250  # images per pass through convolutions: feature maps are larger than images
# Settings of a layer that are not among its fields: with any other value it would compute something else.
FIXED = {"padding": "same", "data_format": "channels_last", "dilation_rate": [1, 1], "groups": 1, "use_bias": True}


class Dense(NamedTuple):
    """A dense layer: kernel (inputs, units), bias (units,) and Keras' name of its activation."""

    kernel: np.ndarray
    bias: np.ndarray
    activation: str

    def __call__(self, x):
        return ACTIVATIONS[self.activation](x @ self.kernel + self.bias)


class Conv2D(NamedTuple):
    """A convolution: kernel (height, width, inputs, outputs), bias (outputs,), strides and activation."""

    kernel: np.ndarray
    bias: np.ndarray
    strides: list
    activation: str

    def __call__(self, x):
        rows, columns = map(padding, x.shape[1:3], self.kernel.shape, self.strides)
        padded = np.pad(x, [(0, 0), rows, columns, (0, 0)])
        windows = sliding_window_view(padded, self.kernel.shape[:2], axis=(1, 2))
        windows = windows[:, :: self.strides[0], :: self.strides[1]]
        features = np.tensordot(windows, self.kernel, axes=([4, 5, 3], [0, 1, 2]))
        return ACTIVATIONS[self.activation](features + self.bias)


class Conv2DTranspose(NamedTuple):
    """The transpose of a convolution: kernel (height, width, outputs, inputs); strides multiply height and width."""

    kernel: np.ndarray
    bias: np.ndarray
    strides: list
    activation: str

    def __call__(self, x):
        height, width = (size * stride for size, stride in zip(x.shape[1:3], self.strides))
        (top, bottom), (left, right) = map(padding, (height, width), self.kernel.shape, self.strides)
        images = np.zeros((len(x), top + height + bottom, left + width + right, len(self.bias)), np.float32)
        for i, j in np.ndindex(self.kernel.shape[:2]):
            images[:, i : i + height : self.strides[0], j : j + width : self.strides[1]] += x @ self.kernel[i, j].T
        return ACTIVATIONS[self.activation](images[:, top : top + height, left : left + width] + self.bias)


class Reshape(NamedTuple):
    """Images (n, values) in another shape."""

    target_shape: list

    def __call__(self, x):
        return x.reshape(len(x), *self.target_shape)


class Flatten(NamedTuple):
    """Feature maps as (n, values)."""

    def __call__(self, x):
        return x.reshape(len(x), -1)


class Cropping2D(NamedTuple):
    """Images without some rows at top and bottom, and some columns at left and right."""

    cropping: list

    def __call__(self, x):
        (top, bottom), (left, right) = self.cropping
        return x[:, top : x.shape[1] - bottom, left : x.shape[2] - right]


class Activation(NamedTuple):
    """An activation without weights, by Keras' name."""

    activation: str

    def __call__(self, x):
        return ACTIVATIONS[self.activation](x)


KINDS = {kind.__name__: kind for kind in (Dense, Conv2D, Conv2DTranspose, Reshape, Flatten, Cropping2D, Activation)}


class Layers(tuple):
    """Layers applied one after another."""

    def __call__(self, x):
        if any(isinstance(layer, Conv2D | Conv2DTranspose) for layer in self):
            return np.concatenate([self.applied(x[i : i + BATCH]) for i in range(0, len(x), BATCH)])
        return self.applied(x)

    def applied(self, x):
        """The layers applied to some images."""
        for layer in self:
            x = layer(x)
        return x

    @property
    def weights(self):
        """All kernels and biases, in order."""
        return [value for layer in self for value in layer if isinstance(value, np.ndarray)]


class Autoencoder(NamedTuple):
    """The encoder maps images (n, values) to codes (n, dimension), the decoder back."""

    encoder: Layers
    decoder: Layers


def padding(size, kernel, stride):
    """Zeros before and after a side of an image, as Keras' padding ``same`` has them for a kernel and a stride."""
    added = max((math.ceil(size / stride) - 1) * stride + kernel - size, 0)
    return added // 2, added - added // 2


def load(path) -> Autoencoder:
    """The autoencoder in a Keras .h5 file; a ValueError if `autoencoder.build` did not make it."""
    with h5py.File(path) as file:
        try:
            require_own_data(file)
            model = json.loads(file.attrs["model_config"])
            first, *others = model["config"]["layers"]
            if (model["class_name"], first["class_name"]) != ("Sequential", "InputLayer"):
                raise ValueError("it is not an input and a sequence of layers")
            weights = file["model_weights"]
            layers = {}
            for layer in others:
                name = layer["config"]["name"]
                layers[name] = read_layer(layer["class_name"], layer["config"] | dict(weights[name].get(name, {})))
            end_of_encoder = list(layers).index("code") + 1
            if list(layers)[-1] != "reconstruction":
                raise ValueError("its last layer is not called reconstruction")
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path} is not an autoencoder of this workflow: {error}") from None
    return Autoencoder(Layers(list(layers.values())[:end_of_encoder]), Layers(list(layers.values())[end_of_encoder:]))


def require_own_data(file):
    """Raise a ValueError if an open HDF5 file has data in other files, or promises more than it holds."""
    size = os.stat(file.filename).st_size

    def elsewhere(name, item):
        is_data = isinstance(item, h5py.Dataset)
        return name if is_data and (item.external or item.is_virtual or item.nbytes > size) else None

    def is_link(name, link):
        return None if isinstance(link, h5py.HardLink) else name

    found = file.visititems_links(is_link) or file.visititems(elsewhere)
    if found:
        raise ValueError(f"{found} is data of another file, or more than this one holds")


def read_layer(kind, values):
    """A layer from the name of its class, and its settings and weights by name.

    A KeyError or ValueError if the class is unknown, or a value is missing or not supported.
    """
    if kind not in KINDS:
        raise ValueError(f"it has a layer of an unknown class, {kind}")
    other = [f"{name} {values[name]}" for name, value in FIXED.items() if values.get(name, value) != value]
    if values.get("activation", "linear") not in ACTIVATIONS:
        other.append(f"activation {values['activation']}")
    if other:
        raise ValueError(f"a layer of the class {kind} has {', '.join(other)}")
    fields = {name: values[name] for name in KINDS[kind]._fields}
    if None in [value for name, value in fields.items() if name not in WEIGHTS]:
        raise ValueError(f"a layer of the class {kind} lacks one of {', '.join(fields)}")
    return KINDS[kind](**{name: value[:] if name in WEIGHTS else value for name, value in fields.items()})


def scaled(images, divide_by):
    """Stored images, (n, height, width) or in colour, as the network sees them: float32 (n, values) from 0 to 1."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(divide_by)
