"""Compare folders of results: what differs between their runs, the cells that they share, and an explorer of all.

in   as params: the folders, which are taken as they are, and the parts of the page (Jinja, CSS, JavaScript)
out  the page, which needs no other file
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from pathlib import Path

from autogrid.findings import folders
from autogrid.job.begin import tell
from autogrid.measure.measures import BY_NAME
from autogrid.page import document
from autogrid.page.explorer import explorer
from autogrid.page.folders import read_folder

MEASURES = {name: f"Test {BY_NAME[name].quantity} ({BY_NAME[name].unit})" for name in ("error", "excess", "mse")}
TEST_IMAGES = "test images, by SHA-256"
AXES = ("folder", "dimension", "encoder", "decoder", "seed")  # that are always shown


def shown_axes(cells):
    """The axes of the explorer: those that have several values among all cells, and some that are always shown."""
    axes = cells[0]["configuration"]
    return [axis for axis in axes if axis in AXES or folders.varies(cells, axis)]


def averages(pairs, measure):
    """For each cell and folder the mean and standard deviation of a measure, and the ratio to the first folder's."""
    table = {}
    for called, of in pairs.items():
        found = {folder: folders.average(cells, measure) for folder, cells in of.items()}
        first = next(iter(found.values()))[0]
        least = min(average for average, _ in found.values())
        table[called] = {
            folder: {"mean": value, "sd": sd, "change": value / first - 1 if first else None, "best": value == least}
            for folder, (value, sd) in found.items()
        }
    return table


def main(snakemake):
    params = snakemake.params
    by_folder = {str(Path(folder)): read_folder(folder) for folder in params.folders}
    facts = {folder: folders.facts(cells) for folder, cells in by_folder.items()}
    names = dict.fromkeys(name for of in facts.values() for name in of)
    facts = {name: [of.get(name, "none") for of in facts.values()] for name in names}
    pairs = folders.pairs(by_folder)
    cells = [cell for of in by_folder.values() for cell in of]
    same_images = len(set(facts[TEST_IMAGES])) == 1
    measure = BY_NAME["error" if same_images else "excess"]  # errors on other images have other floors
    text = document.render(
        "comparison.html",
        folders=list(by_folder),
        verdicts=list(folders.verdicts(pairs, measure.name, f"test {measure.quantity}")),
        same_images=same_images,
        different={name: values for name, values in facts.items() if len(set(values)) > 1},
        alike={name: values[0] for name, values in facts.items() if len(set(values)) == 1},
        measures=MEASURES,
        tables={measure: averages(pairs, measure) for measure in MEASURES},
        explorer=explorer(cells, shown_axes(cells)),
    )
    page = Path(params.page)
    page.write_text(text + "\n", encoding="utf-8")
    tell(f"Side by side: {page.resolve().as_uri()}")


if __name__ == "__main__":
    main(snakemake)
