"""Draw the plane of codes for d' = 2: where test images are in it, and images decoded from it.

in   a model with a code of two units, and its metrics, for each activation pair and variant; test
     images and labels; the names of the classes; the digests of the data
out  a picture with two panels for each of them: above, the codes of the test images,
     coloured by class if they have any; below, images decoded from a lattice over the same part of the plane
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import textwrap
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from autogrid.config import table
from autogrid.draw import class_names, style, tiles
from autogrid.measure.cells import read_cells, require_file
from autogrid.measure.metrics import inactive_units
from autogrid.measure.selection import compared
from autogrid.model import numpy_model
from autogrid.model.activations import ACTIVATIONS
from autogrid.provenance.records import read

SHOWN = [0.5, 99.5]  # percentiles of a unit's values: outliers would squeeze the rest
POINTS = 3000  # test images drawn as points: more would hide each other
LATTICE = 12  # decoded images along each axis
FAR = 100  # input at which an activation has reached its bounds, if it has any


def window(codes, inactive, activation):
    """The part of the plane that is drawn: low and high of each unit, (2, 2).

    A unit that is inactive is drawn at the scale of one that is not: its differences are nothing. No unit is drawn
    at values that its activation cannot have.
    """
    low, high = np.percentile(codes, SHOWN, axis=0)
    margin = np.where(np.isin([0, 1], inactive), 1, (high - low) / 50)
    return np.clip(np.stack([low - margin, high + margin], axis=1), *reach(activation))


def reach(activation):
    """The lowest and the highest value that an activation can have, by Keras' name; infinite where there is none."""
    inputs = np.linspace(-FAR, FAR, 4001)
    with np.errstate(over="ignore"):
        values = ACTIVATIONS[activation](np.stack([inputs, -inputs], axis=1))
    low, high = values.min(), values.max()
    return (-np.inf if low < -FAR / 10 else low), (np.inf if high > FAR / 10 else high)


def lattice(decoder, bounds, shape):
    """Images of a shape decoded from a lattice of codes within bounds, as one; unit 2 grows upwards.

    A decoded image is centred at its code, and as wide as the distance between lattice points.
    """
    steps = (np.arange(LATTICE) + 0.5) / LATTICE
    first, second = (low + steps * (high - low) for low, high in bounds)
    codes = np.stack(np.meshgrid(first, second[::-1]), axis=-1).reshape(-1, 2)
    return tiles.in_rows(decoder(codes.astype(np.float32)).reshape(-1, *shape), LATTICE)


def colour(label, classes):
    """The colour of the points of a class; the names in the plane serve print and the colour-blind."""
    if classes <= len(style.CLASS_COLOURS):
        return mpl.colors.ListedColormap(style.CLASS_COLOURS)(label)
    return mpl.colormaps["tab20"](label) if classes <= 20 else mpl.colormaps["turbo"](label / classes)


def inside(codes, bounds):
    """Which codes (n, 2) are in a part of the plane."""
    return ((codes >= bounds[:, 0]) & (codes <= bounds[:, 1])).all(axis=1)


def plot_plane(axes, codes, labels, names, bounds):
    """The first codes (n, 2) in a part of the plane, as points coloured by labels (n,), if there are any.

    The name of each class is at its median; if there are many classes, only some have names. Nothing is cut at the
    frame, where codes are that the lowest value of an activation holds.
    """
    drawn = inside(codes[:POINTS], bounds)
    axes.scatter(
        *codes[:POINTS][drawn].T,
        c=colour(labels[:POINTS][drawn], len(names)) if len(labels) else style.COLOURS[0],
        s=4,
        linewidths=0,
        alpha=0.7,
        rasterized=True,
        clip_on=False,
    )
    for label in tiles.spaced(np.unique(labels), style.NAMED):
        halo = [withStroke(linewidth=3, foreground="white")]
        position = np.median(codes[labels == label], axis=0)
        look = {
            "ha": "center",
            "va": "center",
            "weight": "bold",
            "size": "medium" if len(names[label]) < 3 else "x-small",
        }
        if inside(position[np.newaxis], bounds).all():
            axes.text(*position, names[label], **look, path_effects=halo)


def title(line, inactive):
    """The title of a column, and which of its units are inactive."""
    which = "both units" if len(inactive) == 2 else f"unit {inactive[0] + 1}" if inactive else ""
    units = f"\n({which} inactive)" if which else ""
    return textwrap.fill(line, 34) + units


def plot(autoencoders, images, labels, shape, names):
    """Two panels below each other for each autoencoder, by its line; images (n, pixels) are of a shape."""
    columns = min(len(autoencoders), style.COLUMNS)
    rows = -(-len(autoencoders) // columns)
    fig = style.figure(max(3.8 * columns, 5), 8.5 * rows)
    panels = fig.subplots(2 * rows, columns, squeeze=False)
    pairs = panels.reshape(rows, 2, columns).swapaxes(1, 2).reshape(-1, 2)
    for axes in pairs[len(autoencoders) :].ravel():
        axes.remove()
    for (plane, decoded), (line, autoencoder) in zip(pairs, autoencoders.items()):
        codes = autoencoder.encoder(images)
        inactive = inactive_units(images, codes, autoencoder.decoder)
        bounds = window(codes, inactive, autoencoder.encoder[-1].activation)
        plot_plane(plane, codes, labels, names, bounds)
        picture = lattice(autoencoder.decoder, bounds, shape)
        grey = {"cmap": "gray", "vmin": 0, "vmax": 1, "interpolation": "nearest"}
        decoded.imshow(np.clip(picture, 0, 1), **grey, extent=bounds.ravel(), aspect="auto")
        decoded.set(xlim=bounds[0], ylim=bounds[1], xlabel="code unit 1 (activation)")
        plane.set(xlim=bounds[0], ylim=bounds[1])
        plane.set_title(title(line, inactive), fontsize="medium")
    shown = tiles.spaced(np.unique(labels), style.NAMED)
    handles = [Line2D([], [], marker="o", ls="", color=colour(i, len(names)), label=names[i]) for i in shown]
    if handles:
        some = f" ({len(shown)} of {len(names)})" if len(shown) < len(names) else ""
        style.legend(fig, handles, f"class of the image{some}")
    for plane, decoded in pairs[::columns]:
        plane.set_ylabel("codes of the test images\ncode unit 2 (activation)")
        decoded.set_ylabel("images decoded from the plane\ncode unit 2 (activation)")
    return fig


def main(snakemake):
    raw = np.load(snakemake.input.test)
    images = numpy_model.scaled(raw, **snakemake.params.preprocessing)
    given, labels = snakemake.input, np.load(snakemake.input.labels)
    cells = compared(read_cells(given.metrics, table.of_job(snakemake)["cells"], given.digests))
    models = {Path(model).stem: model for model in given.models if Path(model).stem in cells}
    for stem, model in models.items():
        require_file(model, cells[stem]["model_sha256"], "model that its metrics are of")
    autoencoders = {cells[stem]["line"]: numpy_model.load(model) for stem, model in models.items()}
    fig = plot(autoencoders, images, labels, raw.shape[1:], class_names.labels(read(given.classes, list)))
    style.save(fig, *snakemake.output)


if __name__ == "__main__":
    main(snakemake)
