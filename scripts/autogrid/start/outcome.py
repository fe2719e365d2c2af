"""What a run says last: where the answer is, or what to do about a failure."""

import sys
import time
from pathlib import Path

STARTED = time.time()  # of planning: older files are from an earlier run
COARSE = 2  # seconds: the coarsest file times are whole, even seconds


def is_new(file):
    """Whether this run made a file."""
    return file.exists() and file.stat().st_mtime > STARTED - COARSE


def say(findings, page):
    """Print the answer to the question of the grid, and where its page is, if this run made it.

    Parameters
    ----------
    findings : path
        A Markdown file whose first paragraph is the answer.
    page : path
    """
    findings, page = Path(findings), Path(page)
    if is_new(page) and findings.exists():
        answer = findings.read_text(encoding="utf-8").split("\n\n")[0]
        print(f"\n{answer}\n\nAll of it: {page.resolve().as_uri()}", file=sys.stderr)


def advise(table):
    """Print what remains after a failure, and how to resume.

    Parameters
    ----------
    table : path
        That of all configurations, ``summary.csv``.
    """
    table = Path(table)
    is_old = table.exists() and not is_new(table)
    old = f"In {table.parent}, tables and figures are those of an earlier run. " if is_old else ""
    print(
        f"\nThe run ended early. If a job failed, its log, in the folder of logs, says why. {old}"
        "The same command resumes; with the target partial_summary it tabulates what is done.",
        file=sys.stderr,
    )
