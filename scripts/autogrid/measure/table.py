"""Tables in files."""

import csv


def rows(file):
    """The rows of a CSV, as dicts of text."""
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
