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
    return numpy_model.Layer(*(part.astype(networks.TYPE).astype(np.float32) for part in (kernel, bias)), activation)


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


def test_weights_of_half_precision_are_read_to_their_last_bit(chromium):
    bits = np.arange(1 << 16, dtype=np.uint16)
    bits = bits[np.isfinite(bits.view(np.float16))]
    values = networks.half_precision(bits.view(np.float16))["values"]
    read = chromium.run(f"(() => {{ {NETWORK}; return [...halves('{values}')]; }})()")
    np.testing.assert_array_equal(read, bits.view(np.float16).astype(float))
