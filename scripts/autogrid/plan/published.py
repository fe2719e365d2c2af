"""The published errors, checked before any job starts."""

import csv
import math

from autogrid.plan.settings import ConfigError, suggest

COLUMNS = ["encoder", "decoder", "dimension", "published_error"]


def read(path, activations):
    """The rows of a table of published errors.

    Parameters
    ----------
    path : path
        A CSV.
    activations : list of str
        The names of activations, and aliases.

    Returns
    -------
    list of dict
        Each with ``encoder``, ``decoder``, ``dimension`` and ``published_error`` (nats a pixel).

    Raises
    ------
    ConfigError
        That names the row and column of what is wrong.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            if table.fieldnames != COLUMNS:
                found = ", ".join(table.fieldnames or [])
                raise ConfigError(f"published: {path} has the columns {found!r}; needed are {', '.join(COLUMNS)!r}")
            rows = [parsed(row, f"published: {path}, line {table.line_num}", activations) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"published: {path} cannot be read: {error}; name a CSV, notebook or null") from None
    if not rows:
        raise ConfigError(f"published: {path} has no rows; name another CSV, notebook or null")
    cells = [tuple(row[column] for column in COLUMNS[:3]) for row in rows]
    twice = next((cell for cell in cells if cells.count(cell) > 1), None)
    if twice:
        raise ConfigError(f"published: {path} has {', '.join(map(str, twice))} twice")
    return rows


def parsed(row, where, activations):
    """A row with its numbers as numbers; `where` begins the message of a ConfigError."""
    if None in row or None in row.values():
        raise ConfigError(f"{where} does not have {len(COLUMNS)} values")
    for column in ("encoder", "decoder"):
        if row[column] not in activations:
            raise ConfigError(f"{where}: {column} is unknown: {suggest([row[column]], activations)}")
    try:
        cell = {**row, "dimension": int(row["dimension"]), "published_error": float(row["published_error"])}
    except ValueError as error:
        raise ConfigError(f"{where}: dimension and published_error must be numbers: {error}") from None
    if cell["dimension"] < 1 or not math.isfinite(cell["published_error"]):
        raise ConfigError(f"{where}: {row['dimension']}, {row['published_error']} is no code dimension with its error")
    return cell
