"""The published errors, checked before any job starts, and held against the cells that they are of."""

import csv
import math

from autogrid.config.grid import different
from autogrid.config.settings import ConfigError, number, suggest

NEEDED = ["encoder", "decoder", "dimension", "published_error"]


def errors_of(grid, variants, config, images, schema, notebook):
    """The published error of each configuration, by stem, in nats per pixel, from the config's table or the notebook's.

    None of images that are resized and not those that it was published for.
    """
    resized = config["dataset"]["image_shape"][:2] != images.sizes[0][:2]
    if config["published"] is None or (config["published"] == "notebook" and resized):
        return {}
    path = notebook if config["published"] == "notebook" else config["published"]
    rows = read(path, next(iter(grid.values())), schema["$defs"]["activation"]["enum"])
    return errors(rows, grid, variants, config)


def read(path, axes, activations):
    """The rows of a table of published errors, with numbers as numbers.

    It is a CSV with the columns `NEEDED`, and any of ``dataset`` and the axes of a configuration: what is published was
    trained by that protocol. A ConfigError names the row and column of what is wrong.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file)
            check_columns(table.fieldnames or [], ["dataset", *axes], f"published: {path}")
            rows = [parsed(row, f"published: {path}, line {table.line_num}", activations) for row in table]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"published: {path} cannot be read: {error}; name a CSV, notebook or null") from None
    if not rows:
        raise ConfigError(f"published: {path} has no rows; name another CSV, notebook or null")
    of = [tuple(value for column, value in row.items() if column != "published_error") for row in rows]
    twice = next((cell for cell in of if of.count(cell) > 1), None)
    if twice:
        raise ConfigError(f"published: {path} has {', '.join(map(str, twice))} twice")
    return rows


def check_columns(found, more, where):
    """Raise a ConfigError for a column that is missing, there twice, or of nothing that is known."""
    known = [*NEEDED, *more]
    missing = [column for column in NEEDED if column not in found]
    if missing:
        raise ConfigError(f"{where} has the columns {', '.join(found)!r}; {', '.join(missing)!r} is missing")
    for column in found:
        if column not in known or found.count(column) > 1:
            raise ConfigError(f"{where} has a column {suggest([column], known)}; allowed, once: {', '.join(known)}")


def parsed(row, where, activations):
    """A row with its numbers as numbers; `where` begins the message of a ConfigError."""
    if None in row or None in row.values():
        raise ConfigError(f"{where} does not have {len([name for name in row if name])} values")
    for column in ("encoder", "decoder"):
        if row[column] not in activations:
            raise ConfigError(f"{where}: {column} is unknown: {suggest([row[column]], activations)}")
    cell = {column: number(value) for column, value in row.items()}
    for column in ("dimension", "published_error"):
        if isinstance(cell[column], str) or not math.isfinite(cell[column]):
            raise ConfigError(f"{where}: {column} is no number: {row[column]!r}")
    if not isinstance(cell["dimension"], int) or cell["dimension"] < 1:
        raise ConfigError(f"{where}: {row['dimension']} is no code dimension")
    return cell


def errors(rows, grid, variants, config):
    """The published error of each configuration that was trained as what was published, by stem, in nats per pixel.

    That is in all that the table has columns for; the axes that it has none for must be plain.
    """
    found = {}
    for stem, cell in grid.items():
        known, peculiar = cell | {"dataset": config["dataset"]["name"]}, set(different(cell, variants, config))
        for row in rows:
            columns = row.keys() - {"published_error"}
            if peculiar <= columns and all(row[column] == known[column] for column in columns):
                found[stem] = row["published_error"]
    return found
