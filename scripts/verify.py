"""Prove the results: make them again by this very workflow, in a scratch folder, and compare the two folders.

in   the results as they are, whoever wrote them; nothing of them is changed
out  a line for the data, for each configuration and for what joins them: `same bytes`, `same numbers` with what
     differs most, or `WRONG`; an error if any is wrong; verification.json and verification.md

Configurations are trained again, all or a random sample. The models that this confirms, and those that were not drawn,
are taken as they are, and all that follows from them is made again.
"""

import json
import os
import random
import sys
import tempfile
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from autogrid.config.configuration import Training
from autogrid.data import known
from autogrid.provenance.records import read, sha256
from autogrid.verify.again import below, give, run_again
from autogrid.verify.compare import SAME_BYTES, VERDICTS, WRONG, Verdict, compare
from autogrid.verify.training import ELSEWHERE, ENVIRONMENT, HERE, files, trained_again, untrue

# Targets beside `all`, and what they make: they are made again if anything of that is there.
EXTRAS = {
    "classify": ("classification*", "figures/accuracy.*", "figures/confusion.*"),
    "rates": ("rate*", "references.json", "codecs*", "compressed*", "figures/rate*"),
    "projector": ("projector*",),
}
LATER = {"partial_summary": "partial_summary.csv", "compare": "comparison.html"}  # made of what there is
wrong = partial(Verdict, WRONG, float("inf"))


def chosen(settings: dict[str, Training], most, seed):
    """The configurations that are trained again: all, or of more a random sample of so many, and one of each loss."""
    stems = list(settings)
    sample = stems if len(stems) <= most else random.Random(seed).sample(stems, most)
    of_each_loss = {settings[stem]["configuration"]["loss"]: stem for stem in [*stems, *sample]}
    return [stem for stem in stems if stem in {*sample, *of_each_loss.values()}]


def trainings(results, again, settings, sample, scripts):
    """Pairs of a configuration and a verdict on a file of its training; what is not wrong is taken from now on.

    `settings` are those of all trainings, by configuration.
    """
    records = {file.stem: read(file) for file in again.glob("provenance/*.json")}
    like = {record["configuration"]["loss"]: record for record in records.values()}  # with its floor
    for stem, training in settings.items():
        model, _, record = files(stem)
        here = records.get(stem) or like.get(training["configuration"]["loss"], {})
        verdicts = [wrong(fault) for fault in untrue(results, stem, here | training, scripts)]
        if stem in records:
            verdicts += trained_again(results, again, stem, ELSEWHERE if elsewhere(results / record, here) else HERE)
        elif stem in sample:
            verdicts.append(wrong(f"{results / model} could not be trained again"))
        yield from ((stem, verdict) for verdict in verdicts)
        if all(verdict.verdict != WRONG for verdict in verdicts):
            give(files(stem), results, again)


def all_else(results, again, stems, targets, make, log):
    """Pairs of a part and a verdict on a file of it; the part is None if the file is nothing of this workflow's.

    `targets` can be made; `make` makes some in the scratch folder, but for what is there already, if it can.
    `log` is the name of its log.
    """
    there, trained = below(results), {name for stem in stems for name in files(stem)}
    extras = [name for name, globs in EXTRAS.items() if any(fnmatch(file, glob) for file in there for glob in globs)]
    complete = make(["all", *(target for target in extras if target in targets)])
    for target in (target for target, file in LATER.items() if file in there and target in targets):
        complete &= make([target], Path.cwd() if target == "compare" else None)
    made = below(again)
    names, new = (digests_of(folder, made) for folder in (results, again))
    digests = {digest: sha256(again / name) for digest, name in names.items() if digest not in new}
    for name in sorted(made - trained):
        yield part(name, stems), compare(results / name, again / name, digests)
    if not complete:
        yield "comparison", wrong(f"{results} cannot be compared in all: not everything could be made again, see {log}")
    kinds = {kind(name) for name in made}
    for name in sorted(there - made - trained):
        if complete and kind(name) in kinds and name not in LATER.values() and Path(name).name[0] != ".":
            yield "comparison", wrong(f"{results / name} is nothing that this workflow makes here")
        else:
            top = kind(name)[0]
            yield None, wrong(str(results / name if top in {top for top, _ in kinds} else results.joinpath(*top)))


def digests_of(folder, names):
    """Those of some files that can be read, by their SHA-256."""
    readable = (name for name in names if (folder / name).is_file() and os.access(folder / name, os.R_OK))
    return {sha256(folder / name): name for name in readable}


def kind(name):
    """The uppermost folder of a path, and the suffix of the file: what looks like a result, and what does not."""
    return Path(name).parts[:-1][:1], Path(name).suffix


