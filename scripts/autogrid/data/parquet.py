"""Images in Parquet, as Hugging Face stores data sets: pictures as bytes in one column, their classes in another.

Reading it takes pyarrow, which is in the environment of those who ask for it only.
"""

import importlib
import json
from pathlib import Path

from autogrid.data import names
from autogrid.data.files import Content
from autogrid.data.folders import Image

BATCH = 256  # rows in memory
NEEDED = "to read Parquet takes pyarrow, which is no part of the environment: make env PARQUET=1"


def is_one(name):
    """Whether a file is called like Parquet."""
    return name.lower().endswith(".parquet")


class Parquet:
    """The pictures in Parquet files, as the files of a container: see `files.container`."""

    def __init__(self, path):
        self.path = path
        self.tables = sorted(file for file in path.rglob("*") if is_one(file.name)) if path.is_dir() else [path]

    def arranged(self):
        """The images in their order, each by its file and row, and notes on what was left out."""
        found = []
        for table in self.tables:
            part = self.part(table)
            (_, label), classes = self.columns(table)
            rows = self.opened(table).read([label])[label].to_pylist() if label else [None] * self.length(table)
            found += [
                Image(f"{self.name(table)} row {i}", part, None if row is None else str(classes[row]))
                if classes and row is not None
                else Image(f"{self.name(table)} row {i}", part, None if row is None else str(row))
                for i, row in enumerate(rows)
            ]
        return found, []

    def contents(self, wanted):
        """The `Content` of each row, in the order of the files."""
        wanted = set(wanted)
        for table in self.tables:
            (image, _), _ = self.columns(table)
            row = 0
            for batch in self.opened(table).iter_batches(BATCH, columns=[image]):
                for cell in batch.column(0).to_pylist():
                    name = f"{self.name(table)} row {row}"
                    data = cell["bytes"] if isinstance(cell, dict) else cell
                    if name in wanted:
                        yield Content(name, data or b"", "" if data else "has no bytes")
                    row += 1

    def part(self, table):
        """The split of a file, by its name or the folders that it is in; to train on where these say nothing."""
        return names.split(self.name(table).removesuffix(".parquet"))[0] or "train"

    def name(self, table):
        """A file's name below the path."""
        return table.relative_to(self.path).as_posix() if self.path.is_dir() else table.name

    def length(self, table):
        return self.opened(table).metadata.num_rows

    def columns(self, table):
        """The columns of the pictures and of their classes, None if there are none, and the names of the classes."""
        schema = self.opened(table).schema_arrow
        kinds = {field.name: str(field.type) for field in schema}
        images = [name for name, kind in kinds.items() if kind == "binary" or kind.startswith("struct<bytes: binary")]
        if len(images) != 1:
            raise ValueError(
                f"{table} has the columns {', '.join(kinds)}, of which {len(images)} have pictures: store one with the "
                "bytes of PNG or JPEG files, as `datasets` does"
            )
        labels = [name for name in kinds if name != images[0] and names.kind(name) == "y"]
        label = labels[0] if len(labels) == 1 else None
        about = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        features = about.get("info", {}).get("features", {})
        return (images[0], label), features.get(label, {}).get("names", [])

    def opened(self, table):
        """A file, of which nothing is read yet; a ValueError if it cannot be, or pyarrow is not there."""
        try:
            reader = importlib.import_module("pyarrow.parquet")  # so that no other result depends on its version
        except ImportError:
            raise ValueError(f"{table}: {NEEDED}") from None
        try:
            return reader.ParquetFile(Path(table))
        except Exception as error:  # pyarrow has many
            raise ValueError(f"{table} is no Parquet: {error}; get it again") from None
