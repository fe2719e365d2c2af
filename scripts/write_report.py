"""Write the report: what was found and all that it was found from, as one HTML page that needs no other file.

in   the table, metrics, records of trainings, histories and pictures of all configurations, in grid
     order; the table of baselines; sentences on the images; figures; as params captions (reStructuredText) and
     what the page is made of (Jinja, CSS, JavaScript)
out  the page; the findings as Markdown, the answer first
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

from autogrid.config import table
from autogrid.findings import devices, grid_findings, rate_findings
from autogrid.findings.protocol import protocol
from autogrid.measure import baselines, rate_distortion
from autogrid.measure.accuracies import read_classification
from autogrid.measure.cells import read_cells
from autogrid.page import document
from autogrid.page.explorer import explorer
from autogrid.page.pictures import embedded
from autogrid.provenance.records import read


def rates(table, *figures):
    """What the rates say, and their figures by name."""
    sentences = rate_findings.sentences(rate_distortion.read(table))
    return {"sentences": sentences, "figures": {Path(file).stem: embedded(file) for file in figures}}


def read_configurations(given, found, records):
    """All that is known of each configuration: its metrics, the error published for it, its files, its device."""
    names = {stem: devices.name(record) for stem, record in records.items()}
    several = len(set(names.values())) > 1  # else the page says it once
    files = zip(given.metrics, given.histories, given.thumbnails, given.units, strict=True)
    return [
        found[stem]
        | {"stem": stem, "record": read(metrics)}
        | {"history": history, "images": thumbnail, "units": units, "device": names[stem] if several else None}
        for metrics, history, thumbnail, units in files
        for stem in [Path(metrics).stem]
    ]


def as_markdown(answer, findings, caveats):
    """The findings as a text: the answer as a paragraph, then lists of the others and of their conditions."""
    lists = [[f"- {sentence}" for sentence in sentences] for sentences in (findings, caveats) if sentences]
    return "\n\n".join([" ".join(answer), *("\n".join(sentences) for sentences in lists)]) + "\n"


def main(snakemake):
    given, params, grid = snakemake.input, snakemake.params, table.read(snakemake.input.grid)
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
        protocol=protocol(cells),
        devices=devices.sentences(records.values()),
        baselines=reference,
        classification=read_classification(*given.classification) if given.classification else [],
        rates=rates(*given.rates) if given.rates else {},
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
