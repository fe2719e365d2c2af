"""What a fresh clone would run."""

import re

import pytest

from support.grids import DATA, DEFAULT, EACH
from support.workflow import jobs

SUBMITTED = {"train", "evaluate", "plot_reconstructions", "train_classifiers", "compress", "compress_references"}
ONE = "d64_relu-sigmoid_seed0"


@pytest.mark.parametrize(
    ("targets", "wanted"),
    [
        ("all", DEFAULT),
        (
            "results/summary.csv results/summary.md",
            {**DATA, "baselines": 1, "tabulate_grid": 1, "train": 12, "evaluate": 12, "summarise": 1},
        ),
        (
            f"results/models/{ONE}.h5 results/history/{ONE}.csv results/baselines.csv",
            {**DATA, "train": 1, "baselines": 1},
        ),
        (
            f"results/metrics/{ONE}.json results/reconstructions/{ONE}.png",
            {**DATA, "train": 1, "evaluate": 1, "plot_reconstructions": 1},
        ),
        (
            "classify",
            {
                **{name: DEFAULT[name] for name in (*DATA, "describe_images", "baselines", "train", "evaluate")},
                **{"tabulate_grid": 1, "summarise": 1, "train_classifiers": 17, "compare_classifiers": 1},
                **{"plot_accuracy": 1, "plot_confusion": 1, "classify": 1},
            },
        ),
        (
            "rates",
            {
                **{name: DEFAULT[name] for name in (*DATA, "baselines", "train", "evaluate")},
                **{"tabulate_grid": 1, "summarise": 1, "compress": 16, "compress_references": 1, "compare_rates": 1},
                **{"plot_rates": 1, "plot_rate_gallery": 1, "rates": 1},
            },
        ),
        (
            "results/figures/codes.png",
            {**DATA, "describe_images": 1, "tabulate_grid": 1, "train": 3, "evaluate": 3, "plot_codes": 1},
        ),
    ],
)
def test_targets_need_these_jobs(clone, targets, wanted):
    assert clone.planned(*targets.split(), config=None) == wanted


def test_the_protocol_of_the_text_has_results_of_its_own(clone):
    said = clone.plan("--verbose", config="config/as-described.yaml").said
    assert jobs(said) == DEFAULT
    assert "results/as-described/models/d64_relu-sigmoid_adadelta_seed0.h5" in said
    assert "results/models/" not in said


def test_ten_seeds_are_ten_runs_of_every_cell_in_the_same_folder_planned_in_a_few_lines(clone):
    said = clone.plan(config="config/ten-seeds.yaml").said
    assert jobs(said) == DEFAULT | dict.fromkeys(["train", *EACH], 120)
    assert len(said) < 60_000
    assert "120 of them trainings" in said


def test_a_configuration_outside_the_grid_is_refused_by_name(clone):
    status, said = clone.plan("results/models/d63_relu-sigmoid_seed0.h5", check=False)
    assert status
    assert "no configuration is named d63_relu-sigmoid_seed0" in said


def test_a_wrong_config_is_refused_before_any_job_and_leaves_results_alone(rerun):
    before = rerun.files("**/*.*")
    rerun.write("wrong.yaml", "training: {epoch: 3}\n")
    done = rerun.snakemake(config="wrong.yaml", check=False)
    assert done.returncode
    assert done.said.endswith(
        "ConfigError:\nthe config is refused:\n  training: unknown 'epoch' (did you mean 'epochs'?); "
        "allowed: optimizers, loss, epochs, batch_size, patience, validation\n"
    )
    assert rerun.files("**/*.*") == before


def test_extras_are_made_with_all_else_and_what_is_submitted_states_its_resources_and_training_its_gpu(clone):
    said = clone.plan("--config", "extras=[classify,rates]", "--verbose", config=None).said
    assert DEFAULT.items() | {("train_classifiers", 17), ("compress", 16)} < jobs(said).items()
    assert {"plot_accuracy", "plot_confusion", "plot_rates", "plot_rate_gallery"} < jobs(said).keys()
    texts = re.findall(r"^rule (\w+):\n(.*?\n)\[", said, re.MULTILINE | re.DOTALL)
    assert len(texts) > 60
    for rule, text in texts:
        assert ("gpu=1" in text) == (rule == "train"), text
        assert all(word in text for word in ("mem_mb=", "runtime=")) == (rule in SUBMITTED), text


def test_the_first_rule_of_a_workflow_that_imports_this_one_stays_what_it_makes(rerun):
    (rerun.folder / "Snakefile").rename(rerun.folder / "Snakefile.grid")
    module = 'module grid:\n    snakefile: "Snakefile.grid"\n    config: config\nuse rule * from grid as grid_*\n'
    rerun.write("Snakefile", f'configfile: "config.yaml"\n{module}')
    assert "grid_all" in rerun.planned("--forcerun", "grid_summarise")
    rerun.write("Snakefile", f'configfile: "config.yaml"\nrule mine:\n    output: "mine.txt"\n{module}')
    assert rerun.planned() == {"mine": 1}


def test_snakemake_finds_nothing_to_lint(clone):
    assert "Congratulations" in clone.snakemake("--lint", config=None).said
