"""What the figures have in common: colours, axes, images, files."""

from matplotlib.figure import Figure

# Okabe & Ito's palette, told apart by colour-blind readers; markers serve print.
COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000"]
MARKERS = ["o", "s", "^", "D", "v", "P", "X"]


def figure(width, height):
    """An empty figure, sizes in inches; no display and no global state are involved."""
    return Figure(figsize=(width, height), layout="constrained")


def pair_name(encoder, decoder):
    """How an activation pair is written in every figure."""
    return f"{encoder} → {decoder}"


def pair_styles(pairs):
    """A colour and a marker for each activation pair, in grid order, the same in every figure."""
    unique = dict.fromkeys(pairs)
    return {
        pair: {"color": COLOURS[i % len(COLOURS)], "marker": MARKERS[i % len(MARKERS)]} for i, pair in enumerate(unique)
    }


def show_image(axes, image, title=None):
    """A grey image, black at 0 and white at 1."""
    axes.imshow(image, cmap="gray", vmin=0, vmax=1)
    axes.set_axis_off()
    if title:
        axes.set_title(title, fontsize="small")


def save(fig, path):
    """Write a figure as PNG, 150 dots an inch."""
    fig.savefig(path, dpi=150)
