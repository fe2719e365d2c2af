"""Nothing computed is computed again, and nothing stale survives."""

import ast
import functools
import os
import re
import shutil

import pytest

from autogrid.job import gpu
from autogrid.provenance import code
from support import pretend_driver
from support.grids import EACH, PAGES, TABLES
from support.workflow import REPOSITORY, SMALL, copy_workflow

ACTIVATIONS = "autogrid/model/activations.py"


def test_one_more_dimension_trains_only_its_own_configurations(rerun):
    rerun.edit("dimension: [2, 8]", "dimension: [2, 4, 8]")
    assert rerun.planned() == {
        **{"train": 2, "evaluate": 2, "plot_reconstructions": 2, "baselines": 1},
        **TABLES,
        **PAGES,
    }


def test_more_values_of_every_axis_train_only_their_own_configurations(rerun):
    rerun.edit("grid:\n", "grid:\n  hidden: [[16], []]\n  corruption: [0, 0.5]\n  optimizer: [sgd, adam]\n")
    assert rerun.planned()["train"] == 8 * 4 - 4


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


def test_a_config_that_means_the_same_changes_nothing(rerun):
    shutil.copy(rerun.folder / "tests/data/mnist-sample.npz", rerun.folder / "elsewhere.npz")
    rerun.edit("path: tests/data/mnist-sample.npz", "path: elsewhere.npz")  # another copy of the data
    rerun.edit("split:", "checkpoint_every: 1\nsplit:")
    rerun.edit("epochs: 3", "epochs: 3.0\n  loss: bce\n  optimizers: {sgd: {learning_rate: 0.1}}")  # not in the grid
    rerun.edit("dimension: [2, 8]", "corruption: 0.0\n  dimension: ['2', 8.0]")
    assert rerun.planned() == {}


def test_a_second_run_does_nothing_in_a_moved_folder_with_other_comments_docstrings_layout_and_times(rerun):
    before = rerun.files("**/*.*")
    rerun.folder = rerun.folder.rename(rerun.folder.with_name("moved"))
    for file in rerun.folder.glob("scripts/**/*.py"):
        text = ast.unparse(ast.parse(file.read_text())).replace('"""', '"""Changed. ', 1)
        file.write_text(f"# changed\n{text}\n")
        os.utime(file)
    assert "Nothing to be done" in rerun.snakemake().said
    assert rerun.files("**/*.*") == before


@pytest.mark.parametrize(
    ("modules", "rules"),
    [
        (["train"], {"train", *EACH, "summarise", *PAGES}),
        (
            ["draw/sheet", "model/principal_components"],
            {"plot_reconstructions", "baselines", "summarise", "plot_error", "plot_gallery", "write_report"},
        ),
    ],
)
def test_code_that_determines_a_result_reruns_what_depends_on_it(rerun, modules, rules):
    for module in modules:
        rerun.append(f"scripts/{'autogrid/' if '/' in module else ''}{module}.py", "\nCHANGED = True\n")
    assert set(rerun.planned()) == rules


def test_a_script_depends_on_the_modules_that_it_imports_at_any_depth_and_on_no_other():
    file = functools.cache(lambda name: code.File.of((REPOSITORY / "scripts" / name).read_text()))
    behind = {path.stem: code.behind(path.name, file) for path in (REPOSITORY / "scripts").glob("*.py")}
    for module, scripts in {
        "model/compiled": {"train"},
        "draw/sheet": {"plot_reconstructions"},
        "findings/grid_findings": {"write_report"},
        "measure/summary": {"summarise", "partial_summary"},
    }.items():
        assert {script for script, files in behind.items() if f"autogrid/{module}.py" in files} == scripts
    assert {"baselines", "evaluate"} < {script for script, files in behind.items() if ACTIVATIONS in files}
    assert ACTIVATIONS not in behind["train"]


def test_other_names_of_the_classes_train_nothing(rerun):
    rerun.edit("path: tests", "classes: [nought, '{one}', $two$, 3, 4, 5, 6, 7, 8, 9], path: tests")
    jobs = rerun.planned()
    assert set(jobs) == {"describe_images", "plot_classes", "plot_codes", "write_report"}


def test_other_texts_of_the_report_rewrite_it_alone(rerun):
    rerun.append("resources/page/page.html", "\nchanged\n")
    rerun.append("report/gallery.rst", "\nchanged\n")
    assert rerun.planned() == {"write_report": 1}


def test_another_tensorflow_retrains_all(rerun, tmp_path):
    fake = tmp_path / "tensorflow-99.0.dist-info"
    fake.mkdir()
    (fake / "METADATA").write_text("Metadata-Version: 2.1\nName: tensorflow\nVersion: 99.0\n")
    said = rerun.plan(PYTHONPATH=str(tmp_path)).said
    assert re.search("^train +4$", said, re.MULTILINE)


def test_a_second_clone_with_the_same_cache_trains_nothing(finished, tmp_path, monkeypatch):
    cache = tmp_path / "cache"
    cache.mkdir()
    monkeypatch.setenv("SNAKEMAKE_OUTPUT_CACHE", str(cache))
    first, second = copy_workflow(tmp_path / "first"), copy_workflow(tmp_path / "second")
    for workflow in (first, second):
        workflow.edit("dimension: [2, 8]", "dimension: [2]")
        workflow.snakemake("results/summary.csv", "--cache")
        for pattern in ("models/*", "metrics/*"):
            found = workflow.files(pattern)
            assert len(found) == 2
            assert found.items() <= finished.files(pattern).items()
    logs = [(workflow.folder / "logs/train/d2_relu-sigmoid_seed0.log").read_text() for workflow in (first, second)]
    assert "epoch 3/3" in logs[0]
    assert logs[1] == ""
    assert all(model.readlink().parent == cache for model in second.folder.glob("results/models/*"))

    (second.folder / "results/models/d2_relu-sigmoid_seed0.h5").unlink()
    plan = ["results/models/d2_relu-sigmoid_seed0.h5", "--cache"]
    said = second.plan(*plan).said
    assert "d2_relu-sigmoid_seed0.h5 will be obtained from global between-workflow cache" in said
    with_gpu = pretend_driver.compiled(tmp_path / "driver")
    for name in gpu.LIBRARIES:
        pretend_driver.library(tmp_path / "driver" / name, os.devnull)
    said = second.plan(*plan, **with_gpu).said
    assert "will be obtained" not in said, "a model of another device is taken from the cache"
