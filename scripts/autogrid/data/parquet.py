"""Images in Parquet, as Hugging Face stores data sets: pictures as bytes in one column, their classes in another.

Reading it needs pyarrow, which is only in environments that were made with it.
"""

import functools
import importlib
import json

from autogrid.data import names
from autogrid.data.folders import Labelled

BATCH = 256  # rows in memory
NEEDED = "reading Parquet needs pyarrow, which is not in the environment: make env PARQUET=1"


def is_one(name):
    """Whether a file has the suffix of Parquet."""
    return name.lower().endswith(".parquet")


def pictures(path):
    """The images in a Parquet file, or in those of a folder, and what reads them, as `collection.Pictures` takes it."""
    files = sorted(file for file in path.rglob("*") if is_one(file.name)) if path.is_dir() else [path]
    tables = {file.relative_to(path).as_posix() if path.is_dir() else file.name: opened(file) for file in files}
    found = [image for name, table in tables.items() for image in arranged(name, table)]
    return found, functools.partial(contents, tables)


def arranged(name, table):
    """The images of a file, by its row; the words in its name give the split; without any, they are training images."""
    _, label, classes = columns(name, table)
    part = names.split(name.removesuffix(".parquet"))[0] or "train"
    rows = table.read([label])[label].to_pylist() if label else [None] * table.metadata.num_rows
    labels = (row if row is None else str(classes[row] if classes else row) for row in rows)
    return [Labelled(f"{name} row {i}", part, label) for i, label in enumerate(labels)]


def contents(tables, wanted):
    """Pairs of the name of a row and what reads its picture, in the order of the files."""
    for name, table in tables.items():
        column, *_ = columns(name, table)
        cells = (cell for batch in table.iter_batches(BATCH, columns=[column]) for cell in batch.column(0).to_pylist())
        for number, cell in enumerate(cells):
            if f"{name} row {number}" in wanted:
                yield f"{name} row {number}", functools.partial(data, f"{name} row {number}", cell)


def data(name, cell):
    """The bytes of a picture in a cell."""
    found = cell["bytes"] if isinstance(cell, dict) else cell
    if not found:
        raise ValueError(f"{name} has no bytes")
    return found


def columns(name, table):
    """The columns of the pictures and of their classes, None if there are none, and the names of the classes."""
    kinds = {field.name: str(field.type) for field in table.schema_arrow}
    images = [name for name, kind in kinds.items() if kind == "binary" or kind.startswith("struct<bytes: binary")]
    if len(images) != 1:
        raise ValueError(
            f"{name} has the columns {', '.join(kinds)}, of which {len(images)} have pictures: store one with the "
            "bytes of PNG or JPEG files, as `datasets` does"
        )
    labels = [name for name in kinds if name != images[0] and names.kind(name) == "y"]
    label = labels[0] if len(labels) == 1 else None
    about = json.loads((table.schema_arrow.metadata or {}).get(b"huggingface", b"{}"))
    return images[0], label, about.get("info", {}).get("features", {}).get(label, {}).get("names", [])


def opened(file):
    """A file, of which nothing is read yet; a ValueError if it cannot be read, or pyarrow is missing."""
    try:
        reader = importlib.import_module("pyarrow.parquet")  # so that no other result depends on its version
    except ImportError:
        raise ValueError(f"{file}: {NEEDED}") from None
    try:
        return reader.ParquetFile(file)
    except Exception as error:  # pyarrow has many
        raise ValueError(f"{file} is not Parquet: {error}; get it again") from None
