"""The one list of measures: what is computed for a configuration, its name, its unit, and where it is shown.

Columns of ``summary.csv``, columns of the page, axis labels of figures and the words of the findings come from here:
a new measure is computed where the others are, and added to `MEASURES`.
"""

from typing import NamedTuple


class Measure(NamedTuple):
    """A measure of a configuration.

    Attributes
    ----------
    name : str
        In metrics, tables and the page's JSON.
    label : str
        Short, for column headings; with its unit it is what people type into the page's filter.
    quantity : str
        In full, for axes of figures and sentences.
    unit : str
        Empty for counts and ratios.
    form : str
        How a number is printed; empty for words.
    lower_is_better : bool or None
        None where neither is better.
    in_summary, on_page : bool
        Whether it is a column of ``summary.csv``, and of the page's table.
    of_noisy_images : bool
        Whether it is also measured on noisy test images, where the grid has denoisers.
    """

    name: str
    label: str
    quantity: str
    unit: str = ""
    form: str = "{:.4f}"
    lower_is_better: bool | None = None
    in_summary: bool = True
    on_page: bool = True
    of_noisy_images: bool = False

    @property
    def heading(self):
        """The label with its unit, as a column is called."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def axis_label(self):
        """What an axis of a figure is called, in two lines."""
        return f"test {self.quantity}\n({self.unit})" if self.unit else f"test {self.quantity}"


LOWER, HIGHER = True, False
NATS = "nats per pixel"

MEASURES = [
    Measure("compression_ratio", "code size", "code size per pixel", on_page=False),
    Measure("compression_percent", "code size", "code size", "%", "{:.2f}", in_summary=False),
    Measure("error", "error", "binary cross-entropy", NATS, lower_is_better=LOWER, of_noisy_images=True),
    Measure("published_error", "published", "published binary cross-entropy", NATS),
    Measure("excess", "excess", "excess error", NATS, lower_is_better=LOWER, of_noisy_images=True),
    Measure("mse", "squared error", "mean squared error", "per pixel", lower_is_better=LOWER, of_noisy_images=True),
    Measure("psnr", "PSNR", "peak signal-to-noise ratio", "dB", "{:.2f}", lower_is_better=HIGHER),
    Measure("dead_outputs", "dead outputs", "dead output units", "", "{:d}", lower_is_better=LOWER),
    Measure("collapsed_codes", "collapsed codes", "collapsed code units", "", "{:d}", lower_is_better=LOWER),
    Measure("epochs_trained", "epochs trained", "epochs trained", "", "{:,d}"),
    Measure("lowest_epoch", "lowest epoch", "epoch of the lowest validation loss", "", "{:,d}"),
    Measure("val_fall", "fall at the end", "relative fall of the validation loss at the end", "", "{:.2%}"),
    Measure("converged", "converged", "whether the training had converged", form=""),
    Measure("parameters", "parameters", "weights and biases", "", "{:,d}"),
    Measure("model_sha256", "model", "SHA-256 of the model", form="", on_page=False),
    Measure(
        "probe_accuracy", "accuracy from codes", "accuracy from the codes", "%", "{:.1f}", HIGHER, in_summary=False
    ),
    Measure("cnn_accuracy", "accuracy from images", "accuracy from restored images", "%", "{:.1f}", HIGHER, False),
    Measure("bytes", "size", "size at the finest quantisation", "bytes per image", "{:.1f}", LOWER, in_summary=False),
    Measure("device", "trained on", "device of the training", form="", in_summary=False),
]
BY_NAME = {measure.name: measure for measure in MEASURES}
ERRORS = [BY_NAME["error"], BY_NAME["mse"]]  # that figures draw, and findings compare
ERROR_AXES = {measure.name: measure.axis_label for measure in ERRORS}
