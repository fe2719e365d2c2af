"""What a job says about its results: records, as JSON files, tables, as CSV, and the digests of files in them."""

import csv
import hashlib
import json
from pathlib import Path


def read(file, kind=dict):
    """The object that a JSON holds, such as a record; an OSError or a ValueError if it holds none."""
    content = json.loads(Path(file).read_text(encoding="utf-8"))
    if not isinstance(content, kind):
        raise ValueError("it holds no JSON object")
    return content


def write(file, content):
    """Write a JSON; a ValueError for numbers that JSON cannot hold."""
    Path(file).write_text(json.dumps(content, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def rows(file):
    """The rows of a CSV, as dicts of text."""
    with open(file, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def sha256(file):
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with open(file, "rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
