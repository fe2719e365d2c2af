"""The benchmark: everything side by side in one go, as one table.

usage: run.py [--quick] [--data PATH] [--out FOLDER]

Writes table.md, table.csv and figure.png to a folder and prints the table.
"""

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import sampling
import table
import workflow_runs

HERE = Path(__file__).parent
RAW = Path("resources", "mnist")


class Extent(NamedTuple):
    """How much is measured."""

    rounds: int
    images: int  # in an epoch of the step timings
    dimensions: list
    grid_dimensions: list  # of the whole-grid runs, notebook and workflow alike
    epochs: int
    notebook_rounds: int
    jobs: int
    planned: dict  # rounds by number of configurations
    untrained: list  # configurations of next to no training
    seeds: int  # of the grid of many seeds, which so many notebooks would train


FULL = Extent(
    rounds=3,
    images=55_000,
    dimensions=[2, 8, 32, 64],
    grid_dimensions=[2, 8, 32, 64],
    epochs=50,
    notebook_rounds=1,  # ten minutes each
    jobs=40,
    planned={12: 3, 1000: 3, 10_000: 1},
    untrained=[12, 120, 360],
    seeds=10,
)
QUICK = Extent(
    rounds=1,
    images=5_120,
    dimensions=[2, 64],
    grid_dimensions=[64],
    epochs=2,
    notebook_rounds=1,
    jobs=10,
    planned={12: 1, 200: 1},
    untrained=[12],
    seeds=2,
)


def fetched():
    """The folder of MNIST's idx files, fetched by the workflow's own rule if they are not there."""
    targets = [str(RAW / f"{name}-ubyte") for name in ("train-images-idx3", "t10k-images-idx3")]
    command = [*workflow_runs.SNAKEMAKE, "--cores", "1", "--quiet", "--", *targets]
    subprocess.run(command, cwd=workflow_runs.REPOSITORY, check=True)
    return workflow_runs.REPOSITORY / RAW


def collect(extent, source):
    """All samples, in the order of measurement; progress goes to stderr."""
    samples = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        npz = folder / "mnist.npz"
        subprocess.run([sys.executable, str(HERE / "mnist_npz.py"), str(source), str(npz)], check=True)
        parts = [
            sampling.steps(npz, extent),
            sampling.jobs(extent, folder),
            sampling.planning(npz, extent, folder),
            sampling.cost(extent, folder),
            sampling.whole_grid(npz, extent, folder),
        ]
        for part in parts:
            for sample in part:
                print("{part:9} {what} {size}: {value:.4g} {unit}".format(**sample), file=sys.stderr, flush=True)
                samples.append(sample)
    return samples


def heading(extent):
    """What was measured, in a sentence each."""
    scope = (
        "The full benchmark."
        if extent is FULL
        else "QUICK: few steps, one round, and a fraction of the grid, of which fixed costs are most: "
        "its ratios say nothing on the whole grid."
    )
    return (
        f"{scope} {sampling.CORES} cores, {platform.machine()}, Python {platform.python_version()}. "
        f"Steps: {extent.images} images per epoch, batches of 256. "
        f"Grid: d' in {extent.grid_dimensions}, three activation pairs, {extent.epochs} epochs."
    )


def main(quick, data, out):
    extent = QUICK if quick else FULL
    samples = collect(extent, (data or fetched()).resolve())
    missing = [name for name in ("torch", "jax") if name not in sampling.installed()]
    rows = table.rows(table.with_limit(samples), missing)
    table.write(rows, out, heading(extent))
    (out / "samples.json").write_text(json.dumps(samples, indent=1))
    subprocess.run(
        [sys.executable, str(HERE / "picture.py"), str(out / "table.csv"), str(out / "figure.png")], check=True
    )
    print((out / "table.md").read_text())
    print(f"written: {out}/table.md, table.csv, figure.png, samples.json")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a fraction of it, within 3 minutes on 2 cores")
    parser.add_argument("--data", type=Path, help="a folder of idx(.gz) files or mnist.npz, instead of a download")
    parser.add_argument("--out", type=Path, default=HERE / "results", help="where to write (benchmarks/results)")
    main(**vars(parser.parse_args()))
