"""Prove the results: make them again by this very workflow, in a scratch folder, and compare the two folders.

in   the results as they are, whoever wrote them; nothing of them is changed
out  a line for the data, for each configuration and for what joins them: `same bytes`, `same numbers` with what
     differs most, or `WRONG`; an error if any is wrong; verification.json and verification.md

Configurations are trained again, all or a random sample. The models that this confirms, and those that were not drawn,
are taken as they are, and all that follows from them is made again.
"""

import json
import math
import random
import sys
import tempfile
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from autogrid.data import known
from autogrid.provenance.records import read, sha256
from autogrid.verify.again import below, give, run_again
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, VERDICTS, WRONG, compare, wrong
from autogrid.verify.training import ENVIRONMENT, files, trained_again, untrue

# Targets beside `all`, and what they make: they are made again if anything of that is there.
EXTRAS = {
    "classify": ("classification*", "figures/accuracy.*", "figures/confusion.*"),
    "rates": ("rate*", "references.json", "codecs/*", "compressed/*", "figures/rate*"),
    "projector": ("projector/*",),
    "results/partial_summary.csv": ("partial_summary.csv",),
}
MOMENTARY = {"results/partial_summary.csv"}  # of what is there: after all else


def chosen(stems, most, seed):
    """The configurations that are trained again: all, or where there are more a random sample of so many."""
    return stems if len(stems) <= most else sorted(random.Random(seed).sample(stems, most), key=stems.index)


def trainings(results, again, params, sample, scripts):
    """Pairs of a file that a training has stored and a verdict on it; what is not wrong is taken as it is from now on."""
    template = next(map(read, again.glob("provenance/*.json")), {})
    for stem, settings in params.trainings.items():
        model, _, record = files(stem)
        found = [wrong(line) for line in untrue(results, stem, template | settings, scripts)]
        if stem in sample and (again / model).is_file():
            found += trained_again(results, again, stem, not elsewhere(results / record, template))
        elif stem in sample:
            found.append(wrong(f"{results / model} could not be trained again"))
        yield from ((Path(model), verdict) for verdict in found)
        if not any(verdict.verdict == WRONG for verdict in found):
            give(files(stem), results, again)


def verdicts(results, again, params, sample, scripts, make):
    """Pairs of a path in the results and a verdict on it, None for a file that is no result of this workflow.

    Parameters
    ----------
    results, again : pathlib.Path
        The folders of the results, and of those made again.
    params : snakemake.io.Params
    sample : list of str
        The configurations that are drawn.
    scripts : str
        Their folder.
    make : callable
        Makes targets in the scratch folder, but for what is there already; whether all could be made.
    """
    make(["results/data/sha256.json", *(f"results/models/{stem}.h5" for stem in sample)])
    yield from trainings(results, again, params, sample, scripts)
    there = below(results)
    extras = [target for target in params.extras if any(fnmatch(f, glob) for f in there for glob in EXTRAS[target])]
    complete = make(["all", *(target for target in extras if target not in MOMENTARY)])
    complete = all([complete, *(make([target]) for target in extras if target in MOMENTARY)])
    made, trained = below(again), {name for stem in params.trainings for name in files(stem)}
    both = [(results / name, again / name) for name in made if (results / name).is_file()]
    digests = {sha256(file): sha256(other) for file, other in both}
    yield from ((Path(name), compare(results / name, again / name, digests)) for name in sorted(made - trained))
    if not complete:
        yield Path(), wrong(f"{results} cannot be compared as a whole: not all could be made again, see the log")
    kinds = {kind(name) for name in made}
    for name in sorted(there - made - (trained if not complete else set())):
        alien = wrong(f"{results / name} is nothing that this workflow makes of this config")
        yield Path(name), alien if complete and kind(name) in kinds else None


def kind(name):
    """The first folder of a path, and the suffix of the file: by these it looks like a result, or does not."""
    return name.partition("/")[0] if "/" in name else "", Path(name).suffix


