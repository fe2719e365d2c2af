"""The sizes of what convolutions make of an image; without Keras, as planning asks too."""

import math


def maps(shape, filters):
    """The image and its feature maps: each convolution has a stride of 2, so it halves height and width, rounded up.

    Parameters
    ----------
    shape : sequence of int
        Of an image: height, width and, if it has any, channels.
    filters : sequence of int
        Channels that each convolution makes.

    Returns
    -------
    list of tuple of int
        (height, width, channels) of the image, and after each convolution.
    """
    height, width, channels = [*shape, 1][:3]
    return [(math.ceil(height / 2**i), math.ceil(width / 2**i), depth) for i, depth in enumerate([channels, *filters])]


def most_filters(shape):
    """How many convolutions halve an image until its shorter side is one pixel."""
    return int(math.log2(min(shape[:2])))
