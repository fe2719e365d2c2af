"""Prove the results: make them again by this very workflow, in a scratch folder, and compare the two folders.

in   the results as they are, whoever wrote them; nothing of them is changed
out  a line for the data, for each configuration and for what joins them: `same bytes`, `same numbers` with what
     differs most, or `WRONG`; an error if any is wrong; verification.json and verification.md

Configurations are trained again, all or a random sample. The models that this confirms, and those that were not drawn,
are taken as they are, and all that follows from them is made again.
"""

import json
import random
import sys
import tempfile
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from autogrid.data import known
from autogrid.provenance.records import read, sha256
from autogrid.verify.again import below, give, run_again
from autogrid.verify.compare import SAME_BYTES, SAME_NUMBERS, VERDICTS, WRONG, Verdict, compare
from autogrid.verify.training import ELSEWHERE, ENVIRONMENT, HERE, files, trained_again, untrue

# Targets beside `all`, and what they make: they are made again if anything of that is there.
EXTRAS = {
    "classify": ("classification*", "figures/accuracy.*", "figures/confusion.*"),
    "rates": ("rate*", "references.json", "codecs/*", "compressed/*", "figures/rate*"),
    "projector": ("projector/*",),
}
LATER = {"partial_summary": "partial_summary.csv", "compare": "comparison.html"}  # made of what there is
wrong = partial(Verdict, WRONG, float("inf"))


def chosen(stems, most, seed):
    """The configurations that are trained again: all, or where there are more a random sample of so many."""
    return stems if len(stems) <= most else sorted(random.Random(seed).sample(stems, most), key=stems.index)


def trainings(results, again, params, sample, scripts):
    """Pairs of a configuration and a verdict on a file of its training; what is not wrong is taken from now on."""
    template = next(map(read, sorted(again.glob("provenance/*.json"))), {})
    for stem, settings in params.trainings.items():
        model, _, record = files(stem)
        found = [wrong(line) for line in untrue(results, stem, template | settings, scripts)]
        if stem in sample and (again / model).is_file():
            found += trained_again(results, again, stem, ELSEWHERE if elsewhere(results / record, template) else HERE)
        elif stem in sample:
            found.append(wrong(f"{results / model} could not be trained again"))
        yield from ((stem, verdict) for verdict in found)
        if all(verdict.verdict != WRONG for verdict in found):
            give(files(stem), results, again)


def verdicts(results, again, params, sample, scripts, make):
    """Pairs of a part and a verdict on a file of it; the part is None if the file is nothing of this workflow's.

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
        Makes a list of targets in the scratch folder, but for what is there already; whether all could be made.
    """
    make([again / "data/sha256.json", *(again / files(stem)[0] for stem in sample)])
    yield from trainings(results, again, params, sample, scripts)
    there, trained = below(results), {name for stem in params.trainings for name in files(stem)}
    extras = [
        target for target, globs in EXTRAS.items() if any(fnmatch(name, glob) for name in there for glob in globs)
    ]
    complete = make(["all", *(target for target in extras if target in params.targets)])
    for target in (target for target, file in LATER.items() if file in there and target in params.targets):
        complete &= make([target], Path.cwd() if target == "compare" else None)
    made = below(again)
    kinds = {kind(name) for name in made}
    digests = {sha256(again / name): name for name in made}
    others = {sha256(results / name): name for name in made if (results / name).is_file()}
    digests = {digest: sha256(again / name) for digest, name in others.items() if digest not in digests}
    for name in sorted(made - trained):
        yield part(name, params.trainings), compare(results / name, again / name, digests)
    if not complete:
        yield "comparison", wrong("not everything could be made again to compare")
    for name in sorted(there - made - trained):
        alike = complete and kind(name) in kinds and name not in LATER.values()
        yield "comparison" if alike else None, wrong(f"{results / name} is nothing that this workflow makes here")


def kind(name):
    """The uppermost folder of a path, and the suffix of the file: what looks like a result, and what does not."""
    return Path(name).parts[:-1][:1], Path(name).suffix


def part(name, stems):
    """What a path in the results is of: a configuration, the data, or what joins configurations."""
    path = Path(name)
    of = [path.stem, path.parent.name, path.stem.rpartition("_bits")[0]]
    return next((stem for stem in of if stem in stems), "data" if path.parts[0] == "data" else "comparison")


