"""Prove the results: make them again by this very workflow, in a scratch folder, and compare the two folders.

in   the results as they are, whoever wrote them; nothing of them is changed
out  a line for the data, for each configuration and for what joins them: `same bytes`, `same numbers` with what
     differs most, or `WRONG`; an error if any is wrong; verification.json and verification.md

Configurations are trained again, all or a random sample. The models that this confirms, and those that were not drawn,
are taken as they are, and all that follows from them is made again.
"""

import random
import sys
import tempfile
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from autogrid.config.configuration import Training
from autogrid.data import known
from autogrid.provenance.records import read, write
from autogrid.verify.again import below, give, run_again
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, VERDICTS, WRONG, compare, line, wrong
from autogrid.verify.training import ELSEWHERE, HERE, elsewhere, environment, files, take, trained_again, untrue

# Targets beside `all`, and what they make: they are made again if anything of that is there.
EXTRAS = {
    "classify": ("classification*", "figures/accuracy.*", "figures/confusion.*"),
    "rates": ("rate*", "references.json", "codecs*", "compressed*", "figures/rate*"),
    "projector": ("projector*",),
}
COMPONENTS = "principal_components.npz"  # whose digest is in what is made from them
LATER = {"partial_summary": "partial_summary.csv", "compare": "comparison.html"}  # made of what there is


def chosen(settings: dict[str, Training], most, seed):
    """The configurations that are trained again: all, or of more a random sample of so many, and one of each loss."""
    stems = list(settings)
    sample = stems if len(stems) <= most else random.Random(seed).sample(stems, most)
    of_each_loss = {settings[stem]["configuration"]["loss"]: stem for stem in [*stems, *sample]}
    return [stem for stem in stems if stem in {*sample, *of_each_loss.values()}]


def trainings(results, again, settings, sample, environments, scripts):
    """Verdicts on the files of each training, by configuration; trainings that are not wrong are taken from now on."""
    records = {file.stem: read(file) for file in again.glob("provenance/*.json")}
    like = {record["configuration"]["loss"]: record for record in records.values()}  # with its floor
    for stem, training in settings.items():
        expected = records.get(stem) or like.get(training["configuration"]["loss"], {})
        verdicts = [wrong(fault) for fault in untrue(results, stem, expected | training, scripts)]
        if stem in sample:
            verdicts += trained_again(results, again, stem, ELSEWHERE if environments[stem] else HERE)
        yield stem, verdicts
        if all(verdict.verdict != WRONG for verdict in verdicts):
            give(files(stem), results, again)


def all_else(results, again, targets, make, environment):
    """Verdicts on all files that can be made again from the trainings, by path, and whether all could.

    `targets` can be made; `make` makes some in the scratch folder, but for what is there already, if it can.
    """
    there = below(results)
    extras = [name for name, globs in EXTRAS.items() if any(fnmatch(file, glob) for file in there for glob in globs)]
    components = take(results, again, COMPONENTS, environment)
    complete = make(goals := ["all", *(target for target in extras if target in targets)])
    differs = environment or SAME_NUMBERS in (verdict.verdict for verdict in components.values())
    classifiers = take(results, again, "classification/*.json", differs)
    if SAME_NUMBERS in (verdict.verdict for verdict in classifiers.values()):
        complete &= make(goals)  # from what was taken
    for target in (target for target, file in LATER.items() if file in there and target in targets):
        complete &= make([target], Path.cwd() if target == "compare" else None)
    return {name: compare(results / name, again / name) for name in below(again)} | components | classifiers, complete


def surplus(names, made):
    """Of files that the workflow does not make those that look like results, and what is said of the others."""
    kinds = set(map(kind, made))
    alike = {name for name in names if kind(name) in kinds and Path(name).name[0] != "."}
    folders = {folder for folder, _ in kinds}
    return alike, {name if kind(name)[0] in {"", *folders} else kind(name)[0] for name in names - alike}


