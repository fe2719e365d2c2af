"""What is measured, in which order: every function yields samples, round by round.

A sample is a dict: part, what, size, threads, value, unit, peak_mib; of a
command also cpu_s, of a training step also compile_s.
"""

import importlib.util
import json
import os
import sys
from pathlib import Path

import workflow_runs
from processes import measure

EQUAL_WORK = ["--validate-on", "1000", "--test-batch", "10000"]  # as the default grid
CORES = len(os.sched_getaffinity(0))
HERE = Path(__file__).parent
STEP_VARIANTS = ["fit", "fit-advised", "fit-tfdata", "torch", "jax", "ours", "products-numpy", "products-tensorflow"]

CONVOLUTIONAL, FILTERS = ["fit", "fit-advised", "torch", "ours"], (16, 32)


def installed():
    """The step variants whose library is there."""
    missing = {name for name in ("torch", "jax") if not importlib.util.find_spec(name)}
    return [variant for variant in STEP_VARIANTS if variant not in missing]


def steps(npz, extent):
    """Training steps: all variants at one dimension after another, on all cores; ours also on one.

    Then those of a convolutional autoencoder, by the variants that have one.
    """
    for _ in range(extent.rounds):
        for dimension in extent.dimensions:
            for variant in installed():
                yield step(npz, variant, extent.images, dimension, CORES)
            if CORES > 1:
                yield step(npz, "ours", extent.images, dimension, 1)
        for variant in [variant for variant in installed() if variant in CONVOLUTIONAL]:
            yield step(npz, variant, extent.images, 32, CORES, FILTERS)


def step(npz, variant, images, dimension, threads, filters=()):
    """A sample of one variant's milliseconds per step."""
    arguments = [str(argument) for argument in (variant, npz, images, dimension, threads, *filters)]
    done = measure([sys.executable, str(HERE / "step.py"), *arguments])
    result = json.loads(done.stdout.splitlines()[-1])
    return {
        "part": "convolution" if filters else "step",
        "what": variant,
        "size": dimension,
        "threads": threads,
        "value": result["ms"],
        "unit": "ms",
        "peak_mib": done.peak_mib,
        "compile_s": result["compile_s"],
    }


def whole_grid(npz, extent, folder):
    """The grid of the notebook: cold by the workflow, by a script of equal work, by the notebook's; and many seeds.

    And a run with nothing to do. Size is the number of seeds, where there are several.
    """
    config = workflow_runs.notebooks_grid(npz, extent.grid_dimensions, extent.epochs)
    for round_ in range(extent.rounds):
        copy = workflow_runs.fresh_copy(folder / f"copy-{round_}")
        command = workflow_runs.run(CORES, workflow_runs.write_config(copy, config))
        yield sample("grid", "ours", command, copy)
        equal = [*notebook(npz, extent, folder / f"equal-{round_}"), *EQUAL_WORK]
        yield sample("grid", "notebook, equal work", equal, folder)
        yield sample("snakemake", "no-op run of that grid", command, copy)
        yield sample("snakemake", "start (--version)", workflow_runs.version(), copy)
        if round_ < extent.notebook_rounds:
            one = sample("grid", "notebook", notebook(npz, extent, folder / f"notebook-{round_}"), folder)
            yield one
            config["grid"]["seed"] = list(range(extent.seeds))
            copy = workflow_runs.fresh_copy(folder / f"seeds-{round_}")
            command = workflow_runs.run(CORES, workflow_runs.write_config(copy, config))
            yield sample("grid", "ours", command, copy) | {"size": extent.seeds}
            many = {name: extent.seeds * one[name] for name in ("value", "cpu_s")}
            yield one | many | {"size": extent.seeds, "note": f"{extent.seeds} times the one that was run"}
            del config["grid"]["seed"]


def notebook(npz, extent, models):
    """The command that runs the notebook's script."""
    models.mkdir()
    dimensions = [str(dimension) for dimension in extent.grid_dimensions]
    epochs = ["--epochs", str(extent.epochs)]
    return [sys.executable, str(HERE / "notebook.py"), str(npz), str(models), *dimensions, *epochs]


def jobs(extent, folder):
    """Seconds a job that does nothing: from the difference between many jobs and one."""
    many = extent.jobs
    for round_ in range(extent.rounds):
        for kind in ("shell", "script"):
            few, all_ = (
                measure(workflow_runs.trivial_jobs(kind, count, folder / f"{kind}-{count}-{round_}"))
                for count in (1, many + 1)
            )
            yield {
                "part": "snakemake",
                "what": f"a job more ({kind})",
                "size": many,
                "threads": 1,
                "value": 1000 * (all_.seconds - few.seconds) / many,
                "unit": "ms",
                "peak_mib": all_.peak_mib,
            }


def cost(extent, folder):
    """What a configuration costs besides its training: grids of growing size of next to none, each cold."""
    for size in extent.untrained:
        copy = workflow_runs.fresh_copy(folder / f"untrained-{size}")
        config = workflow_runs.write_config(copy, workflow_runs.untrained(size))
        command = workflow_runs.run(CORES, f"{workflow_runs.SAMPLE}/config.yaml", config)
        usage = folder / f"usage-{size}"
        done = measure(command, copy, PYTHONPATH=str(HERE / "usage"), AUTOGRID_USAGE=str(usage))
        common = {"part": "cost", "size": size, "threads": CORES, "peak_mib": done.peak_mib}
        yield common | {"what": "the whole run", "value": done.seconds, "unit": "s", "cpu_s": done.cpu_seconds}
        stored = sum(map(kilobytes, (copy / "results").iterdir()))
        apart = {name: kilobytes(copy / "results" / name) for name in ("models", "data")}
        yield common | {"what": "stored: a model", "value": apart["models"] / size, "unit": "kB"}
        rest = (stored - sum(apart.values())) / size
        yield common | {"what": "stored: the rest, a configuration", "value": rest, "unit": "kB"}
        by_script = seconds_by_script(usage)
        by_script["no Python"] = done.cpu_seconds - sum(by_script.values())
        for script, seconds in {"all": done.cpu_seconds, **by_script}.items():
            yield common | {"what": f"a configuration: {script}", "value": seconds / size, "unit": "core-s"}


def seconds_by_script(usage):
    """Processor seconds of all processes that ran each script, the longest first."""
    seconds = {}
    for line in usage.read_text().splitlines():
        script, spent = line.split("\t")
        seconds[script] = seconds.get(script, 0) + float(spent)
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def kilobytes(path):
    """The size of a file, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1000


def planning(npz, extent, folder):
    """Planning grids of growing size in a fresh copy."""
    copy = workflow_runs.fresh_copy(folder / "planned")
    for round_ in range(extent.rounds):
        for size, rounds in extent.planned.items():
            if round_ < rounds:
                config = {"dataset": {"path": str(npz)}, "grid": workflow_runs.grid_of(size)}
                command = workflow_runs.plan(workflow_runs.write_config(copy, config))
                yield {**sample("plan", "snakemake --dry-run", command, copy), "size": size}


def sample(part, what, command, cwd):
    """A sample of a command's seconds on all cores."""
    done = measure(command, cwd)
    return {
        "part": part,
        "what": what,
        "size": "",
        "threads": CORES,
        "value": done.seconds,
        "unit": "s",
        "cpu_s": done.cpu_seconds,
        "peak_mib": done.peak_mib,
    }