def part(name, stems):
    """What a path in the results is of: a configuration, the data, or all configurations."""
    names = [name.stem, name.parent.name, name.stem.rpartition("_bits")[0]]
    rest = "data" if name.parts[:1] == ("data",) else "comparison"
    return next((stem for stem in names if stem in stems), rest)


def elsewhere(record, here):
    """What a record says of its device, threads and versions that is not so in a record from here, in words."""
    try:
        there, here = (spread(content) for content in (read(record), here))
    except (OSError, ValueError):
        return ""
    return "; ".join(f"{name} {there.get(name)} there, {here[name]} here" for name in here if there.get(name) != here[name])


def spread(record):
    """The environment in a record, with each library's version beside the rest."""
    environment = {name: record[name] for name in ENVIRONMENT if name in record}
    versions = environment.pop("versions", {})
    return environment | (versions if isinstance(versions, dict) else {})


def summary(found, environment):
    """What is said of a part: its worst verdict, all that is wrong or else what differs most, and where it was made."""
    worst = max((verdict.verdict for verdict in found), key=VERDICTS.index, default=SAME_BYTES)
    of_it = sorted((verdict for verdict in found if verdict.verdict == worst), key=lambda verdict: -verdict.largest)
    most = of_it[0].largest if worst == SAME_NUMBERS else None if worst == WRONG else 0
    lines = [" ".join(verdict.what.split()) for verdict in of_it] if worst != SAME_BYTES else []
    lines = lines if worst == WRONG else lines[:1]
    return {"verdict": worst, "largest_difference": most, "differences": lines, "environment": environment}


def as_markdown(report):
    """The report as a page to attach to a paper."""
    counts = [sum(of["verdict"] == verdict for of in report["parts"].values()) for verdict in VERDICTS]
    rows = [
        " | ".join(["", name, of["verdict"], "; ".join([*of["differences"], of["environment"]]).replace("|", "/"), ""])
        for name, of in report["parts"].items()
    ]
    here = ", ".join(f"{name} {value}" for name, value in spread(report["here"]).items() if value)
    lines = [
        "# Verification\n",
        f"{len(report['trained_again'])} of {report['configurations']} configurations were trained again, and all that",
        f"follows from the models was made again from the data, and compared. Here: {here}.\n",
        *(f"- {verdict}: {count}" for verdict, count in zip(VERDICTS, counts)),
        "\n| part | verdict | differences |\n|:-----|:--------|:------------|",
        *(row.strip() for row in rows),
        f"\nNot made by this workflow, and not verified: {', '.join(report['not_verified']) or 'no file'}.\n",
    ]
    return "\n".join(lines)


def main(snakemake):
    params, results, stems = snakemake.params, Path(snakemake.params.results), list(snakemake.params.trainings)
    sample, parts = chosen(stems, **snakemake.config["verify"]), {part: [] for part in ["data", *stems, "comparison"]}
    raw, not_verified = Path(params.resources, params.asked["dataset"]["name"]), []
    with tempfile.TemporaryDirectory() as folder, open(snakemake.log[0], "w", encoding="utf-8") as log:
        scratch = Path(folder)
        give(known.FILES, raw, scratch / "resources" / raw.name)
        make = partial(run_again, scratch, params.asked, log, params.snakefile, snakemake.threads, params.deployment)
        for name, verdict in verdicts(results, scratch / "results", params, sample, snakemake.scriptdir, make):
            parts[part(name, stems)].append(verdict) if verdict else not_verified.append(name)
        here = next(map(read, sorted(scratch.glob("results/provenance/*.json"))), {})
    said = {name: summary(found, elsewhere(results / files(name)[-1], here)) for name, found in parts.items()}
    report = {"trained_again": sample, "configurations": len(stems), "here": here, "parts": said}
    report["not_verified"] = not_verified
