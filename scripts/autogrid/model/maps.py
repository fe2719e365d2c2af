"""The sizes of the feature maps of convolutions; without Keras, because planning needs them too."""

import math
from itertools import pairwise

KERNEL, STRIDE = 3, 2  # of every convolution


def maps(shape, filters):
    """The (height, width, channels) of an image, and of its feature maps after each convolution.

    Each has a stride of 2, so it halves height and width, rounded up, and makes as many channels as `filters` says.
    """
    height, width, channels = [*shape, 1][:3]
    scales = ((STRIDE**i, depth) for i, depth in enumerate([channels, *filters]))
    return [(math.ceil(height / scale), math.ceil(width / scale), depth) for scale, depth in scales]


def values(inputs):
    """How many values an image of a shape has; a number is a shape, too."""
    return inputs if isinstance(inputs, int) else math.prod(inputs)


def products(inputs, filters, hidden, dimension):
    """The matrix products that an autoencoder computes for an image, layer by layer: rows, inputs and units.

    A dense layer has one row, a convolution one for each pixel of its smaller side. The inputs are the number of values
    in an image; for convolutions its shape.
    """
    sizes = maps(inputs, filters) if filters else [(1, 1, values(inputs))]
    dense = [math.prod(sizes[-1]), *hidden, dimension, *reversed(hidden), math.prod(sizes[-1])]
    before = [(height * width, KERNEL**2 * given, made) for (*_, given), (height, width, made) in pairwise(sizes)]
    after = [(height * width, KERNEL**2 * given, made) for (*_, made), (height, width, given) in pairwise(sizes)]
    return [*before, *((1, *pair) for pair in pairwise(dense)), *reversed(after)]


def most_filters(shape):
    """How many convolutions halve an image until its shorter side is one pixel."""
    return min(shape[:2]).bit_length() - 1