def elsewhere(record, here):
    """In words, what a record says of its device, threads and versions that is not so here."""
    try:
        there, here = map(environment, (read(record), here))
    except (OSError, ValueError):
        return ""
    return "; ".join(
        f"{name} {there.get(name)} there, {here[name]} here" for name in here if there.get(name) != here[name]
    )


def environment(record):
    """The device, threads and versions in a record, each library's beside the rest."""
    versions = record.get("versions")
    found = {name: record.get(name) for name in ENVIRONMENT if name != "versions"}
    return found | (versions if isinstance(versions, dict) else {})


def summary(found, environment):
    """What is said of a part: its worst verdict, all that is wrong or else what differs most, and where it was made."""
    verdict = max((of.verdict for of in found), key=VERDICTS.index, default=SAME_BYTES)
    found = sorted((of for of in found if of.verdict == verdict), key=lambda of: -of.largest)
    lines = [" ".join(of.what.split()) for of in found[: None if verdict == WRONG else 1] if of.what]
    largest = found[0].largest if verdict == SAME_NUMBERS else None
    return {"verdict": verdict, "largest_difference": largest, "differences": lines, "environment": environment}


def as_markdown(report):
    """The report as a page to attach to a paper."""
    parts, here = report["parts"], environment(report["here"])
    rows = [
        [name, of["verdict"], "; ".join([*of["differences"], of["environment"]]).strip("; ")]
        for name, of in parts.items()
    ]
    rows = [["part", "verdict", "differences"], [":---", ":---", ":---"], *rows]
    lines = [
        "# Verification\n",
        f"{len(report['trained_again'])} of {report['configurations']} configurations were trained again.",
        "All that follows from the models was made again from the data, and compared, on",
        ", ".join(f"{name} {value}" for name, value in here.items() if value) + ".\n",
        *(f"- {verdict}: {sum(of['verdict'] == verdict for of in parts.values())}" for verdict in VERDICTS),
        "",
        *("| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows),
        "\nNo results of this workflow, and not verified: " + (", ".join(report["not_verified"]) or "nothing") + ".\n",
    ]
    return "\n".join(lines)


def main(snakemake):
    params, results, stems = snakemake.params, Path(snakemake.params.results), list(snakemake.params.trainings)
    parts, sample = (
        {part: [] for part in ["data", *stems, "comparison", None]},
        chosen(stems, **snakemake.config["verify"]),
    )
    how = ["--snakefile", params.snakefile, "--cores", str(snakemake.threads), *params.deployment]
    with tempfile.TemporaryDirectory() as folder, open(snakemake.log[0], "w", encoding="utf-8") as log:
        data_set = params.requested["dataset"]["name"]
        give(known.FILES, Path(params.resources, data_set), Path(folder, "resources", data_set))
        make = partial(run_again, Path(folder), params.requested, how, log)
        for of, verdict in verdicts(results, Path(folder, "results"), params, sample, snakemake.scriptdir, make):
            parts[of].append(verdict)
        here = next(map(read, sorted(Path(folder).glob("results/provenance/*.json"))), {})
    said = {of: summary(parts[of], elsewhere(results / files(of)[-1], here)) for of in parts if of}
    report = {"trained_again": sample, "configurations": len(stems), "here": here, "parts": said}
    report["not_verified"] = [verdict.what.partition(" is nothing ")[0] for verdict in parts[None]]
    Path("verification.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    Path("verification.md").write_text(as_markdown(report), encoding="utf-8")
    print(
        f"{len(sample)} of {len(stems)} trained again",
        *(f"not verified: {file}" for file in report["not_verified"]),
        sep="\n",
    )
    for of, about in said.items():
        for line in about["differences"] or [""]:
            print(f"{of}: {about['verdict']}{': ' if line else ''}{line}", flush=True)
    if contradictions := sum(len(about["differences"]) for about in said.values() if about["verdict"] == WRONG):
        sys.exit(
            f"{contradictions} contradictions; nothing was changed. To make a wrong file again, and what follows from "
            f"it: snakemake --cores {snakemake.threads} --forcerun FILE …"
        )


if __name__ == "__main__":
    main(snakemake)
