"""Which lines restore noisy test images best."""

from autogrid.findings.activations import best
from autogrid.findings.lines import contest, every
from autogrid.findings.wording import percent


def denoising(lines, measure):
    """One sentence for each share of pixel values that were set to 0 in test images."""
    shares = sorted({share for cell in every(lines) for share in cell["noisy"]}, key=float)
    if len(lines) == 1:
        return []
    return [restoring(of_noisy_images(lines, share), measure, float(share)) for share in shares]


def of_noisy_images(lines, share):
    """The lines with their measures on test images of which a share of the pixel values is 0."""
    return {
        line: {
            d: {seed: cell | cell["noisy"][share] for seed, cell in cells.items()} for d, cells in by_dimension.items()
        }
        for line, by_dimension in lines.items()
    }


def restoring(lines, measure, share):
    """Which line restores images best of which a share of the pixel values is 0."""
    return best(contest(lines, measure), condition=f"On test images with {percent(share)} of the pixel values at 0, ")
