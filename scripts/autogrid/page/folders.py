"""Folders of results, each from a run of the workflow: read as they are; other folders are refused by name."""

from pathlib import Path

from autogrid.provenance import records

FILES = {"metrics": "json", "history": "csv", "thumbnails": "png", "units": "png"}  # of a configuration, by folder
ALIKE = ("validation", "patience", "divide_by", "data_sha256")  # in all configurations of a run


def read_folder(folder):
    """The configurations of a folder of results in grid order, as `explorer` takes them, the ``folder`` an axis.

    A ValueError names the folder, if it holds no results, not all of them, or those of several runs.
    """
    folder = Path(folder)
    try:
        rows = records.rows(folder / "summary.csv")
        digests = records.read(folder / "data/sha256.json")
        cells = [read_cell(folder, row) for row in rows]
    except (OSError, ValueError, KeyError) as error:
        raise ValueError(f"{folder} is not a folder of results, or not a complete one: {error}") from None
    if not cells:
        raise ValueError(f"{folder} is not a folder of results: its summary.csv is empty")
    for cell, row in zip(cells, rows):
        different = other_run(cell["record"], cells[0]["record"] | {"data_sha256": digests}, row)
        if different:
            raise ValueError(
                f"{folder} is mixed: {row['stem']} has {different}; finish the run that writes to it, and compare again"
            )
    return cells


def read_cell(folder, row):
    """A configuration, by its row in the summary."""
    stem = row["stem"]
    files = {name: folder / f"{name}/{stem}.{form}" for name, form in FILES.items()}
    missing = next((file for file in files.values() if not file.is_file()), None)
    if missing:
        raise ValueError(f"{missing.relative_to(folder)} is missing")
    record = records.read(files["metrics"])
    return record | {
        "configuration": {"folder": str(folder), **record["configuration"]},
        "stem": f"{folder}/{stem}",
        "record": record,
        "provenance": folder / f"provenance/{stem}.json",
        "published_error": float(row["published_error"] or 0) or None,
        "history": files["history"],
        "images": files["thumbnails"],
        "units": files["units"],
    }


def other_run(record, first, row):
    """In words, how a configuration differs from the run of the first one, or from the summary's row; None if not."""
    if record["model_sha256"] != row["model_sha256"]:
        return "metrics of another model than its row in summary.csv"
    return next((f"another {name} than the others" for name in ALIKE if record.get(name) != first.get(name)), None)
