"""Nothing computed is computed again, and nothing stale survives."""

import os

import pytest
from conftest import copy_workflow

GRID = "grid: {{dimension: {dimension}, activation: [[relu, sigmoid], [sigmoid, relu]]}}\n"
TABLES = {"summarise": 1, "replicates": 1}
FIGURES = ["plot_error", "plot_learning_curves", "plot_classes", "plot_gallery", "plot_codes"]
PAGES = dict.fromkeys([*FIGURES, "write_report"], 1)


def changed(workflow, text):
    """The small config with a change laid over it."""
    workflow.append("tests/data/config.yaml", text)
    return "tests/data/config.yaml"


def edit(workflow, old, new):
    """Replace a value in the small config."""
    config = workflow.folder / "tests/data/config.yaml"
    assert old in config.read_text()
    config.write_text(config.read_text().replace(old, new))


def test_a_second_run_does_nothing(finished):
    before = finished.files("**/*.*")
    assert "Nothing to be done" in finished.snakemake().said
    assert finished.files("**/*.*") == before


def test_one_more_dimension_trains_only_its_own_configurations(rerun):
    before = rerun.files("models/*")
    edit(rerun, "dimension: [2, 8]", "dimension: [2, 4, 8]")
    assert rerun.planned() == {
        "train": 2,
        "evaluate": 2,
        "plot_reconstructions": 2,
        "summarise": 1,
        "replicates": 1,
        "baselines": 1,
        **{rule: 1 for rule in PAGES if rule != "plot_codes"},
    }
    rerun.snakemake()
    after = rerun.files("models/*")
    assert len(after) == 6
    assert before.items() < after.items()
    assert len((rerun.folder / "results/summary.csv").read_text().splitlines()) == 7


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
    edit(rerun, "grid:\n", f"grid:\n  {grid}\n")
    edit(rerun, "training:\n", "training:\n  optimizers: {sgd: {learning_rate: 0.1}}\n")
    assert rerun.planned()["train"] == trainings


def test_settings_of_an_optimizer_that_is_not_in_the_grid_change_nothing(rerun):
    edit(rerun, "training:\n", "training:\n  optimizers: {sgd: {learning_rate: 0.1}}\n")
    assert rerun.planned() == {}


def test_other_drawn_images_redraw_pictures_only(rerun):
    changed(rerun, "drawn_images: [0, 1, 2]\n")
    before = rerun.files("reconstructions/*")
    assert rerun.planned() == {"plot_reconstructions": 4, "write_report": 1}
    rerun.snakemake()
    after = rerun.files("reconstructions/*")
    assert all(before[name] != after[name] for name in before)


@pytest.mark.parametrize(("old", "new"), [("epochs: 3", "epochs: 4"), ("every: 2", "every: 1")])
def test_the_protocol_retrains_all(rerun, old, new):
    edit(rerun, old, new)
    assert rerun.planned() == {"train": 4, "evaluate": 4, "plot_reconstructions": 4, **TABLES, **PAGES}


def test_how_often_checkpoints_are_made_changes_nothing(rerun):
    changed(rerun, "checkpoint_every: 1\n")
    assert rerun.planned() == {}


def test_another_copy_of_the_same_data_fetches_and_trains_nothing(rerun):
    edit(rerun, "path: tests/data/mnist-sample.npz", "path: elsewhere.npz")
    assert rerun.planned() == {}


def test_a_moved_folder_trains_nothing(rerun):
    moved = rerun.folder.rename(rerun.folder.with_name("moved"))
    rerun.folder = moved
    assert rerun.planned() == {}


@pytest.mark.parametrize(
    ("script", "rules"),
    [
        ("train.py", {"train", "evaluate", "plot_reconstructions", *TABLES, *PAGES}),
        ("compiled.py", {"train", "evaluate", "plot_reconstructions", *TABLES, *PAGES}),
        ("checkpoint.py", {"train", "evaluate", "plot_reconstructions", *TABLES, *PAGES}),
        ("autoencoder.py", {"train", "evaluate", "plot_reconstructions", *TABLES, *PAGES}),
        (
            "activations.py",
            {"evaluate", "baselines", "plot_reconstructions", *TABLES, *PAGES} - {"plot_learning_curves"},
        ),
        ("drawing.py", {"plot_reconstructions", *PAGES}),
        ("units.py", {"plot_reconstructions", "write_report"}),
        ("findings.py", {"write_report"}),
        ("summarise.py", {*TABLES, "plot_error", "plot_gallery", "write_report"}),
        ("principal_components.py", {"baselines", "plot_error", "plot_gallery", "write_report"}),
    ],
)
def test_code_that_determines_a_result_reruns_what_depends_on_it(rerun, script, rules):
    rerun.append(f"scripts/{script}", "\n# changed\n")
    assert set(rerun.planned()) == rules


@pytest.mark.parametrize("text", ["page.html", "gallery.rst"])
def test_another_text_of_the_report_rewrites_it_alone(rerun, text):
    rerun.append(f"report/{text}", "\nchanged\n")
    assert rerun.planned() == {"write_report": 1}


def test_a_touched_module_whose_text_is_the_same_reruns_nothing(rerun):
    os.utime(rerun.folder / "scripts/activations.py")
    assert rerun.planned() == {}


def test_another_tensorflow_retrains_all(rerun, tmp_path):
    fake = tmp_path / "tensorflow-99.0.dist-info"
    fake.mkdir()
    (fake / "METADATA").write_text("Metadata-Version: 2.1\nName: tensorflow\nVersion: 99.0\n")
    assert rerun.planned(PYTHONPATH=str(tmp_path))["train"] == 4


def test_a_second_clone_with_the_same_cache_trains_nothing(finished, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    first, second = copy_workflow(tmp_path / "first"), copy_workflow(tmp_path / "second")
    for workflow in (first, second):
        workflow.snakemake("results/summary.csv", "--cache", SNAKEMAKE_OUTPUT_CACHE=str(cache))
        assert workflow.files("models/*") == finished.files("models/*")
        assert workflow.files("metrics/*") == finished.files("metrics/*")
    logs = [(workflow.folder / "logs/train/d2_relu-sigmoid_seed0.log").read_text() for workflow in (first, second)]
    assert "epoch 3/3" in logs[0]
    assert logs[1] == ""
    assert all(model.readlink().parent == cache for model in second.folder.glob("results/models/*"))
