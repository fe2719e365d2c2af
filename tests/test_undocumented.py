"""The attributes of Snakemake that its documentation does not name: there in this version, and not needed."""

import re
from types import SimpleNamespace

import pytest
from snakemake.scheduling.job_scheduler import JobRateLimiter
from snakemake.settings.types import DeploymentMethod, MaxJobsPerTimespan

from autogrid.start import undocumented
from support.workflow import REPOSITORY

SAY = """
onstart:
    print("lifted", undocumented.lift_default_limit(workflow), undocumented.started_in(workflow), flush=True)
"""


@pytest.mark.parametrize(("limit", "kept"), [("100/1s", False), ("1/1s", True), ("100/1m", True)])
def test_only_the_default_limit_of_jobs_is_lifted(limit, kept):
    scheduler = SimpleNamespace(job_rate_limiter=JobRateLimiter(MaxJobsPerTimespan.parse_choice(limit)))
    assert undocumented.lift_default_limit(SimpleNamespace(scheduler=scheduler)) != kept
    assert (scheduler.job_rate_limiter is not None) == kept


@pytest.mark.parametrize("workflow", [SimpleNamespace(), SimpleNamespace(scheduler=SimpleNamespace())])
def test_another_snakemake_does_without(workflow, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not undocumented.lift_default_limit(workflow)
    assert undocumented.started_in(workflow) == str(tmp_path)
    assert undocumented.deployment(workflow) == []
    assert not undocumented.in_bucket(workflow)


def test_a_run_inside_of_a_job_deploys_software_as_the_run_does():
    workflow = SimpleNamespace(deployment_settings=SimpleNamespace(deployment_method={DeploymentMethod.APPTAINER}))
    assert undocumented.deployment(workflow) == ["--software-deployment-method", "apptainer"]


def test_this_snakemake_has_them(rerun):
    rerun.append("Snakefile", SAY)  # replaces the workflow's own handler
    (rerun.folder / "results/summary.csv").unlink()
    assert f"lifted True {rerun.folder}" in rerun.snakemake("results/summary.csv").said


def test_there_are_no_others():
    files = [REPOSITORY / "Snakefile", *REPOSITORY.glob("rules/*.smk"), *REPOSITORY.glob("scripts/**/*.py")]
    used = {
        name
        for file in files
        if file.name != "undocumented.py"
        for name in re.findall(r"(?<![/`.])\bworkflow\.(\w+)", file.read_text())
    }
    assert used == {"source_path", "basedir", "cores"}