def kind(name):
    """The uppermost folder of a path, and the suffix of the file."""
    return "/".join(Path(name).parts[:-1][:1]), Path(name).suffix


def part(name, stems):
    """The part that a path in the results belongs to: a configuration, the data, or what joins configurations."""
    path = Path(name)
    words = {path.stem, path.parent.name, path.stem.rpartition("_bits")[0]}
    return next((stem for stem in stems if stem in words), "data" if path.parts[0] == "data" else "comparison")


def summary(verdicts, environment):
    """What is said of a part: its worst verdict, all that is wrong or else what differs most, and where it was made."""
    worst = max((verdict.verdict for verdict in verdicts), key=VERDICTS.index, default=SAME_BYTES)
    verdicts = sorted((v for v in verdicts if v.verdict == worst), key=lambda verdict: -verdict.largest)
    return {
        "verdict": worst,
        "largest_difference": None if worst == WRONG else max((verdict.largest for verdict in verdicts), default=0),
        "differences": [verdict.what for verdict in verdicts[: None if worst == WRONG else 1] if verdict.what],
        "environment": environment,
    }


def lines(report):
    """The report as it is printed, and attached to a paper."""
    trained, here = len(report["trained_again"]), "; ".join(f"{name} {value}" for name, value in report["here"].items())
    yield f"{trained} of {report['configurations']} trained again, and all that follows from them, here: {here}"
    for name, about in report["parts"].items():
        for what in about["differences"] or [""]:
            yield ": ".join(filter(None, [name, about["verdict"], what, about["environment"]]))
    yield from map("not verified: {}".format, report["not_verified"])


def main(snakemake):
    params, stems = snakemake.params, list(snakemake.params.trainings)
    sample = chosen(params.trainings, **snakemake.config["verify"])
    options = ["--snakefile", params.snakefile, "--cores", str(snakemake.threads), *params.deployment]
    with tempfile.TemporaryDirectory() as scratch, open(snakemake.log[0], "w", encoding="utf-8") as log:
        make = partial(run_again, Path(scratch), params.requested, options, log)
        results, again = Path(params.results), Path(scratch, "results")
        give(known.FILES if params.raw else [], Path(params.raw), Path(scratch, "resources", Path(params.raw).name))
        make([f"results/{name}" for name in ["data/sha256.json", COMPONENTS, *(files(stem)[0] for stem in sample)]])
        here = next(map(environment, sorted(again.glob("provenance/*.json"))), {})
        environments = {stem: elsewhere(results / files(stem)[-1], here) for stem in stems}
        trained = trainings(results, again, params.trainings, sample, environments, snakemake.scriptdir)
        parts = {"data": [], **dict(trained), "comparison": []}
        made, complete = all_else(results, again, params.targets, make, any(environments.values()))
    own = {name for stem in stems for name in files(stem)}
    for name in sorted(made.keys() - own):
        parts[part(name, stems)].append(made[name])
    alike, others = surplus(below(results) - made.keys() - own, made if complete else [])
    parts["comparison"] += [
        wrong(f"{results / name} is nothing that this workflow makes here") for name in sorted(alike)
    ]
    parts["comparison"] += [] if complete else [wrong(f"{results} could not all be made again, see {log.name}")]
    report = {
        "trained_again": sample,
        "configurations": len(stems),
        "here": here,
        "parts": {name: summary(verdicts, environments.get(name, "")) for name, verdicts in parts.items()},
        "not_verified": [line(results / name) for name in sorted(others)],
    }
    write("verification.json", report)
    print(*lines(report), sep="\n", flush=True)
    Path("verification.md").write_text("\n- ".join(["# Verification\n", *lines(report)]) + "\n", encoding="utf-8")
    if wrongs := sum(len(about["differences"]) for about in report["parts"].values() if about["verdict"] == WRONG):
        sys.exit(
            f"{wrongs} contradictions; nothing was changed. To make a wrong file again, and what follows from it: "
            f"snakemake --cores {snakemake.threads} --forcerun FILE …"
        )


if __name__ == "__main__":
    main(snakemake)
