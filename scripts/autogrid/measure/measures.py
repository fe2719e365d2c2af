"""The one list of measures: what is computed for a configuration, its name, its unit, and where it is shown.

Columns of ``summary.csv``, columns of the page, axis labels of figures and the words of the findings come from here:
a new measure is computed where the others are, and added to `MEASURES`.
"""

from typing import NamedTuple


class Measure(NamedTuple):
    """A measure of a configuration."""

    name: str  # in metrics, tables and the page's JSON
    label: str  # short, for column headings; with its unit it is what people type into the page's filter
    quantity: str  # in full, for axes of figures and sentences
    unit: str = ""  # empty for counts and ratios
    form: str = "{:.4f}"  # how a number is printed; empty for words
    lower_is_better: bool | None = None  # None where neither is better
    in_summary: bool = True  # whether it is a column of ``summary.csv``
    on_page: bool = True  # whether it is a column of the page's table
    of_noisy_images: bool = False  # whether it is also measured on noisy test images, where the grid has denoisers

    def text(self, value):
        """A value as text, without its unit."""
        return self.form.format(value).rstrip(".")  # of 392. as Python prints three digits

    @property
    def heading(self):
        """The label with its unit, as the heading of a column."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def axis_label(self):
        """The label of an axis in figures, in two lines."""
        return f"test {self.quantity}\n({self.unit})" if self.unit else f"test {self.quantity}"


LOWER, HIGHER = True, False
NATS = "nats per pixel"
DIGITS = "{:#.4g}"  # of an error, however small
SHARE = "{:.2%}"

MEASURES = [
    Measure("code_size", "code size", "code size as a share of the pixel values", form=SHARE),
    Measure("compression_ratio", "compression ratio", "pixels per code unit", form="{:#.3g}", on_page=False),
    Measure("error", "error", "binary cross-entropy", NATS, DIGITS, LOWER, of_noisy_images=True),
    Measure("published_error", "published", "published binary cross-entropy", NATS, DIGITS),
    Measure("excess", "excess", "excess error", NATS, DIGITS, LOWER, of_noisy_images=True),
    Measure("recovered", "recovered", "share of what the mean image misses", "", SHARE, HIGHER),
    Measure("mse", "squared error", "mean squared error", "per pixel", DIGITS, LOWER, of_noisy_images=True),
    Measure("psnr", "PSNR", "peak signal-to-noise ratio", "dB", "{:.2f}", HIGHER),
    Measure("dead_outputs", "dead outputs", "dead output units", "", "{:d}", LOWER),
    Measure("inactive_units", "inactive units", "inactive code units", "", "{:d}", LOWER),
    Measure("active_share", "active values", "share of active code values", "", "{:.1%}"),
    Measure("epochs_trained", "epochs trained", "epochs trained", "", "{:,d}"),
    Measure("lowest_epoch", "lowest epoch", "epoch of the lowest validation loss", "", "{:,d}"),
    Measure("val_loss", "validation loss", "validation loss", "", DIGITS, LOWER),
    Measure("val_fall", "fall at the end", "fall of the lowest validation loss at the end, above its floor", "", SHARE),
    Measure(
        "val_rise",
        "rise at the end",
        "rise of the lowest validation loss at the end above the lowest of all",
        "",
        SHARE,
    ),
    Measure("outcome", "outcome", "how the training ended", form=""),
    Measure("selected", "selected", "whether validation selected this setting", form=""),
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
MINIMISED = {"binary_crossentropy": BY_NAME["error"], "mean_squared_error": BY_NAME["mse"]}  # by the loss


def minimised(losses):
    """The measure that trainings with some losses have all minimised, or else the cross-entropy."""
    different = list(set(losses))
    return MINIMISED.get(different[0], BY_NAME["error"]) if len(different) == 1 else BY_NAME["error"]
