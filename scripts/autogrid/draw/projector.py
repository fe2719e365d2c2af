"""Files for TensorBoard's embedding projector: a sprite of images, and a config that names files.

https://github.com/tensorflow/tensorboard/blob/master/tensorboard/plugins/projector/projector_config.proto
"""

import math

from autogrid.draw import tiles

LARGEST = 8192  # pixels along an edge of a sprite, the most that the projector takes


def shown(shape):
    """How many images (height, width) a sprite holds, which is the number of points in the projector."""
    return (LARGEST // max(shape)) ** 2


def sprite(images):
    """Images (n, height, width), in colour (n, height, width, 3), in rows of a square, as the projector cuts them."""
    edge = math.ceil(math.sqrt(len(images)))
    return tiles.in_rows(images, edge, edge)


def config(stems, shape):
    """The text of a config: beside it, a folder by each stem has its codes; the shape is an image's, in pixels."""
    return "".join(
        f'embeddings {{\n  tensor_name: "{stem}"\n  tensor_path: "{stem}/tensor.tsv"\n'
        f'  metadata_path: "metadata.tsv"\n  sprite {{\n    image_path: "sprite.png"\n'
        f"    single_image_dim: {shape[1]}\n    single_image_dim: {shape[0]}\n  }}\n}}\n"
        for stem in stems
    )
