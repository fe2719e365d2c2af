"""From samples to one table: medians over the rounds, and ratios to ours."""

import csv
import statistics
from pathlib import Path

COLUMNS = [
    "part",
    "what",
    "size",
    "threads",
    "median",
    "unit",
    "lowest",
    "highest",
    "rounds",
    "ratio",
    "cpu_s",
    "peak_mib",
    "note",
]
KEY = ("part", "what", "size", "threads")


def rows(samples, not_installed=()):
    """One row for each thing measured, in the order of measurement.

    ``ratio`` is the median over that of ours at the same size on all cores: how
    many times as long it takes.
    """
    groups = {}
    for sample in samples:
        groups.setdefault(tuple(sample[name] for name in KEY), []).append(sample)
    table = [row(key, group) for key, group in groups.items()]
    threads = max(line["threads"] for line in table)
    ours = {
        (line["part"], line["size"]): line["median"]
        for line in table
        if line["what"] == "ours" and line["threads"] == threads
    }
    for line in table:
        if (line["part"], line["size"]) in ours:
            line["ratio"] = line["median"] / ours[line["part"], line["size"]]
    return sorted([*table, *map(absent, not_installed), *growth(table)], key=place)


def row(key, samples):
    """The median of the samples of one thing."""
    values = [sample["value"] for sample in samples]
    compile_s = [sample["compile_s"] for sample in samples if sample.get("compile_s", 0) > 0.1]
    return {
        **dict(zip(KEY, key, strict=True)),
        "median": statistics.median(values),
        "unit": samples[0]["unit"],
        "lowest": min(values),
        "highest": max(values),
        "rounds": len(values),
        "ratio": "",
        "cpu_s": statistics.median(sample["cpu_s"] for sample in samples) if "cpu_s" in samples[0] else "",
        "peak_mib": statistics.median(sample["peak_mib"] for sample in samples),
        "note": samples[0].get("note", "") or note_on(compile_s),
    }


def note_on(compile_s):
    """How long tracing and compiling took, if it took long."""
    return f"first epoch {statistics.median(compile_s):.1f} s more" if compile_s else ""


def with_limit(samples):
    """The samples with those of the matrix products cut down to the faster library: the limit.

    Which is faster is decided for each dimension by the medians.
    """
    products = [sample for sample in samples if sample["what"].startswith("products-")]
    values = {}
    for sample in products:
        values.setdefault((sample["size"], sample["what"]), []).append(sample["value"])
    medians = {key: statistics.median(group) for key, group in values.items()}
    fastest = {
        size: min((what for at, what in medians if at == size), key=lambda what: medians[size, what])
        for size, _ in medians
    }
    limits = [
        {**sample, "what": "limit", "compile_s": 0, "note": f"matrix products alone, {sample['what'].split('-')[1]}"}
        for sample in products
        if sample["what"] == fastest[sample["size"]]
    ]
    return [sample for sample in samples if sample not in products] + limits


def absent(library):
    """The row of a variant whose library is missing."""
    return {**dict.fromkeys(COLUMNS, ""), "part": "step", "what": library, "note": "not installed"}


def growth(table):
    """Milliseconds a further configuration takes to plan, between one grid size and the next: equal if linear."""
    plans = sorted((line for line in table if line["part"] == "plan"), key=lambda line: line["size"])
    for smaller, larger in zip(plans, plans[1:]):
        more = larger["size"] - smaller["size"]
        yield {
            **dict.fromkeys(COLUMNS, ""),
            "part": "plan",
            "what": f"a configuration more, from {smaller['size']}",
            "size": larger["size"],
            "threads": larger["threads"],
            "median": 1000 * (larger["median"] - smaller["median"]) / more,
            "unit": "ms",
        }


def place(line):
    """Where a row stands: parts in order, steps by dimension, the rest as measured."""
    part = ["step", "convolution", "grid", "snakemake", "plan", "cost"].index(line["part"])
    return part, line["size"] if line["size"] != "" and line["part"] == "step" else 10**9 * (line["part"] == "step")


def as_markdown(table):
    """The table as aligned Markdown."""
    cells = [COLUMNS, *([text(line[name]) for name in COLUMNS] for line in table)]
    widths = [max(map(len, column)) for column in zip(*cells)]
    lines = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in cells]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]) + "\n"


def text(value):
    """A cell: numbers with three significant digits."""
    if not isinstance(value, float):
        return str(value)
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def write(table, folder, heading):
    """Write table.csv and table.md into a folder."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    with open(folder / "table.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(table)
    (folder / "table.md").write_text(f"{heading}\n\n{as_markdown(table)}")
