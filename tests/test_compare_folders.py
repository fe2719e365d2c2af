"""Folders of results side by side."""

import csv
import json
import shutil

import pytest

from autogrid.findings.folders import average, facts, pairs, verdicts
from autogrid.page.folders import read_folder
from compare_folders import averages
from support.grids import STEMS
from support.page import Page, data_of


def change(folder, stem, **new):
    """Change settings or measures in the metrics of a configuration."""
    file = folder / f"metrics/{stem}.json"
    metrics = json.loads(file.read_text())
    metrics["configuration"] |= {name: new.pop(name) for name in list(new) if name in metrics["configuration"]}
    file.write_text(json.dumps(metrics | new))


@pytest.fixture
def folders(finished, tmp_path):
    """The results of the small run, twice: the second as if trained longer, with a lower error."""
    found = [tmp_path / name for name in ("one", "two")]
    for folder in found:
        shutil.copytree(finished.folder / "results", folder)
    for stem in STEMS:
        metrics = json.loads((found[1] / f"metrics/{stem}.json").read_text())
        change(found[1], stem, epochs=30, error=metrics["error"] / 2)
    return found


def test_what_differs_between_runs_is_told(folders):
    one, two = (facts(read_folder(folder)) for folder in folders)
    assert {name for name in one if one[name] != two[name]} == {"epochs"}
    assert (one["epochs"], two["epochs"]) == ("3", "30")
    assert one["configurations"] == "4" and one["code dimensions d'"] == "2 or 8"
    assert len(one["test images, by SHA-256"]) == 8
    assert {"tensorflow", "tensorflow-cpu"} & one.keys() and one["Python"].startswith("3.")


def test_cells_with_the_same_axes_are_pairs_whatever_their_protocols(folders):
    found = pairs({folder.name: read_folder(folder) for folder in folders})
    assert list(found) == [
        "d' = 2, relu → sigmoid",
        "d' = 8, relu → sigmoid",
        "d' = 2, sigmoid → relu",
        "d' = 8, sigmoid → relu",
    ]
    for row in averages(found, "error").values():
        assert row["two"]["change"] == -0.5
        assert row["two"]["best"] and not row["one"]["best"]


def test_a_sentence_says_which_folder_is_better(folders):
    change(folders[1], STEMS[0], error=9.0)
    found = pairs({folder.name: read_folder(folder) for folder in folders})
    (said,) = verdicts(found, "error", "test error")
    assert said == (
        "two has a lower test error than one in 3 of the 4 cells that both have: the median change is −50.0 %. "
        "Single runs cannot tell a difference from chance: that takes 5 seeds or more."
    )
    (said,) = verdicts(found, "mse", "squared error")
    assert said.startswith("two has the same squared error as one in 4 cells that both have.")
    for stem in STEMS:
        change(folders[0], stem, excess=0.0)
        change(folders[1], stem, excess=0.1 * (stem in STEMS[:2]))
    found = pairs({folder.name: read_folder(folder) for folder in folders})
    (said,) = verdicts(found, "excess", "excess error")
    assert said.startswith("two has a higher excess error than one in 2 of the 4 cells that both have. ")
    for stem in STEMS:
        change(folders[0], stem, excess=0.05)
    found = pairs({folder.name: read_folder(folder) for folder in folders})
    (said,) = verdicts(found, "excess", "excess error")
    assert "lower excess error than one in 2 of the 4 cells that both have, and a higher one in 2: the median" in said


def test_what_varies_within_a_folder_tells_cells_apart(folders):
    change(folders[1], STEMS[0], learning_rate=0.5)
    found = pairs({folder.name: read_folder(folder) for folder in folders})
    assert "d' = 2, relu → sigmoid, learning rate 0.001" not in found  # the other folder has it at 0.5 only
    assert "d' = 8, relu → sigmoid, learning rate 0.001" in found


def test_seeds_are_runs_of_a_cell():
    assert average([{"error": 1.0}, {"error": 3.0}], "error") == (2, pytest.approx(2**0.5))
    assert average([{"error": 1.0}], "error") == (1, None)


def test_folders_that_are_none_or_incomplete_or_mixed_are_refused_by_name(folders, tmp_path):
    def refused(folder):
        with pytest.raises(ValueError) as error:
            read_folder(folder)
        assert str(folder) in str(error.value)
        return str(error.value)

    assert "is not a folder of results" in refused(tmp_path)
    (folders[0] / f"units/{STEMS[1]}.png").unlink()
    assert f"units/{STEMS[1]}.png is missing" in refused(folders[0])
    change(folders[1], STEMS[2], validation={"every": 1, "images": 7})
    assert f"{STEMS[2]} has another validation than the others" in refused(folders[1])
    change(folders[1], STEMS[0], model_sha256="another")
    assert f"{STEMS[0]} has metrics of another model than its row in summary.csv" in refused(folders[1])


def test_one_command_makes_a_page_of_several_folders(rerun, folders):
    names = [str(folder) for folder in folders]
    said = rerun.refused("compare")
    assert any("compare: 0 folders are named, but it needs two" in line for line in said), said
    done = rerun.snakemake("compare", "--config", f"compare=[{', '.join(names)}]")
    page = rerun.folder / "results/comparison.html"
    assert f"Side by side: {page.as_uri()}" in done.said
    text = page.read_text()
    data = data_of(text)
    assert [cell["stem"] for cell in data["cells"]] == [f"{name}/{stem}" for name in names for stem in STEMS]
    assert data["columns"][0] == {"name": "folder", "label": "folder", "form": "", "number": False, "measure": False}
    assert any(column["name"] == "epochs" for column in data["columns"])
    read = Page(text)
    assert len(read.all("table")) == 5 and "d'\u00a0=\u00a08, relu → sigmoid" in read.text
    assert "two has a lower test binary cross-entropy than" in read.text
    with (folders[0] / "summary.csv").open() as file:
        assert f"{float(next(csv.DictReader(file))['mse']):.4f}" in read.text
    again = rerun.snakemake("compare", "--config", f"compare=[{names[0]}, {rerun.folder}]", check=False).said
    assert f"{rerun.folder} is not a folder of results" in again
