"""Jobs that outlived their Snakemake are not started a second time."""

import pytest

METRICS = "results/metrics/d2_relu-sigmoid_seed0.json"
QUEUE = """\
11|alice|RUNNING|rule_train_wildcards_d2_relu-sigmoid_seed0|{here}
12|bob|PENDING|rule_evaluation_evaluate_plot_reconstructions|{here}/
13|alice|RUNNING|(null)|{here}
15|alice|COMPLETING|rule_train_wildcards_d2_relu-sigmoid_seed0|{here}
14|alice|RUNNING|rule_train_wildcards_d2_relu-sigmoid_seed0|{here}/elsewhere
"""


@pytest.fixture
def queue(rerun, tmp_path, monkeypatch):
    """A function that makes a `squeue` that says something, and that it was asked."""
    squeue = tmp_path / "bin/squeue"
    squeue.parent.mkdir()
    monkeypatch.setenv("PATH", f"{squeue.parent}:/usr/bin:/bin")

    def says(lines, status=0):
        (tmp_path / "lines").write_text(lines.format(here=rerun.folder))
        squeue.write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\ncat {tmp_path}/lines\nexit {status}\n")
        squeue.chmod(0o755)

    says(QUEUE)
    return says


def test_live_jobs_are_named_and_nothing_is_run(rerun, queue):
    (rerun.folder / METRICS).unlink()
    done = rerun.snakemake(METRICS, check=False)
    assert done.returncode == 1
    assert "11 of alice, RUNNING: rule_train_wildcards_d2_relu-sigmoid_seed0\n" in done.said
    assert "12 of bob, PENDING: rule_evaluation_evaluate_plot_reconstructions\n" in done.said
    assert "scancel 11 12\n" in done.said
    assert not (rerun.folder / METRICS).exists()


def test_a_run_that_has_nothing_to_do_does_not_ask(rerun, queue, tmp_path):
    rerun.snakemake()
    assert not (tmp_path / "asked").exists()


def test_a_killed_run_is_resumed_where_the_queue_has_no_live_job_or_cannot_be_read(rerun, queue, tmp_path):
    queue("", status=1)
    (rerun.folder / METRICS).unlink()
    done = rerun.snakemake(METRICS)
    assert (tmp_path / "asked").exists()
    assert "squeue cannot tell whether jobs of an earlier run are alive" in done.said
    assert (rerun.folder / METRICS).exists()


HOST = """
module autoencoders:
    snakefile: "Snakefile.grid"
    config: config

use rule * from autoencoders as ae_*

onstart:
    print("the host's own", flush=True)
    autoencoders.onstart()
"""


def test_a_host_with_a_handler_of_its_own_calls_this_one(rerun, queue):
    (rerun.folder / "Snakefile").rename(rerun.folder / "Snakefile.grid")
    rerun.write("Snakefile", f'configfile: "config.yaml"\n{HOST}')
    (rerun.folder / METRICS).unlink()
    done = rerun.snakemake(METRICS, check=False)
    assert "the host's own" in done.said
    assert done.returncode == 1 and "scancel 11 12" in done.said
