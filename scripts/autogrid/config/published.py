"""The published errors, checked before any job starts, and assigned to the cells that they belong to."""

import csv

from autogrid.config import settings
from autogrid.config.grid import different
from autogrid.config.settings import ConfigError, Strict, describe, number
from autogrid.config.suited import suited
from autogrid.data import known

NEEDED = ["encoder", "decoder", "dimension", "published_error"]


def errors_of(grid, variants, config, schema, notebook):
    """The published error of each configuration, by stem, in nats per pixel, from the config's table or the notebook's.

    The notebook's are for its protocol only, in what is no column of its table, too: see `beside_columns`.
    """
    if config["published"] is None:
        return {}
    path = notebook if config["published"] == "notebook" else config["published"]
    rows = read(path, next(iter(grid.values())), schema["$defs"]["activation"]["enum"])
    if path == notebook:
        name = config["dataset"]["name"]
        if name not in known.SHA256:
            return {}
        asked, look = settings.read({"dataset": {"name": name}}, schema), known.look(name)
        if beside_columns(config, rows) != beside_columns(suited(asked, look, schema), rows):
            return {}
    return errors(rows, grid, variants, config)


def beside_columns(config, rows):
    """What decides an error and is neither a column of some rows nor an axis."""
    training = config["training"]
    optimizers = {row["optimizer"]: training["optimizers"][row["optimizer"]] for row in rows}
    return [
        *(config["dataset"]["image_shape"], config["preprocessing"], training["patience"]),
        *(config["split"]["shuffle"], config["split"]["test"]),
        {name: of | {"learning_rate": None} for name, of in optimizers.items()},
    ]


def read(path, axes, activations):
    """The rows of a table of published errors, with numbers as numbers.

    It is a CSV with the columns `NEEDED`, and any of ``dataset`` and the axes of a configuration, which describe the
    published protocol. A ConfigError names the row and column of a mistake.
    """
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, restkey="value without a column", restval="")
            columns, rows = table.fieldnames or [], list(table)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"published: {path} cannot be read: {error}; name a CSV, notebook or null") from None
    if not rows:
        raise ConfigError(f"published: {path} has no rows; name another CSV, notebook or null")
    rules = {
        "properties": dict.fromkeys(["dataset", *axes], {})
        | dict.fromkeys(["encoder", "decoder"], {"enum": activations})
        | {"dimension": {"type": "integer", "minimum": 1}, "published_error": {"type": "number"}},
        "additionalProperties": False,
        "required": NEEDED,
    }
    rows = [{column: number(value) for column, value in row.items()} for row in rows]
    for line, row in enumerate(rows, start=2):
        for problem in Strict(rules).iter_errors(row):
            raise ConfigError(f"published: {path}, line {line}: {describe(problem).removeprefix('the config: ')}")
    cells = [", ".join(str(value) for column, value in row.items() if column != "published_error") for row in rows]
    for found in ([*columns], cells):
        twice = next((one for one in found if found.count(one) > 1), None)
        if twice:
            raise ConfigError(f"published: {path} has {twice} twice")
    return rows


def errors(rows, grid, variants, config):
    """The published error of each configuration that is trained like the published one, by stem, in nats per pixel.

    They must agree in every column of the table; axes without a column must be plain.
    """
    found = {}
    for stem, cell in grid.items():
        known, peculiar = cell | {"dataset": config["dataset"]["name"]}, set(different(cell, variants, config))
        for row in rows:
            columns = row.keys() - {"published_error"}
            if peculiar <= columns and all(row[column] == known[column] for column in columns):
                found[stem] = row["published_error"]
    return found
