"""Show how the images are read before anything is trained on them: in words, and ten of them as a picture.

in   the images as `prepare` has stored them, the names of their classes, sentences on them
out  nothing that another rule takes: lines on the console, and a contact sheet as PNG
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np

from autogrid.draw import class_names, style
from autogrid.job.begin import tell
from autogrid.provenance.records import read

SHOWN = 10
COLUMNS = 5
SIDE = 2  # inches of an image


def chosen(labels, images):
    """The indices of ten images, (n,): one of each class in turn, in their order, if there are labels."""
    if not len(labels):
        return np.unique(np.linspace(0, images - 1, SHOWN).round().astype(int))
    turn = np.empty(len(labels), int)  # the number within its class
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        turn[members] = np.arange(len(members))
    first = np.lexsort([labels, turn])[:SHOWN]
    return first[np.argsort(labels[first], kind="stable")]


def plot(images, labels, names, divide_by):
    """A contact sheet of images (n, height, width) or in colour, with the names of their classes."""
    rows = -(-len(images) // COLUMNS)
    fig = style.figure(COLUMNS * SIDE, rows * (SIDE + 0.4))
    panels = list(fig.subplots(rows, COLUMNS, squeeze=False).flat)
    for axes in panels:
        axes.set_axis_off()
    for axes, image, label in zip(panels, images, labels if len(labels) else [None] * len(images)):
        style.show_image(axes, image / divide_by, None if label is None else names[label])
    return fig


def main(snakemake):
    given, params = snakemake.input, snakemake.params
    images, labels = np.load(given.train, mmap_mode="r"), np.load(given.train_labels)
    which = chosen(labels, len(images))
    names = class_names.labels(read(given.classes, list))
    fig = plot(images[which], labels[which] if len(labels) else labels, names, params.divide_by)
    sheet = Path(given.train).parents[1] / "look.png"
    style.save(fig, str(sheet))
    for line in params.lines:
        tell(line)
    tell(f"Ten of the training images, as the network will see them: {sheet}")


if __name__ == "__main__":
    main(snakemake)
