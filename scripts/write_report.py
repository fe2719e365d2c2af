"""Write the report: what was found and all that it was found from, as one HTML page that needs no other file.

in   the table, metrics, histories and pictures of all configurations, in grid order; the table of
     baselines; figures; as params captions (reStructuredText) and the page's template (Jinja)
out  the page
"""

import base64
import csv
from pathlib import Path

import jinja2
from docutils.core import publish_parts
from markupsafe import Markup

from autogrid.job.begin import begin
from autogrid.measure import findings
from autogrid.measure.cells import read_cells

MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
CURVE = (300, 150)  # width and height of a learning curve, in the units of its SVG


def embedded(file):
    """A picture as a data URI."""
    data = base64.b64encode(Path(file).read_bytes()).decode()
    return f"data:{MEDIA_TYPES[Path(file).suffix]};base64,{data}"


def caption(text):
    """A caption (reStructuredText) as HTML."""
    return Markup(publish_parts(text, writer="html5")["body"])


def read_csv(file):
    """The rows of a CSV, as dicts of text."""
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def curve(history):
    """The learning curve of a history: the points of its two lines within CURVE, and what its axes span."""
    width, height = CURVE
    lines = {
        column: [(int(row["epoch"]), float(row[column])) for row in history if row[column]]
        for column in ("loss", "val_loss")
    }
    losses = [loss for line in lines.values() for _, loss in line]
    low, high, epochs = min(losses), max(losses), len(history)
    points = {
        column: " ".join(
            f"{width * epoch / epochs:.1f},{height * (high - loss) / ((high - low) or 1):.1f}" for epoch, loss in line
        )
        for column, line in lines.items()
    }
    return {"points": points, "low": low, "high": high, "epochs": epochs}


def page(template, **content):
    """The page from its template's text; all that is put into it is escaped."""
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template).render(content, findings=findings, curve_size=CURVE)


def main(snakemake):
    given, params = snakemake.input, snakemake.params
    found = read_cells(given.metrics, params.cells, given.digests)
    files = zip(given.metrics, given.histories, given.thumbnails, given.reconstructions, given.units, strict=True)
    published = {row["stem"]: float(row["published_error"] or 0) or None for row in read_csv(given.summary)}
    cells = []
    for metrics, history, thumbnail, reconstructions, units in files:
        text, stem = Path(metrics).read_text(encoding="utf-8"), Path(metrics).stem
        pictures = {"thumbnail": thumbnail, "reconstructions": reconstructions, "units": units}
        cells.append(
            found[stem]
            | {name: embedded(file) for name, file in pictures.items()}
            | {"stem": stem, "published_error": published[stem], "curve": curve(read_csv(history)), "json": text}
        )
    linear = {int(row["dimension"]): float(row["error"]) for row in read_csv(given.baselines) if row["method"] == "PCA"}
    captions = {Path(name).stem: caption(text) for name, text in params.texts.items() if name.endswith(".rst")}
    figures = {Path(file).stem: embedded(file) for file in given.figures}
    text = page(
        params.texts["page.html"],
        cells=cells,
        linear=linear,
        figures=figures,
        captions=captions,
        axes=params.axes,
        dataset=params.dataset,
        test_images=params.test_images,
        split=params.split,
        epochs=params.training["epochs"],
        loss=params.training["loss"].replace("_", " "),
    )
    Path(snakemake.output[0]).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
