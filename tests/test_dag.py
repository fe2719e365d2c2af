"""What a fresh clone would run."""

import re

import pytest

ALL = {
    "fetch": 1,
    "prepare": 1,
    "train": 12,
    "evaluate": 12,
    "plot_reconstructions": 12,
    "summarise": 1,
    "replicates": 1,
    "baselines": 1,
    "plot_error": 1,
    "plot_learning_curves": 1,
    "plot_classes": 1,
    "plot_gallery": 1,
    "plot_codes": 1,
    "write_report": 1,
}
ONE = "d64_relu-sigmoid_seed0"


@pytest.mark.parametrize(
    ("target", "jobs"),
    [
        ("all", ALL),
        ("results/summary.csv", {"fetch": 1, "prepare": 1, "train": 12, "evaluate": 12, "summarise": 1}),
        ("results/summary.md", {"fetch": 1, "prepare": 1, "train": 12, "evaluate": 12, "summarise": 1}),
        (f"results/models/{ONE}.h5", {"fetch": 1, "prepare": 1, "train": 1}),
        (f"results/history/{ONE}.csv", {"fetch": 1, "prepare": 1, "train": 1}),
        (f"results/metrics/{ONE}.json", {"fetch": 1, "prepare": 1, "train": 1, "evaluate": 1}),
        (
            f"results/reconstructions/{ONE}.png",
            {"fetch": 1, "prepare": 1, "train": 1, "evaluate": 1, "plot_reconstructions": 1},
        ),
        ("results/baselines.csv", {"fetch": 1, "prepare": 1, "baselines": 1}),
        (
            "classify",
            {
                **{"fetch": 1, "prepare": 1, "train": 12, "evaluate": 12, "summarise": 1, "baselines": 1},
                **{"train_classifiers": 17, "compare_classifiers": 1, "plot_accuracy": 1, "plot_confusion": 1},
                "classify": 1,
            },
        ),
        ("results/figures/codes.png", {"fetch": 1, "prepare": 1, "train": 3, "plot_codes": 1}),
    ],
)
def test_a_target_needs_these_jobs(clone, target, jobs):
    assert clone.planned(target, config=None) == jobs


def test_the_protocol_of_the_text_has_results_of_its_own(clone):
    assert clone.planned(config="config.as-described.yaml") == ALL
    said = clone.snakemake("results/as-described/summary.csv", "--dry-run", config="config.as-described.yaml").said
    assert "results/as-described/models/d64_relu-sigmoid_adadelta_seed0.h5" in said
    assert "results/models/" not in said


def test_ten_seeds_are_ten_runs_of_every_cell_in_the_same_folder(clone):
    jobs = {"fetch": 1, "prepare": 1, "train": 120, "evaluate": 120, "summarise": 1, "replicates": 1}
    assert clone.planned("results/replicates.csv", config="config.ten-seeds.yaml") == jobs


def test_a_configuration_outside_the_grid_is_refused_by_name(clone):
    done = clone.snakemake("results/models/d63_relu-sigmoid_seed0.h5", "--dry-run", check=False)
    assert done.returncode
    assert "no configuration is named d63_relu-sigmoid_seed0" in done.said


def test_a_wrong_config_is_refused_before_any_job_and_leaves_results_alone(finished):
    before = finished.files("**/*.*")
    finished.write("wrong.yaml", "training: {epoch: 3}\n")
    done = finished.snakemake(config="wrong.yaml", check=False)
    assert done.returncode
    assert "training: unknown 'epoch' (did you mean 'epochs'?)" in done.said
    assert finished.files("**/*.*") == before


def test_every_rule_states_its_resources(clone):
    said = clone.snakemake("--dry-run", config=None).said
    jobs = [job for job in re.split("\n(?:local)?rule ", said)[1:] if "jobid:" in job and not job.startswith("all:")]
    assert len(jobs) >= 43
    for job in jobs:
        assert "mem_mb=" in job and "runtime=" in job, job
        assert ("gpu=1" in job) == job.startswith("train:"), job


def test_snakemake_finds_nothing_to_lint(clone):
    assert "Congratulations" in clone.snakemake("--lint", config=None).said
