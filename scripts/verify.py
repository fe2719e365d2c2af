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


def chosen(stems, most, seed):
    """The configurations that are trained again: all, or where there are more a random sample of so many."""
    return stems if len(stems) <= most else sorted(random.Random(seed).sample(stems, most), key=stems.index)


def trainings(results, again, settings, sample, here, scripts):
    """Pairs of a configuration and a verdict on a file of its training; what is not wrong is taken from now on.

    `settings` are those of all trainings, by configuration; `here` is the record of a training in the scratch folder.
    """
    for stem, training in settings.items():
        model, _, record = files(stem)
        found = [wrong(line) for line in untrue(results, stem, here | training, scripts)]
        if stem in sample and (again / model).is_file():
            found += trained_again(results, again, stem, ELSEWHERE if elsewhere(results / record, here) else HERE)
        elif stem in sample:
            found.append(wrong(f"{results / model} could not be trained again"))
        yield from ((stem, verdict) for verdict in found)
        if all(verdict.verdict != WRONG for verdict in found):
            give(files(stem), results, again)


def all_else(results, again, stems, targets, make):
    """Pairs of a part and a verdict on a file of it; the part is None if the file is nothing of this workflow's.

    `targets` can be made; `make` makes some in the scratch folder, but for what is there already, if it can.
    """
    there, trained = below(results), {name for stem in stems for name in files(stem)}
    extras = [of for of, globs in EXTRAS.items() if any(fnmatch(name, glob) for name in there for glob in globs)]
    complete = make(["all", *(target for target in extras if target in targets)])
    for target in (target for target, file in LATER.items() if file in there and target in targets):
        complete &= make([target], Path.cwd() if target == "compare" else None)
    made = below(again)
    named, known = ({sha256(folder / f): f for f in made if is_readable(folder / f)} for folder in (results, again))
    digests = {digest: sha256(again / name) for digest, name in named.items() if digest not in known}
    for name in sorted(made - trained):
        yield part(name, stems), compare(results / name, again / name, digests)
    if not complete:
        yield "comparison", wrong(f"{results} cannot be compared in all: not everything could be made again")
    kinds = {kind(name) for name in made}
    for name in sorted(there - made - trained):
        if complete and kind(name) in kinds and name not in LATER.values():
            yield "comparison", wrong(f"{results / name} is nothing that this workflow makes here")
        else:
            top = kind(name)[0]
            yield None, wrong(str(results / name if top in {top for top, _ in kinds} else results.joinpath(*top)))


def is_readable(file):
    """Whether it is a file, as a pipe is not, and may be read."""
    return file.is_file() and os.access(file, os.R_OK)


def kind(name):
    """The uppermost folder of a path, and the suffix of the file: what looks like a result, and what does not."""
    return Path(name).parts[:-1][:1], Path(name).suffix


def part(name, stems):
    """What a path in the results is of: a configuration, the data, or what joins configurations."""
    path = Path(name)
    words = {path.stem, path.parent.name, path.stem.rpartition("_bits")[0]}
    return next((stem for stem in stems if stem in words), "data" if path.parts[0] == "data" else "comparison")


def elsewhere(record, here):
    """In words, what a record says of its device, threads and versions that is not so here."""
    try:
        there, here = map(environment, (read(record), here))
    except Exception:  # somebody else's file, and wrong: see `training.untrue`
        return ""
    return line("; ".join(f"{of} {there.get(of)} there, {here[of]} here" for of in here if there.get(of) != here[of]))


def environment(record):
    """The device, threads and versions in a record, each library's beside the rest."""
    versions = record["versions"] if isinstance(record.get("versions"), dict) else {}
    return {name: record.get(name) for name in ENVIRONMENT if name != "versions"} | versions


def summary(found, environment):
    """What is said of a part: its worst verdict, all that is wrong or else what differs most, and where it was made."""
    verdict = max((of.verdict for of in found), key=VERDICTS.index, default=SAME_BYTES)
    found = sorted((of for of in found if of.verdict == verdict), key=lambda of: -of.largest)
    lines = [line(of.what) for of in found[: None if verdict == WRONG else 1] if of.what]
    largest = None if verdict == WRONG else max((of.largest for of in found), default=0)
    return {"verdict": verdict, "largest_difference": largest, "differences": lines, "environment": environment}


def line(text):
    """A text as one line that can be written, whatever is in somebody else's files and their names."""
    return " ".join(text.split()).encode(errors="replace").decode()


def as_markdown(report):
    """The report as a page to attach to a paper."""
    parts, here = report["parts"], environment(report["here"])
    rows = [
        (name, of["verdict"], "; ".join(filter(None, [*of["differences"], of["environment"]])))
        for name, of in parts.items()
    ]
    rows = [("part", "verdict", "differences"), (":---", ":---", ":---"), *rows]
    return "\n".join(
        [
            "# Verification\n",
            f"{len(report['trained_again'])} of {report['configurations']} configurations were trained again.",
            "What follows from the models was made again from the data, and compared, here:",
            ", ".join(f"{name} {value}" for name, value in here.items() if value) + ".\n",
            *(f"- {verdict}: {sum(of['verdict'] == verdict for of in parts.values())}" for verdict in VERDICTS),
            "",
            *(f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows),
            f"\nNot verified, as this workflow does not make it: {', '.join(report['not_verified']) or 'nothing'}.\n",
        ]
    )


def main(snakemake):
    params, stems, scripts = snakemake.params, list(snakemake.params.trainings), snakemake.scriptdir
    sample, parts = (
        chosen(stems, **snakemake.config["verify"]),
        {part: [] for part in ["data", *stems, "comparison", None]},
    )
    options = ["--snakefile", params.snakefile, "--cores", str(snakemake.threads), *params.deployment]
    with tempfile.TemporaryDirectory() as scratch, open(snakemake.log[0], "w", encoding="utf-8") as log:
        make = partial(run_again, Path(scratch), params.requested, options, log)
        results, again = Path(params.results), Path(scratch, "results")
        give(known.FILES if params.raw else [], Path(params.raw), Path(scratch, "resources", Path(params.raw).name))
        make(["results/data/sha256.json", *(f"results/{files(stem)[0]}" for stem in sample)])
        here = next(map(read, sorted(again.glob("provenance/*.json"))), {})
        for of, verdict in trainings(results, again, params.trainings, sample, here, scripts):
            parts[of].append(verdict)
        for of, verdict in all_else(results, again, stems, params.targets, make):
            parts[of].append(verdict)
    said = {of: summary(parts[of], elsewhere(results / files(of)[-1], here)) for of in parts if of}
    report = {"trained_again": sample, "configurations": len(stems), "here": here, "parts": said}
    report["not_verified"] = list(dict.fromkeys(line(verdict.what) for verdict in parts[None]))
    Path("verification.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    Path("verification.md").write_text(as_markdown(report), encoding="utf-8")
    print(
        f"{len(sample)} of {len(stems)} trained again",
        *map("not verified: {}".format, report["not_verified"]),
        sep="\n",
    )
    for of, about in said.items():
        for what in about["differences"] or [""]:
            print(f"{of}: {about['verdict']}{': ' if what else ''}{what}", flush=True)
    if contradictions := sum(len(about["differences"]) for about in said.values() if about["verdict"] == WRONG):
        sys.exit(
            f"{contradictions} contradictions; nothing was changed. To make a wrong file again, and what follows from "
            f"it: snakemake --cores {snakemake.threads} --forcerun FILE …"
        )


if __name__ == "__main__":
    main(snakemake)
