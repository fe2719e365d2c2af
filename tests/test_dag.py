"""What a fresh clone would run."""

import re

import pytest

from support.grids import DEFAULT

SUBMITTED = {"train", "evaluate", "plot_reconstructions", "train_classifiers", "compress", "compress_references"}
ONE = "d64_relu-sigmoid_seed0"


@pytest.mark.parametrize(
    ("target", "jobs"),
    [
        ("all", DEFAULT),
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
                **{name: count for name, count in DEFAULT.items() if name != "replicates"},
                **{"train_classifiers": 17, "compare_classifiers": 1, "plot_accuracy": 1, "plot_confusion": 1},
                "classify": 1,
            },
        ),
        (
            "rates",
            {
                **{name: count for name, count in DEFAULT.items() if name != "replicates"},
                **{"compress": 16, "compress_references": 1, "compare_rates": 1, "describe_rates": 1},
                **{"replicate_rates": 1, "plot_rates": 1, "plot_rate_gallery": 1, "rates": 1},
            },
        ),
        ("results/figures/codes.png", {"fetch": 1, "prepare": 1, "train": 3, "evaluate": 3, "plot_codes": 1}),
    ],
)
def test_a_target_needs_these_jobs(clone, target, jobs):
    assert clone.planned(target, config=None) == jobs


def test_the_protocol_of_the_text_has_results_of_its_own(clone):
    assert clone.planned(config="config/as-described.yaml") == DEFAULT
    _, said = clone.plan("results/as-described/summary.csv", config="config/as-described.yaml")
    assert "results/as-described/models/d64_relu-sigmoid_adadelta_seed0.h5" in said
    assert "results/models/" not in said


def test_ten_seeds_are_ten_runs_of_every_cell_in_the_same_folder(clone):
    jobs = {"fetch": 1, "prepare": 1, "train": 120, "evaluate": 120, "summarise": 1, "replicates": 1}
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


def test_a_rule_that_is_submitted_states_its_resources_and_training_its_gpu(clone):
    _, said = clone.plan("all", "classify", "rates", config=None)
    jobs = re.findall(r"^rule (\w+):\n(.*?\n)\[", said, re.MULTILINE | re.DOTALL)
    assert len(jobs) > 60
    for rule, text in jobs:
        assert ("gpu=1" in text) == (rule == "train"), text
        assert all(word in text for word in ("mem_mb=", "runtime=")) == (rule in SUBMITTED), text


def test_snakemake_finds_nothing_to_lint(clone):
    assert "Congratulations" in clone.snakemake("--lint", config=None).said
