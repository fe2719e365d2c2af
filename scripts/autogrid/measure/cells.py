"""The cells of the grid to compare: their metrics, checked to be those of the config's protocol and data."""

from pathlib import Path
from typing import Any

from autogrid.config.configuration import Training
from autogrid.config.table import Cell
from autogrid.measure.selection import select
from autogrid.provenance.origin import Record
from autogrid.provenance.records import read, sha256

SETTINGS = ("configuration", "optimizer", "validation", "patience", "divide_by")  # that determine a training
MOST = 20  # files that a message lists


def read_cells(files, cells: dict[str, Cell], digests) -> dict[str, dict[str, Any]]:
    """Names and metrics of configurations by stem, and whether validation has ``selected`` them.

    Snakemake knows what files were made from as long as it has its own records. These get lost, files are moved and
    triggers are switched off, so code that joins cells checks what the files themselves say.

    Parameters
    ----------
    files : list of path
        A metrics JSON for each configuration.
    cells : dict of str to Cell
        By stem, in grid order.
    digests : path
        The JSON with the digests of the data.

    Raises
    ------
    ValueError
        It names the cells of another protocol or other data, and the command that recomputes them.
    """
    data, metrics = read(digests), {Path(file).stem: read(file) for file in files}
    others = {stem: other_than(cells[stem], found, data) for stem, found in metrics.items()}
    stale = {stem: difference for stem, difference in others.items() if difference}
    if stale:
        models = [str(Path(file).parents[1] / f"models/{Path(file).stem}.h5") for file in files]
        raise ValueError(
            f"{len(stale)} of {len(files)} cells do not match the config:\n  "
            + "\n  ".join(f"{stem} was trained with {difference}" for stem, difference in list(stale.items())[:MOST])
            + f"\nTo recompute them: {again([model for model in models if Path(model).stem in stale])}"
        )
    return select({stem: cells[stem] | metrics[stem] for stem in cells if stem in metrics})


def require(record: Record, wanted: Training, data, model):
    """Raise a ValueError unless a model's record has the required settings and describes this very model."""
    different = other_than(wanted, record, data)
    if different:
        raise ValueError(f"{model} was trained with {different}; to recompute it: {again([model])}")
    require_file(model, record["model_sha256"], "model that the record of its training describes")


def require_file(file, digest, what):
    """Raise a ValueError unless a file has a digest; `what` says what it should be."""
    if sha256(file) != digest:
        raise ValueError(f"{file} is not the {what}; to recompute it: {again([file])}")


def refuse(stale, files, what, rule):
    """Raise a ValueError for stale results, by stem, with the command that recomputes them by their rule."""
    if stale:
        raise ValueError(
            f"{len(stale)} of {len(files)} {what} do not match the config, such as {files[stale[0]]}; to recompute "
            f"them: {again([files[stem] for stem in stale], rule)}"
        )


def again(files, rule="train"):
    """The command that recomputes files; where there are many, all files of their rule."""
    return f"snakemake --cores 1 --forcerun {' '.join(map(str, files)) if len(files) <= MOST else rule}"


def other_than(wanted, found, data):
    """In words, the first setting in which a cell differs from the required ones; None if there is none."""
    for name in SETTINGS:
        different = difference(name, found.get(name), wanted[name])
        if different:
            return different
    if found.get("data_sha256") != data:
        return "other data"
    return None


def difference(name, found, wanted):
    """The first leaf in which two settings differ, with both values; None if they are equal."""
    if isinstance(found, dict) and isinstance(wanted, dict):
        keys = [key for key in {**wanted, **found} if found.get(key) != wanted.get(key)]
        return difference(f"{name}.{keys[0]}", found.get(keys[0]), wanted.get(keys[0])) if keys else None
    return None if found == wanted else f"{name} {found}, not {wanted}"
