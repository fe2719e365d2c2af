"""Write the report: the findings and everything that they come from, as one HTML page that needs no other file.

in   the table, metrics, records of trainings, histories, pictures and models of all configurations, in grid
     order; the table of baselines and the principal components; test images, their labels and the names of the
     classes; sentences on the images; figures
out  the page; the findings as Markdown, the answer first
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

import numpy as np

from autogrid.config import table
from autogrid.findings import devices, grid_findings, lines, rate_findings
from autogrid.findings.protocol import protocol
from autogrid.measure import baselines, rate_distortion
from autogrid.measure.accuracies import read_classification
from autogrid.measure.cells import read_cells, require_file
from autogrid.model import numpy_model, principal_components
from autogrid.page import document, networks
from autogrid.page.explorer import explorer
from autogrid.page.glance import best_line, glance
from autogrid.page.pictures import embedded
from autogrid.provenance.origin import Record
from autogrid.provenance.records import read, rows


def rates(table, *figures):
    """The findings of the rates, and their figures by name."""
    sentences = rate_findings.sentences(rate_distortion.read(table))
    return {"sentences": sentences, "figures": {Path(file).stem: embedded(file) for file in figures}}


def extras(given):
    """Accuracies and sizes of each configuration, by stem; nothing without classifiers or compression."""
    found = {}
    for file in given.classification:
        for row in rows(file):
            accuracies = {name: 100 * float(row[name]) for name in ("probe_accuracy", "cnn_accuracy")}
            found.setdefault(row["stem"], {}).update(accuracies)
    for row in rate_distortion.read(given.rates[0]) if given.rates else []:  # from the fewest bits to the most
        found.setdefault(row["stem"], {})["bytes"] = row["bytes"]
    return found


def read_configurations(given, found, records: dict[str, Record]):
    """All that is known of each configuration: its metrics, the error published for it, its files, its device."""
    names = {stem: devices.name(record) for stem, record in records.items()}
    several = len(set(names.values())) > 1  # else the page says it once
    more = extras(given)
    files = zip(given.metrics, given.histories, given.thumbnails, given.units, strict=True)
    return [
        found[stem]
        | more.get(stem, {})
        | {"stem": stem, "record": read(metrics)}
        | {"history": history, "images": thumbnail, "units": units, "device": names[stem] if several else None}
        for metrics, history, thumbnail, units in files
        for stem in [Path(metrics).stem]
    ]


def read_models(files, cells, measure):
    """The models of some cells, as `networks` and `glance` take them, with a measure as their error."""
    paths = {Path(file).stem: file for file in files}
    for cell in cells:
        require_file(paths[cell["stem"]], cell["model_sha256"], "model that its metrics are of")
    return [
        {"dimension": cell["configuration"]["dimension"], "stem": cell["stem"], "line": cell["line"]}
        | {"error": cell[measure.name], "autoencoder": numpy_model.load(paths[cell["stem"]])}
        for cell in cells
    ]


def read_images(given, preprocessing):
    """The first test images, as many as a page may have, with intensities from 0 to 1."""
    raw = np.load(given.test, mmap_mode="r")[: networks.IMAGES]
    return numpy_model.scaled(raw, **preprocessing).reshape(raw.shape)


def best(given, params, cells, baselines):
    """The best line for the page: its name, its networks, what it leaves of test images, and by which measure."""
    compared = lines.series(cells)
    measure = lines.minimised(compared)
    models = read_models(given.models, best_line(compared, measure.name), measure)
    images, labels = read_images(given, params.preprocessing), np.load(given.labels)
    linear = {dimension: metrics[measure.name] for dimension, metrics in baselines["PCA"].items()}
    return {
        "line": models[0]["line"],
        "measure": measure,
        "glance": glance(models, lambda d: principal_components.load(given.components, d), images, linear),
        "networks": networks.embedded(models, images, labels, read(given.classes, list), measure.name),
    }


def as_markdown(answer, findings, caveats):
    """The findings as a text: the answer as a paragraph, then lists of the others and of their conditions."""
    lists = [[f"- {sentence}" for sentence in sentences] for sentences in (findings, caveats) if sentences]
    return "\n\n".join([" ".join(answer), *("\n".join(sentences) for sentences in lists)]) + "\n"


def main(snakemake):
    given, params, grid = snakemake.input, snakemake.params, table.of_job(snakemake)
    records = {Path(file).stem: read(file) for file in given.records}
    reference = baselines.read(given.baselines)
    measured = baselines.with_recovered(read_cells(given.metrics, grid["cells"], given.digests), reference)
    cells = read_configurations(given, measured, records)
    said = grid_findings.sentences(cells, reference, params.split["train"])
    text = document.render(
        "page.html",
        cells=cells,
        answer=said.answer,
        sentences=said.findings,
        caveats=said.caveats,
        recovery=said.recovery,
        **best(given, params, cells, reference),
        protocol=protocol(cells),
        devices=devices.sentences(records.values()),
        baselines=reference,
        classification=read_classification(*given.classification) if given.classification else {},
        rates=rates(*given.rates) if given.rates else {},
        labels=grid["axes"],
        figures={Path(file).stem: embedded(file) for file in given.figures},
        explorer=explorer(cells, params.axes),
        findings=grid_findings,
        dataset=params.dataset,
        images=[*read(given.images, list), *params.chosen],
        test_images=params.split["test"],
        pixels=params.pixels,
    )
    Path(snakemake.output.page).write_text(text + "\n", encoding="utf-8")
    Path(snakemake.output.findings).write_text(as_markdown(said.answer, said.findings, said.caveats), encoding="utf-8")


if __name__ == "__main__":
    main(snakemake)
