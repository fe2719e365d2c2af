"""The autoencoder: a code between an encoder and a decoder, of dense layers or with convolutions around them."""

import json
import math

import h5py
import numpy as np

from autogrid.model.keras_start import lean_import
from autogrid.model.maps import KERNEL, STRIDE, maps, values

with lean_import():
    import keras
    from keras import layers


def build(inputs, dimension, encoder, decoder, seed, hidden=(), code=None, filters=()):
    """An autoencoder that maps flat images (n, values) to their reconstructions.

    With filters, convolutions come before the dense layers. The decoder mirrors all layers of the encoder.

    Kernels are Glorot-uniform: that of the code is drawn from seed 2s and that of the reconstruction from 2s + 1, so
    that all draws of all runs differ; those of other layers from seeds that NumPy derives from s. Biases are zero.

    Parameters
    ----------
    inputs : int or sequence of int
        Values in an image; for convolutions its height, width and, if it has any, channels.
    dimension : int
        Units of the code.
    encoder, decoder : str
        Keras activations of the inner layers and the code, and of the reconstruction.
    seed : int
        The s of the initial weights.
    hidden : sequence of int
        Units of the dense layers before the code.
    code : str, optional
        Keras activation of the code, if it is not that of the encoder.
    filters : sequence of int
        Channels of the convolutions, each with a stride of 2.

    Returns
    -------
    keras.Sequential
    """
    sizes = maps(inputs, filters) if filters else []
    seeds = np.random.SeedSequence(seed).generate_state(2 * (len(filters) + len(hidden))).tolist()
    before = [*convolutions(sizes, encoder, seeds), *between(hidden, encoder, seeds, "encoder")]
    after = [*between(hidden, encoder, seeds, "decoder")]
    if filters:
        after += [*transposed(sizes, encoder, seeds, 2 * seed + 1), layers.Activation(decoder, name="reconstruction")]
    else:
        after.append(dense(values(inputs), decoder, 2 * seed + 1, "reconstruction"))
    return in_sequence(values(inputs), [*before, dense(dimension, code or encoder, 2 * seed, "code"), *after])


def in_sequence(inputs, parts):
    """A model of layers one after another; its weights are named after their layers, without the name of the model."""
    images = x = keras.Input((inputs,), name="images")
    for layer in parts:
        x = layer(x)  # builds it, before it is a part of the model
    return keras.Sequential([images, *parts], name="autoencoder")


def dense(units, activation, seed, name):
    """A dense layer with a seed for its kernel."""
    return layers.Dense(units, activation, kernel_initializer=keras.initializers.GlorotUniform(seed), name=name)


def convolution(kind, channels, activation, seed, name):
    """A convolution with a stride of 2, or the transpose of one, with a seed for its kernel."""
    kernel = keras.initializers.GlorotUniform(seed)
    return kind(channels, KERNEL, STRIDE, "same", activation=activation, kernel_initializer=kernel, name=name)


def between(hidden, activation, seeds, part):
    """The dense layers on one side of the code, those of the decoder in reverse; they take seeds from a list."""
    numbered = list(enumerate(hidden, start=1))
    for i, units in numbered if part == "encoder" else reversed(numbered):
        yield dense(units, activation, seeds.pop(), f"{part}_{i}")


def convolutions(sizes, activation, seeds):
    """The layers from flat images to flat features, for the sizes that `maps` finds; none without filters."""
    if sizes:
        yield layers.Reshape(sizes[0], name="as_images")
        for i, (*_, channels) in enumerate(sizes[1:], start=1):
            yield convolution(layers.Conv2D, channels, activation, seeds.pop(), f"convolution_{i}")
        yield layers.Flatten(name="features")


def transposed(sizes, activation, seeds, last):
    """The layers from the dense part to flat images, without the reconstruction's activation.

    A transposed convolution doubles height and width; what the convolution rounded up is cropped, by the sizes of
    `maps`. Each layer takes the last of the seeds; the last one with weights has its own seed.
    """
    yield dense(math.prod(sizes[-1]), activation, seeds.pop(), "decoded_features")
    yield layers.Reshape(sizes[-1], name="as_maps")
    for i, (height, width, channels) in reversed(list(enumerate(sizes[:-1], start=1))):
        inner: tuple[str, int] = (activation, seeds.pop()) if i > 1 else ("linear", last)
        yield convolution(layers.Conv2DTranspose, channels, *inner, f"transposed_{i}")
        if height % STRIDE or width % STRIDE:
            yield layers.Cropping2D(((0, height % STRIDE), (0, width % STRIDE)), name=f"crop_{i}")
    yield layers.Flatten(name="as_values")


def make_encoder(autoencoder):
    """The part of a trained autoencoder from images to codes; it shares the weights."""
    return keras.Model(autoencoder.inputs, autoencoder.get_layer("code").output, name="encoder")


def make_decoder(autoencoder):
    """The part of a trained autoencoder from codes to reconstructions; it shares the weights."""
    code = autoencoder.get_layer("code")
    codes = keras.Input(code.output.shape[1:], name="code_input")
    after = autoencoder.layers[autoencoder.layers.index(code) + 1 :]
    return keras.Sequential([codes, *after], name="decoder")


def save(autoencoder, path):
    """Store an autoencoder as a Keras .h5 file that Keras 2 and any Keras 3 can open."""
    autoencoder.save(path)
    with h5py.File(path, "r+") as file:
        file.attrs["model_config"] = json.dumps(portable(json.loads(file.attrs["model_config"])))


def portable(config):
    """A Keras config that every version can read.

    Each version adds keys that older ones refuse, although they have no effect where they are None; and Keras 2 has
    another name for the shape of the input, and only names for the types of weights.
    """
    if isinstance(config, list):
        return [portable(value) for value in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "DTypePolicy":
        return config["config"]["name"]
    said = {key: value for key, value in config.items() if value is not None and (key, value) != ("optional", False)}
    return {{"batch_shape": "batch_input_shape"}.get(key, key): portable(value) for key, value in said.items()}
