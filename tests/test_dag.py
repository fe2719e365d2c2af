"""What a fresh clone would run."""

import re

import pytest

from support.grids import DATA, DEFAULT

SUBMITTED = {"train", "evaluate", "plot_reconstructions", "train_classifiers", "compress", "compress_references"}
ONE = "d64_relu-sigmoid_seed0"


@pytest.mark.parametrize(
    ("target", "jobs"),
    [
        ("all", DEFAULT),
        (
            "results/summary.csv",
            {**DATA, "baselines": 1, "tabulate_grid": 1, "train": 12, "evaluate": 12, "summarise": 1},
        ),
        (
            "results/summary.md",
            {**DATA, "baselines": 1, "tabulate_grid": 1, "train": 12, "evaluate": 12, "summarise": 1},
        ),
        (f"results/models/{ONE}.h5", {**DATA, "train": 1}),
        (f"results/history/{ONE}.csv", {**DATA, "train": 1}),
        (f"results/metrics/{ONE}.json", {**DATA, "train": 1, "evaluate": 1}),
        (
            f"results/reconstructions/{ONE}.png",
            {**DATA, "train": 1, "evaluate": 1, "plot_reconstructions": 1},
        ),
        ("results/baselines.csv", {**DATA, "baselines": 1}),
        (
            "classify",
            {
                **{name: DEFAULT[name] for name in (*DATA, "name_classes", "baselines", "train", "evaluate")},
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
            {**DATA, "name_classes": 1, "tabulate_grid": 1, "train": 3, "evaluate": 3, "plot_codes": 1},
        ),
    ],
)
def test_a_target_needs_these_jobs(clone, target, jobs):
    assert clone.planned(target, config=None) == jobs


def test_the_protocol_of_the_text_has_results_of_its_own(clone):
    assert clone.planned(config="config/as-described.yaml") == DEFAULT
    _, said = clone.plan("results/as-described/summary.csv", "--verbose", config="config/as-described.yaml")
    assert "results/as-described/models/d64_relu-sigmoid_adadelta_seed0.h5" in said
    assert "results/models/" not in said


def test_ten_seeds_are_ten_runs_of_every_cell_in_the_same_folder(clone):
    jobs = {
        **DATA,
        "baselines": 1,
        "tabulate_grid": 1,
        "train": 120,
        "evaluate": 120,
        "summarise": 1,
    }
    assert clone.planned("results/replicates.csv", config="config/ten-seeds.yaml") == jobs


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


def test_ten_seeds_are_planned_in_a_few_lines(clone):
    _, said = clone.plan(config="config/ten-seeds.yaml")
    assert len(said) < 60_000
    assert "120 of them trainings" in said


def test_extras_are_made_and_shown_with_all_else(clone):
    jobs = clone.planned("--config", "extras=[classify,rates]", config=None)
    assert {"plot_accuracy", "plot_rates", "train_classifiers", "compress"} < set(jobs)
    assert jobs == clone.planned("--config", "extras=[classify,rates]", config=None)


def test_a_rule_that_is_submitted_states_its_resources_and_training_its_gpu(clone):
    _, said = clone.plan("all", "classify", "rates", "--verbose", config=None)
    jobs = re.findall(r"^rule (\w+):\n(.*?\n)\[", said, re.MULTILINE | re.DOTALL)
    assert len(jobs) > 60
    for rule, text in jobs:
        assert ("gpu=1" in text) == (rule == "train"), text
        assert all(word in text for word in ("mem_mb=", "runtime=")) == (rule in SUBMITTED), text


def test_snakemake_finds_nothing_to_lint(clone):
    assert "Congratulations" in clone.snakemake("--lint", config=None).said
