"""Validation selects one setting for each pair, dimension and seed, and tables, figures and findings compare these."""

import pandas as pd
import pytest

from autogrid.config import grid, settings
from autogrid.draw import lines
from autogrid.measure.selection import compared, select, without_left_out
from support.cells import cell
from support.workflow import REPOSITORY, SMALL


def cells(**losses):
    """Cells of one line, by a stem such as d2_a_seed0, with validation losses, as which test errors rank in reverse."""
    found = {}
    for stem, loss in losses.items():
        dimension, _, seed = stem.split("_")
        found[stem] = cell(int(dimension[1:]), "relu → sigmoid", 1 - loss, int(seed[4:]), val_loss=loss)
    return found


def test_the_lowest_validation_loss_selects_for_each_dimension_and_seed_whatever_the_test_error():
    found = select(cells(d2_a_seed0=0.3, d2_b_seed0=0.2, d2_a_seed1=0.1, d2_b_seed1=0.2, d8_a_seed0=0.5))
    assert {stem: of["selected"] for stem, of in found.items()} == {
        "d2_a_seed0": False,
        "d2_b_seed0": True,
        "d2_a_seed1": True,
        "d2_b_seed1": False,
        "d8_a_seed0": None,
    }
    assert list(compared(found)) == ["d2_b_seed0", "d2_a_seed1", "d8_a_seed0"]


def test_the_first_of_equal_losses_is_selected():
    assert [of["selected"] for of in select(cells(d2_a_seed0=0.2, d2_b_seed0=0.2)).values()] == [True, False]


def test_figures_read_a_summary_without_what_was_left_out(tmp_path):
    (tmp_path / "summary.csv").write_text("stem,selected\na,True\nb,False\nc,\n")
    runs = lines.read(tmp_path / "summary.csv", {})
    assert lines.compared(runs)["stem"].tolist() == ["a", "c"]
    assert list(without_left_out(dict.fromkeys("abcd"), runs)) == ["a", "c", "d"]
    (tmp_path / "summary.csv").write_text("stem,selected\na,\nb,\n")
    assert len(lines.compared(lines.read(tmp_path / "summary.csv", {}))) == 2


def test_every_axis_can_be_selected_from_but_the_loss_which_would_compare_losses_of_several_kinds():
    schema = settings.schema(REPOSITORY / "schemas/config.schema.yaml")["properties"]
    axes = grid.variants(schema["grid"]).keys() - {"loss"}
    assert axes == set(schema["select"]["properties"]["axes"]["items"]["enum"])


@pytest.fixture(scope="module")
def selected(finished, tmp_path_factory):
    """The small run with two learning rates, to look at."""
    workflow = finished.copy(tmp_path_factory.mktemp("selected") / "clone")
    workflow.edit("    - [sigmoid, relu]\n", "  learning_rate: [0.001, 0.01]\n")
    workflow.append(SMALL, "select: {axes: [learning_rate], by: validation}\n")
    workflow.snakemake()
    return workflow


def test_the_workflow_compares_the_selected_and_lists_all(selected):
    results = selected.folder / "results"
    table = pd.read_csv(results / "summary.csv")
    assert len(table) == 4 and table["selected"].sum() == 2
    for _, of_dimension in table.groupby("dimension"):
        assert of_dimension.loc[of_dimension["selected"], "val_loss"].item() == of_dimension["val_loss"].min()
    assert (results / "summary.md").read_text().count("##") == 1
    page = (results / "report.html").read_text()
    assert "Of 4 trainings, the 2 with the lowest validation loss" in page
    assert (results / "figures/error_against_learning_rate.svg").exists()


def test_nothing_can_be_selected_without_a_validation(clone):
    clone.edit("epochs: 3", "epochs: 1")
    clone.append("tests/data/config.yaml", "\nselect: {axes: [learning_rate]}\n")
    assert any("select.axes: no epoch is validated" in line for line in clone.refused())
