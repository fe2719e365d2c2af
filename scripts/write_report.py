"""Write the report: what was found and all that it was found from, as one HTML page that needs no other file.

in   the table, metrics, records of trainings, histories and pictures of all configurations, in grid
     order; the table of baselines; sentences on the images; figures; as params captions (reStructuredText) and the
     page's template (Jinja)
out  the page
"""

import base64
import csv
import re
from pathlib import Path

import jinja2
from docutils.core import publish_parts
from markupsafe import Markup

from autogrid.job.begin import begin
from autogrid.job.provenance import read
from autogrid.measure import devices, findings, rate_distortion, rate_findings
from autogrid.measure.accuracies import read_classification
from autogrid.measure.cells import read_cells
from autogrid.measure.protocol import protocol

MEDIA_TYPES = {".png": "image/png", ".svg": "image/svg+xml"}
MEASURES = ("error", "excess", "mse")
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


def unbroken(text):
    """A text whose d' = values and percentages do not break over lines."""
    return re.sub(r"(\d) %", "\\1\u00a0%", re.sub(r"d' = ", "d'\u00a0=\u00a0", text))


def page(template, **content):
    """The page from its template's text; all that is put into it is escaped."""
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["unbroken"] = unbroken
    return environment.from_string(template).render(content, findings=findings, curve_size=CURVE)


def read_baselines(file):
    """The metrics of principal components by code dimension, and the error of a perfect reconstruction."""
    rows = read_csv(file)
    metrics = [
        {"method": row["method"], "dimension": int(row["dimension"])} | {name: float(row[name]) for name in MEASURES}
        for row in rows
    ]
    pca = {row["dimension"]: row for row in metrics if row["method"] == "PCA"}
    return {"PCA": pca, "floor": next(row["error"] for row in metrics if row["method"] == "perfect reconstruction")}


def rates(table, *figures):
    """What the rates say, and their figures by name."""
    sentences = rate_findings.sentences(rate_distortion.read(table))
    return {"sentences": sentences, "figures": {Path(file).stem: embedded(file) for file in figures}}


def main(snakemake):
    given, params = snakemake.input, snakemake.params
    found = read_cells(given.metrics, params.cells, given.digests)
    records = {Path(file).stem: read(file) for file in given.records}
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
            | {"device": devices.name(records[stem])}
        )
    baselines = read_baselines(given.baselines)
    text = page(
        params.texts["page.html"],
        cells=cells,
        sentences=findings.sentences(cells, baselines, params.split["train"]),
        protocol=protocol(cells),
        devices=devices.sentences(records.values()),
        baselines=baselines,
        classification=read_classification(*given.classification) if given.classification else [],
        rates=rates(*given.rates) if given.rates else {},
        figures={Path(file).stem: embedded(file) for file in given.figures},
        captions={Path(name).stem: caption(text) for name, text in params.texts.items() if name.endswith(".rst")},
        axes=params.axes,
        dataset=params.dataset,
        images=[*read(given.images, list), *params.chosen],
        test_images=params.split["test"],
        pixels=params.pixels,
    )
    Path(snakemake.output[0]).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
