"""What the figures have in common: colours, axes, images, files."""

import matplotlib as mpl
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

mpl.rcdefaults()  # a matplotlibrc of the user's would draw other pictures

# Okabe & Ito's palette, told apart by colour-blind readers; markers serve print.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "*"]  # one more, so that a colour comes back with another
DASHES = ["-", "--", ":", "-."]

# Differences: darker below zero and lighter above it, so that print keeps the sign.
DIFFERENCES = LinearSegmentedColormap.from_list("differences", ["#002b5c", "#0072B2", "#808080", "#E69F00", "#fff0c8"])


def figure(width, height):
    """An empty figure, sizes in inches; no display and no global state are involved."""
    return Figure(figsize=(width, height), layout="constrained")


def styles(cells):
    """By line, the same in every figure: a colour and a marker for each activation pair, a dash for each variant."""
    lines = {cell["line"]: (cell["pair"], tuple(cell["variant"])) for cell in cells.values()}
    pairs, variants = (list(dict.fromkeys(parts)) for parts in zip(*lines.values()))
    return {
        line: {
            "color": COLOURS[pairs.index(pair) % len(COLOURS)],
            "marker": MARKERS[pairs.index(pair) % len(MARKERS)],
            "linestyle": DASHES[variants.index(variant) % len(DASHES)],
        }
        for line, (pair, variant) in lines.items()
    }


def panels(cells, width, height):
    """A figure with a titled panel for each line: a column for each activation pair, a row for each variant."""
    names = list(dict.fromkeys(cell["line"] for cell in cells.values()))
    columns = len({cell["pair"] for cell in cells.values()})
    rows = len(names) // columns
    fig = figure(width * columns, height * rows)
    panels = dict(zip(names, fig.subplots(rows, columns, squeeze=False).T.flat))
    for title, axes in panels.items():
        axes.set_title(title)
    return fig, panels


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
    """A grey image, black at 0 and white at 1."""
    axes.imshow(image, cmap="gray", vmin=0, vmax=1)
    axes.set_axis_off()
    if title:
        axes.set_title(title, fontsize="small")


def save(fig, *paths):
    """Write a figure to each path, in the format of its suffix: the same bytes each time, so no date."""
    with mpl.rc_context({"svg.hashsalt": "autoencoder-grid"}):
        for path in paths:
            metadata = {"Date": None} if path.endswith(".svg") else {}
            fig.savefig(path, dpi=150, metadata=metadata)


def save_pixels(path, image):
    """Write a grey image (height, width), black at 0 and white at 1, as a PNG of as many pixels."""
    mpl.image.imsave(path, image, cmap="gray", vmin=0, vmax=1)
