"""Snakemake does not look for jobs all the time."""

from types import SimpleNamespace

import pytest
from snakemake.scheduling.job_scheduler import JobRateLimiter
from snakemake.settings.types import MaxJobsPerTimespan

from autogrid.start import pace


@pytest.mark.parametrize(
    ("limit", "local", "kept"),
    [("100/1s", True, False), ("100/1s", False, True), ("1/1s", True, True), ("100/1m", True, True)],
)
def test_only_the_default_limit_of_jobs_is_lifted_and_only_on_this_machine(limit, local, kept):
    scheduler = SimpleNamespace(job_rate_limiter=JobRateLimiter(MaxJobsPerTimespan.parse_choice(limit)))
    workflow = SimpleNamespace(scheduler=scheduler, local_exec=local, touch=False, _onstart=lambda log: None)
    pace.start_jobs_as_others_end(workflow)
    workflow._onstart("log")
    assert (scheduler.job_rate_limiter is not None) == kept
