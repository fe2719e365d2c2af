"""The networks on the page compute what NumPy does."""

import json

import numpy as np
import pytest

from autogrid.model import numpy_model
from autogrid.model.activations import ACTIVATIONS
from autogrid.page import networks
from support.page import PAGE

pytestmark = pytest.mark.browser

NETWORK = (PAGE / "squeeze/network.js").read_text()


def layer(random, inputs, units, activation):
    """A dense layer whose weights are numbers of half precision."""
    kernel, bias = random.normal(size=(inputs, units)), random.normal(size=units)
    return numpy_model.Dense(*(part.astype(networks.TYPE).astype(np.float32) for part in (kernel, bias)), activation)


def computed(chromium, layers, images):
    """What the page's functions make of images (n, values)."""
    layers = [networks.layer(part) for part in layers]
    return chromium.run(f"""(() => {{
      {NETWORK}
      const network = applied({json.dumps(layers)});
      return {json.dumps(images.tolist())}.map(image => [...network(Float32Array.from(image))]);
    }})()""")


@pytest.mark.parametrize("activation", sorted(ACTIVATIONS))
def test_every_activation_is_that_of_numpy(chromium, activation):
    random = np.random.default_rng(0)
    images = random.random((20, 9), np.float32) * (random.random((20, 9)) < 0.6)
    layers = numpy_model.Layers([layer(random, 9, 12, activation), layer(random, 12, 7, "linear")])
    np.testing.assert_allclose(computed(chromium, layers, images), layers(images), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(7, 9, 1), (8, 5, 3)])
@pytest.mark.parametrize("activation", ["relu", "softmax"])
def test_convolutions_are_those_of_numpy(chromium, shape, activation):
    random = np.random.default_rng(0)

    def weights(*sizes):
        return random.normal(0, 0.5, sizes).astype(networks.TYPE).astype(np.float32)

    height, width, channels = shape
    small = [(side + 3) // 4 for side in (height, width)]  # halved twice, rounded up
    flat = small[0] * small[1] * 5
    images = random.random((6, height * width * channels), np.float32)
    layers = numpy_model.Layers(
        [
            numpy_model.Reshape(list(shape)),
            numpy_model.Conv2D(weights(3, 3, channels, 4), weights(4), [2, 2], activation),
            numpy_model.Conv2D(weights(3, 3, 4, 5), weights(5), [2, 2], "tanh"),
            numpy_model.Flatten(),
            numpy_model.Dense(weights(flat, 6), weights(6), "linear"),
            numpy_model.Dense(weights(6, flat), weights(flat), "relu"),
            numpy_model.Reshape([*small, 5]),
            numpy_model.Conv2DTranspose(weights(3, 3, 4, 5), weights(4), [2, 2], activation),
            numpy_model.Cropping2D([[0, 1], [0, 0]]),
            numpy_model.Conv2DTranspose(weights(3, 3, channels, 4), weights(channels), [2, 2], "linear"),
            numpy_model.Flatten(),
            numpy_model.Activation("sigmoid"),
        ]
    )
    np.testing.assert_allclose(computed(chromium, layers, images), layers(images), atol=1e-5)


def test_every_kind_of_layer_is_on_the_page(chromium):
    assert set(chromium.run(f"(() => {{ {NETWORK}; return Object.keys(KINDS); }})()")) == set(numpy_model.KINDS)


def test_weights_of_half_precision_are_read_to_their_last_bit(chromium):
    bits = np.arange(1 << 16, dtype=np.uint16)
    bits = bits[np.isfinite(bits.view(np.float16))]
    values = networks.half_precision(bits.view(np.float16))["values"]
    read = chromium.run(f"(() => {{ {NETWORK}; return [...halves('{values}')]; }})()")
    np.testing.assert_array_equal(read, bits.view(np.float16).astype(float))