def part(name, stems):
    """The part that a path in the results belongs to: a configuration, the data, or what joins configurations."""
    path = Path(name)
    words = {path.stem, path.parent.name, path.stem.rpartition("_bits")[0]}
    return next((stem for stem in stems if stem in words), "data" if path.parts[0] == "data" else "comparison")


def elsewhere(record, here):
    """In words, what a record says of its device, threads and versions that is not so here."""
    try:
        there, here = map(environment, (read(record), here))
    except Exception:  # somebody else's file, and wrong: see `training.untrue`
        return ""
    return line(
        "; ".join(f"{key} {there.get(key)} there, {here[key]} here" for key in here if there.get(key) != here[key])
    )


def environment(record):
    """The device, threads and versions in a record, each library's beside the rest."""
    versions = record["versions"] if isinstance(record.get("versions"), dict) else {}
    return {name: record.get(name) for name in ENVIRONMENT if name != "versions"} | versions


def summary(verdicts, environment):
    """What is said of a part: its worst verdict, all that is wrong or else what differs most, and where it was made."""
    worst = max((verdict.verdict for verdict in verdicts), key=VERDICTS.index, default=SAME_BYTES)
    verdicts = sorted(
        (verdict for verdict in verdicts if verdict.verdict == worst), key=lambda verdict: -verdict.largest
    )
    lines = [line(verdict.what) for verdict in verdicts[: None if worst == WRONG else 1] if verdict.what]
    largest = None if worst == WRONG else max((verdict.largest for verdict in verdicts), default=0)
    return {"verdict": worst, "largest_difference": largest, "differences": lines, "environment": environment}


def line(text):
    """A text as one line that can be written, whatever is in somebody else's files and their names."""
    return " ".join(text.split()).encode(errors="replace").decode()


def as_markdown(report):
    """The report as a page to attach to a paper."""
    rows = [("part", "verdict", "differences"), (":---", ":---", ":---")]
    for name, about in report["parts"].items():
        rows.append((name, about["verdict"], "; ".join(filter(None, [*about["differences"], about["environment"]]))))
    verdicts = [about["verdict"] for about in report["parts"].values()]
    return "\n".join(
        [
            "# Verification\n",
            f"{len(report['trained_again'])} of {report['configurations']} configurations were trained again.",
            "What follows from the models was made again from the data, and compared, here:",
            ", ".join(f"{name} {value}" for name, value in environment(report["here"]).items() if value) + ".\n",
            *(f"- {verdict}: {verdicts.count(verdict)}" for verdict in VERDICTS),
            "",
            *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows),
            f"\nNot verified, as this workflow does not make it: {', '.join(report['not_verified']) or 'nothing'}.\n",
        ]
    )


def main(snakemake):
    params, stems, scripts = snakemake.params, list(snakemake.params.trainings), snakemake.scriptdir
    sample = chosen(params.trainings, **snakemake.config["verify"])
    parts = {name: [] for name in ["data", *stems, "comparison", None]}
    options = ["--snakefile", params.snakefile, "--cores", str(snakemake.threads), *params.deployment]
    with tempfile.TemporaryDirectory() as scratch, open(snakemake.log[0], "w", encoding="utf-8") as log:
        make = partial(run_again, Path(scratch), params.requested, options, log)
        results, again = Path(params.results), Path(scratch, "results")
        give(known.FILES if params.raw else [], Path(params.raw), Path(scratch, "resources", Path(params.raw).name))
        make(["results/data/sha256.json", *(f"results/{files(stem)[0]}" for stem in sample)])
        here = next(map(read, sorted(again.glob("provenance/*.json"))), {})
        for name, verdict in trainings(results, again, params.trainings, sample, scripts):
            parts[name].append(verdict)
        for name, verdict in all_else(results, again, stems, params.targets, make, log.name):
            parts[name].append(verdict)
    not_verified = list(dict.fromkeys(line(verdict.what) for verdict in parts.pop(None)))
    summaries = {name: summary(parts[name], elsewhere(results / files(name)[-1], here)) for name in parts}
    report = {"trained_again": sample, "configurations": len(stems), "here": here, "parts": summaries}
    report["not_verified"] = not_verified
    Path("verification.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    Path("verification.md").write_text(as_markdown(report), encoding="utf-8")
    print(f"{len(sample)} of {len(stems)} trained again", *(f"not verified: {name}" for name in not_verified), sep="\n")
    for name, about in summaries.items():
        for what in about["differences"] or [""]:
            print(f"{name}: {about['verdict']}{': ' if what else ''}{what}", flush=True)
    if contradictions := sum(len(about["differences"]) for about in summaries.values() if about["verdict"] == WRONG):
        sys.exit(
            f"{contradictions} contradictions; nothing was changed. To make a wrong file again, and what follows from "
            f"it: snakemake --cores {snakemake.threads} --forcerun FILE …"
        )


if __name__ == "__main__":
    main(snakemake)
