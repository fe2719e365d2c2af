"""What a person reads in the terminal while the grid runs: a few lines instead of a dozen for each job.

Snakemake logs every event of a run by Python's logging, and names the events in its interface for logger plugins.
Its log file has all of them, and so has the terminal with ``--verbose``.
"""

import logging
import sys
import time

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from autogrid.config import names

HIDDEN = {
    *(LogEvent.WORKFLOW_STARTED, LogEvent.GROUP_INFO, LogEvent.JOB_INFO, LogEvent.JOB_STARTED, LogEvent.JOB_FINISHED),
    *(LogEvent.SHELLCMD, LogEvent.PROGRESS, LogEvent.RESOURCES_INFO),
}
SELECTION = "Select jobs to execute..."  # logged whenever Snakemake looks for jobs, without an event
LINES = 10  # on the progress, at most


class Brief(logging.Filter):
    """Hides what Snakemake says about each job, except errors, and prints how far the trainings are.

    Where there are none, it prints how far the jobs are, if they are many.
    """

    def __init__(self):
        super().__init__()
        self.rules, self.planned, self.trainings, self.total, self.done, self.start = {}, False, 0, 0, 0, 0.0

    def filter(self, record):
        event, details = getattr(record, "event", None), record.__dict__
        if event == LogEvent.RUN_INFO and not self.planned:  # a dry run logs it once more, at its end
            self.plan(details["stats"])
            return False
        if event == LogEvent.JOB_INFO:
            self.rules[details["jobid"]] = details["rule_name"]
            if details["rule_name"] == "train":
                self.start = self.start or time.monotonic()
        if event == LogEvent.JOB_FINISHED and (not self.trainings or self.rules.get(details["job_id"]) == "train"):
            self.count()
        return event not in HIDDEN and record.msg != SELECTION

    def plan(self, stats):
        """Say how many jobs and trainings there are."""
        self.planned, self.trainings = True, stats.get("train", 0)
        self.total = self.trainings or stats["total"]
        say(f"{names.count(stats['total'], 'job')}, {self.trainings:,} of them trainings")

    def count(self):
        """Count a finished training or job; report the progress at every tenth."""
        self.done += 1
        if not self.trainings and self.total < LINES:
            return  # few jobs, or the Snakemake of a single job on a cluster
        if LINES * self.done // self.total == LINES * (self.done - 1) // self.total:
            return
        if not self.trainings:
            return say(f"{self.done} of {self.total} jobs done")
        left = (time.monotonic() - self.start) * (self.total / self.done - 1)
        to_go = f", about {duration(left)} of training left" if self.done < self.total else ""
        say(f"{self.done} of {self.total} configurations trained{to_go}")


def say(text):
    print(text, file=sys.stderr, flush=True)


def duration(seconds):
    """A duration in words."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def be_brief():
    """Filter what Snakemake prints from now on, unless ``--verbose`` asks for everything."""
    if logger.isEnabledFor(logging.DEBUG):
        return
    for handler in logger.handlers:
        if isinstance(handler, logging.StreamHandler) and not isinstance(handler, logging.FileHandler):
            handler.addFilter(Brief())
