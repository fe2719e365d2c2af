"""Nothing computed is computed again, and nothing stale survives."""

import ast
import os
import re
import shutil

import pytest

from autogrid.job import gpu
from support import pretend_driver
from support.grids import EACH, PAGES, TABLES
from support.workflow import SMALL, copy_workflow


def test_a_second_run_does_nothing(rerun):
    before = rerun.files("**/*.*")
    assert "Nothing to be done" in rerun.snakemake().said
    assert rerun.files("**/*.*") == before


def test_one_more_dimension_trains_only_its_own_configurations(rerun):
    rerun.edit("dimension: [2, 8]", "dimension: [2, 4, 8]")
    assert rerun.planned() == {
        **{"train": 2, "evaluate": 2, "plot_reconstructions": 2, "baselines": 1},
        **TABLES,
        **PAGES,
    }


@pytest.mark.parametrize(
    ("grid", "trainings"),
    [
        ("hidden: [[16], []]", 4),
        ("corruption: [0, 0.5]", 4),
        ("optimizer: [adam, sgd]", 4),
        ("hidden: [[], [16]]\n  optimizer: [sgd, adam]", 12),
    ],
)
def test_more_values_of_an_axis_train_only_their_own_configurations(rerun, grid, trainings):
    rerun.edit("grid:\n", f"grid:\n  {grid}\n")
    assert rerun.planned()["train"] == trainings


def test_settings_of_an_optimizer_that_is_not_in_the_grid_change_nothing(rerun):
    rerun.edit("training:\n", "training:\n  optimizers: {sgd: {learning_rate: 0.1}}\n")
    assert rerun.planned() == {}


def test_other_drawn_images_redraw_pictures_only(rerun):
    rerun.append(SMALL, "drawn_images: [0, 1, 2]\n")
    before = rerun.files("reconstructions/*")
    assert rerun.planned() == {"plot_reconstructions": 4, "write_report": 1}
    name = "results/reconstructions/d2_relu-sigmoid_seed0.png"
    rerun.snakemake(name)
    assert rerun.files("reconstructions/*")[name] != before[name]


@pytest.mark.parametrize(("old", "new"), [("epochs: 3", "epochs: 4"), ("every: 2", "every: 1")])
def test_the_protocol_retrains_all(rerun, old, new):
    rerun.edit(old, new)
    assert rerun.planned() == {"train": 4, "evaluate": 4, "plot_reconstructions": 4, **TABLES, **PAGES}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("path: tests/data/mnist-sample.npz", "path: elsewhere.npz"),
        ("split:", "checkpoint_every: 1\nsplit:"),
        ("epochs: 3", "epochs: 3.0\n  loss: bce"),
        ("dimension: [2, 8]", "corruption: 0.0\n  dimension: ['2', 8.0]"),
    ],
    ids=["another copy of the data", "checkpoints", "an alias", "equal numbers"],
)
def test_what_means_the_same_changes_nothing(rerun, old, new):
    shutil.copy(rerun.folder / "tests/data/mnist-sample.npz", rerun.folder / "elsewhere.npz")
    rerun.edit(old, new)
    assert rerun.planned() == {}


def test_a_moved_folder_trains_nothing(rerun):
    rerun.folder = rerun.folder.rename(rerun.folder.with_name("moved"))
    assert rerun.planned() == {}


@pytest.mark.parametrize(
    ("script", "rules"),
    [
        ("train", {"train", *EACH, "summarise", *PAGES}),
        ("autogrid/model/compiled", {"train", *EACH, "summarise", *PAGES}),
        ("autogrid/model/activations", {"baselines", *EACH, "summarise", *PAGES}),
        ("autogrid/draw/sheet", {"plot_reconstructions", "write_report"}),
        ("autogrid/findings/grid_findings", {"write_report"}),
        ("autogrid/measure/summary", {"summarise", "plot_error", "plot_gallery", "write_report"}),
        (
            "autogrid/model/principal_components",
            {"baselines", "summarise", "plot_error", "plot_gallery", "write_report"},
        ),
    ],
)
def test_code_that_determines_a_result_reruns_what_depends_on_it(rerun, script, rules):
    rerun.append(f"scripts/{script}.py", "\nCHANGED = True\n")
    assert set(rerun.planned()) == rules


def test_comments_docstrings_layout_and_a_newer_time_rerun_nothing(rerun):
    for file in rerun.folder.glob("scripts/**/*.py"):
        text = ast.unparse(ast.parse(file.read_text())).replace('"""', '"""Changed. ', 1)
        file.write_text(f"# changed\n{text}\n")
        os.utime(file)
    assert rerun.planned() == {}


def test_other_names_of_the_classes_train_nothing(rerun):
    rerun.edit("path: tests", "classes: [nought, '{one}', $two$, 3, 4, 5, 6, 7, 8, 9], path: tests")
    jobs = rerun.planned()
    assert set(jobs) == {"name_classes", "plot_classes", "plot_codes", "write_report"}


@pytest.mark.parametrize("text", ["page.html", "gallery.rst"])
def test_another_text_of_the_report_rewrites_it_alone(rerun, text):
    folder = "report" if text.endswith(".rst") else "resources/page"
    rerun.append(f"{folder}/{text}", "\nchanged\n")
    assert rerun.planned() == {"write_report": 1}


def test_another_tensorflow_retrains_all(rerun, tmp_path):
    fake = tmp_path / "tensorflow-99.0.dist-info"
    fake.mkdir()
    (fake / "METADATA").write_text("Metadata-Version: 2.1\nName: tensorflow\nVersion: 99.0\n")
    said = rerun.snakemake("--dry-run", PYTHONPATH=str(tmp_path)).said
    assert re.search("^train +4$", said, re.MULTILINE)


def test_a_second_clone_with_the_same_cache_trains_nothing(finished, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    first, second = copy_workflow(tmp_path / "first"), copy_workflow(tmp_path / "second")
    for workflow in (first, second):
        workflow.edit("dimension: [2, 8]", "dimension: [2]")
        workflow.snakemake("results/summary.csv", "--cache", SNAKEMAKE_OUTPUT_CACHE=str(cache))
        for pattern in ("models/*", "metrics/*"):
            found = workflow.files(pattern)
            assert len(found) == 2
            assert found.items() <= finished.files(pattern).items()
    logs = [(workflow.folder / "logs/train/d2_relu-sigmoid_seed0.log").read_text() for workflow in (first, second)]
    assert "epoch 3/3" in logs[0]
    assert logs[1] == ""
    assert all(model.readlink().parent == cache for model in second.folder.glob("results/models/*"))

    (second.folder / "results/models/d2_relu-sigmoid_seed0.h5").unlink()
    plan = ["--dry-run", "results/models/d2_relu-sigmoid_seed0.h5", "--cache"]
    said = second.snakemake(*plan, SNAKEMAKE_OUTPUT_CACHE=str(cache)).said
    assert "d2_relu-sigmoid_seed0.h5 will be obtained from global between-workflow cache" in said
    with_gpu = pretend_driver.compiled(tmp_path / "driver")
    for name in gpu.LIBRARIES:
        pretend_driver.library(tmp_path / "driver" / name, os.devnull)
    said = second.snakemake(*plan, SNAKEMAKE_OUTPUT_CACHE=str(cache), **with_gpu).said
    assert "will be obtained" not in said, "a model of another device is taken from the cache"
