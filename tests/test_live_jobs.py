"""Jobs that outlived their Snakemake are not started a second time."""

import base64

import pytest

from autogrid.config.refusal import Refusal
from autogrid.start import live_jobs

METRICS = "results/metrics/d2_relu-sigmoid_seed0.json"
QUEUE = """\
11|alice|RUNNING|rule_train_wildcards_d2_relu-sigmoid_seed0|{here}
12|bob|PENDING|rule_evaluation_evaluate_plot_reconstructions|{here}/
13|alice|RUNNING|(null)|{here}
15|alice|COMPLETING|rule_train_wildcards_d2_relu-sigmoid_seed0|{here}
14|alice|RUNNING|rule_train_wildcards_d2_relu-sigmoid_seed0|{here}/elsewhere
"""


def begin(workflow, output):
    """Leave what a run leaves that was killed while it made an output."""
    (workflow.folder / output).unlink()
    marker = workflow.folder / ".snakemake/incomplete" / base64.urlsafe_b64encode(output.encode()).decode()
    marker.write_text('{"external_jobid": null}')


def queue(workflow, tmp_path, lines=QUEUE, status=0):
    """The environment with a `squeue` that says something, and that it was asked."""
    squeue = tmp_path / "bin/squeue"
    squeue.parent.mkdir()
    (tmp_path / "lines").write_text(lines.format(here=workflow.folder))
    squeue.write_text(f"#!/bin/sh\ntouch {tmp_path}/asked\ncat {tmp_path}/lines\nexit {status}\n")
    squeue.chmod(0o755)
    return {"PATH": f"{squeue.parent}:/usr/bin:/bin"}


def test_jobs_alive_that_would_write_the_same_are_named_and_nothing_is_run(rerun, tmp_path):
    begin(rerun, METRICS)
    done = rerun.snakemake(METRICS, check=False, **queue(rerun, tmp_path))
    assert done.returncode == 1
    assert "11 of alice, RUNNING: rule_train_wildcards_d2_relu-sigmoid_seed0\n" in done.said
    assert "12 of bob, PENDING: rule_evaluation_evaluate_plot_reconstructions\n" in done.said
    assert done.said.rstrip().endswith("scancel 11 12")
    assert "Traceback" not in done.said
    assert not (rerun.folder / METRICS).exists()


def test_jobs_of_other_results_in_the_same_folder_do_not_matter(rerun, tmp_path):
    (rerun.folder / METRICS).unlink()
    rerun.snakemake(METRICS, **queue(rerun, tmp_path))
    assert not (tmp_path / "asked").exists()


def test_a_killed_run_is_gone_on_with_when_no_job_is_alive_or_where_there_is_no_slurm(rerun, tmp_path):
    begin(rerun, METRICS)
    rerun.snakemake(METRICS, **queue(rerun, tmp_path, lines="squeue: error: no controller", status=1))
    assert (tmp_path / "asked").exists()
    assert (rerun.folder / METRICS).exists()


def test_with_slurm_a_queue_that_cannot_be_read_is_an_error(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert live_jobs.queue(required=False) == []
    with pytest.raises(Refusal, match="squeue says .*No such file"):
        live_jobs.queue(required=True)
