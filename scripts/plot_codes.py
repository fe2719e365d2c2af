"""Draw the codes of the test images in the plane, coloured by class, for d' = 2.

in   a model with a code of two units for each activation pair; test images and labels
out  a picture: a panel for each activation pair
"""

import drawing
import forward
import joblog
import matplotlib as mpl
import numpy as np


def plot(configurations, codes, labels):
    """Scatter plots of codes (n, 2), one for each configuration, coloured by labels (n,)."""
    fig = drawing.figure(3.8 * len(codes), 4.5)
    colours = mpl.colormaps["tab10"]
    for axes, configuration, points in zip(
        fig.subplots(1, len(codes), squeeze=False)[0], configurations, codes, strict=True
    ):
        axes.scatter(*points.T, c=colours(labels % 10), s=2, linewidths=0, alpha=0.6, rasterized=True)
        axes.set_title(drawing.pair_name(configuration["encoder"], configuration["decoder"]))
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
