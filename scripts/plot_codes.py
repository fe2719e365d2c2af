"""Draw the codes of the test images in the plane, coloured by class, for d' = 2.

in   a model with a code of two units for each activation pair and variant; test images and labels
out  a picture: a panel for each model
"""

import drawing
import forward
import joblog
import matplotlib as mpl
import numpy as np


def plot(configurations, codes, labels):
    """Scatter plots of codes (n, 2), one for each configuration, coloured by labels (n,)."""
    fig, panels = drawing.panels(configurations, 3.8, 4.5)
    colours = mpl.colormaps["tab10"]
    for configuration, points in zip(configurations, codes, strict=True):
        axes = panels[drawing.name(configuration)]
        axes.scatter(*points.T, c=colours(labels % 10), s=2, linewidths=0, alpha=0.6, rasterized=True)
        axes.set_xlabel("code unit 1 (activation)")
        axes.set_ylabel("code unit 2 (activation)")
    digits = np.unique(labels)
    handles = [mpl.lines.Line2D([], [], marker="o", linestyle="", color=colours(i % 10), label=str(i)) for i in digits]
    fig.legend(handles=handles, title="class of the image", loc="outside lower center", ncols=len(handles))
    return fig


def main(snakemake):
    images = forward.scaled(np.load(snakemake.input.test, mmap_mode="r"), snakemake.params.divide_by)
    codes = [forward.load(model).encoder(images) for model in snakemake.input.models]
    fig = plot(snakemake.params.configurations, codes, np.load(snakemake.input.labels))
    drawing.save(fig, snakemake.output[0])


if __name__ == "__main__":
    joblog.write_to(snakemake.log[0])
    main(snakemake)
