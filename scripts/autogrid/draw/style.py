"""What the figures have in common: colours, axes, legends, images, files."""

import textwrap
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from autogrid.draw import tiles

mpl.rcdefaults()  # a matplotlibrc of the user's would draw other pictures

# Okabe & Ito's palette, which colour-blind readers can distinguish; markers serve print.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
# Paul Tol's muted colours: up to ten classes that colour-blind readers can distinguish.
CLASS_COLOURS = ["#332288", "#88CCEE", "#44AA99", "#117733", "#999933", "#DDCC77", "#CC6677", "#882255", "#AA4499"]
CLASS_COLOURS += ["#888888"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]  # one more than colours: a repeated colour has another marker
DASHES = ["-", "--", ":", "-.", (0, (8, 2, 1, 2, 1, 2)), (0, (1, 4)), (0, (8, 4)), (0, (3, 1, 1, 1, 1, 1))]
MOST_LINES = 8  # in a panel; more are hard to distinguish
COLUMNS, MOST_PAIRS = 4, 6  # of panels, where they are in reading order; of pairs with a column each
SQUEEZED = 4  # ratio of the largest to the smallest value from which an axis is logarithmic
LETTERS = 11  # of a legend, per inch
ROW, ROWS = 0.21, 4  # inches that a row of a legend takes, and rows for which figures have room
FEW, NAMED = 10, 20  # classes whose names fit an axis in letters of normal size, and in small ones
SHORT = 10  # letters of a name for which figures have room
TICKS = 7  # labels along an axis, in five inches
DATELESS = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}  # metadata by format


def figure(width, height):
    """An empty figure, sizes in inches; no display and no global state are involved."""
    return Figure(figsize=(width, height), layout="constrained")


def styles(cells):
    """By line, the same in every figure: a colour and a marker for each activation pair, a dash for each variant.

    If there is a single pair, the variants have colours and markers.
    """
    lines = {cell["line"]: (cell["pair"], tuple(cell["variant"].values())) for cell in cells.values()}
    pairs, variants = (list(dict.fromkeys(parts)) for parts in zip(*lines.values()))
    if len(pairs) == 1:
        pairs, variants, lines = variants, pairs, {line: parts[::-1] for line, parts in lines.items()}
    return {
        line: {
            "color": COLOURS[pairs.index(pair) % len(COLOURS)],
            "marker": MARKERS[pairs.index(pair) % len(MARKERS)],
            "linestyle": DASHES[variants.index(variant) % len(DASHES)],
        }
        for line, (pair, variant) in lines.items()
    }


def panels(cells, width, height):
    """A figure with a titled panel for each line: a column for each activation pair, a row for each variant.

    If there is a single pair, or many, the lines are in reading order.
    """
    names = list(dict.fromkeys(cell["line"] for cell in cells.values()))
    pairs = len({cell["pair"] for cell in cells.values()})
    in_columns = 1 < pairs <= MOST_PAIRS
    columns = pairs if in_columns else min(len(names), COLUMNS)
    rows = -(-len(names) // columns)
    fig = figure(max(width * columns, 5), height * rows)
    grid = fig.subplots(rows, columns, squeeze=False)
    panels = dict(zip(names, grid.T.flat if in_columns else grid.flat))
    for axes in [] if in_columns else grid.flat[len(names) :]:
        axes.remove()
    for title, axes in panels.items():
        axes.set_title(textwrap.fill(title, int(LETTERS * width)), fontsize="medium")
    return fig, panels


def name_ticks(axis, names, most):
    """A tick with a name for each class, vertical where words would collide; at most `most` are named."""
    words = any(len(name) > 2 for name in names)
    shown = tiles.spaced(range(len(names)), most)
    small = {"fontsize": "x-small"} if len(names) > FEW or room(names) else {}
    axis.set_ticks(shown, [names[i] for i in shown], rotation=90 if words and axis.axis_name == "x" else 0, **small)


def room(names):
    """Inches that the longest of some names needs, beyond the room that a figure has for names anyway."""
    return max(0, max(map(len, names)) - SHORT) / LETTERS / 2


def size_among(classes):
    """The size of a marker in a figure with one for each of a number of classes."""
    return {"markersize": 2.5} if classes > 2 * NAMED else {}


def legend(fig, handles, title=None):
    """A legend below a figure, in as many columns as fit its width; the figure grows by what many rows need."""
    longest = max(len(handle.get_label()) for handle in handles) + 5
    columns = max(1, min(len(handles), int(fig.get_figwidth() * LETTERS / longest)))
    rows = -(-len(handles) // columns)
    fig.set_figheight(fig.get_figheight() + ROW * max(0, rows - ROWS))
    fig.legend(handles=handles, title=title, loc="outside lower center", ncols=columns)


def log2_axis(axes, values, label):
    """A logarithmic horizontal axis with labelled ticks at some values, or at a part of them where they are dense."""
    values = sorted(values)
    axes.set_xscale("log", base=2)
    position = np.log2(np.maximum(values, np.finfo(float).tiny))
    apart = (position[-1] - position[0]) / TICKS
    shown = [0]
    for i in range(1, len(values)):
        if position[i] - position[shown[-1]] >= apart:
            shown.append(i)
    axes.set_xticks([values[i] for i in shown], [label(values[i]) for i in shown])
    axes.set_xticks(values, minor=True)
    axes.tick_params(axis="x", which="minor", labelbottom=False)


def scale_of_values(axes, values):
    """A vertical axis from 0, or a logarithmic one where a large value would squeeze the others."""
    values = np.asarray(values, float)
    values = values[np.isfinite(values)]
    if len(values) and 0 < values.min() < values.max() / SQUEEZED:
        axes.set_yscale("log")
        axes.yaxis.set_major_locator(mpl.ticker.LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter(mpl.ticker.NullFormatter())
    else:
        from_zero(axes, values)


def from_zero(axes, values):
    """A vertical axis from 0 to a little above the largest value."""
    axes.set_ylim(0, 1.05 * max(values, default=0) or 1)


def label_first_column(fig, label):
    """A label for the vertical axes of the panels at the left."""
    for axes in fig.axes:
        if axes.get_subplotspec().is_first_col():
            axes.set_ylabel(label)


def dimension_styles(dimensions):
    """A colour and a marker for each code dimension: the darker, the smaller."""
    shades = mpl.colormaps["viridis"].resampled(len(dimensions) + 1)
    return {d: {"color": shades(i), "marker": MARKERS[i % len(MARKERS)]} for i, d in enumerate(sorted(dimensions))}


def show_image(axes, image, title=None):
    """An image (height, width), in colour (height, width, 3), black at 0 and white at 1."""
    axes.imshow(image if image.ndim == 2 else np.clip(image, 0, 1), cmap="gray", vmin=0, vmax=1)
    axes.set_axis_off()
    if title:
        axes.set_title(title, fontsize="small")


def save(fig, *paths):
    """Write a figure to each path, in the format of its suffix: the same bytes each time, so no date."""
    with mpl.rc_context({"svg.hashsalt": "autoencoder-grid", "pdf.fonttype": 42}):  # publishers refuse Type 3 fonts
        for path in paths:
            fig.savefig(path, dpi=150, metadata=DATELESS.get(Path(path).suffix))
