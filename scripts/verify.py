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
from functools import partial
from pathlib import Path

from autogrid.config.configuration import Training
from autogrid.data import known
from autogrid.data.files import in_folder
from autogrid.provenance.records import write
from autogrid.verify.again import environment, files, give, run_again, take, told, trained
from autogrid.verify.compare import ELSEWHERE, HERE, SAME_BYTES, SAME_NUMBERS, VERDICTS, WRONG, compare, line, wrong

LATER = ("partial_summary", "compare")  # targets that are made of what there is, once that is made again
COMPONENTS = "principal_components.npz"  # whose digest is in what is made from them


def chosen(settings: dict[str, Training], most, seed):
    """The configurations that are trained again: all, or of more a random sample of so many, and one of each loss."""
    stems = list(settings)
    sample = stems if len(stems) <= most else random.Random(seed).sample(stems, most)
    of_each_loss = {settings[stem]["configuration"]["loss"]: stem for stem in [*stems, *sample]}
    return [stem for stem in stems if stem in {*sample, *of_each_loss.values()}]


def trainings(results, again, settings, sample, scripts):
    """Verdicts on what trainings stored, by path; the environment here, and how that of each is another one, by stem.

    Those that are not in the sample are as they are, with the record of another one with the same loss, and thus floor.
    """
    made = {stem: told(again, stem) for stem in settings}
    like = {record["configuration"]["loss"]: record for record in made.values() if record}
    here, elsewhere, verdicts = environment(next(iter(like.values()), {})), {}, {}
    for stem, training in settings.items():
        there = environment(told(results, stem))
        others = (
            f"{name} {there[name]} there, {here.get(name)} here" for name in there if there[name] != here.get(name)
        )
        elsewhere[stem] = line("; ".join(others))
        give(() if stem in sample else files(stem), results, again)
        expected = (made[stem] or like.get(training["configuration"]["loss"], {})) | training
        verdicts |= trained(results, again, stem, expected, not elsewhere[stem], scripts)
    return verdicts, here, elsewhere


def all_else(results, again, targets, make, differs):
    """Verdicts on all files that are made again from the trainings, by path, and whether all could be made.

    Targets beside `all`, of some files each, are made again if any of these is there.
    """
    extras = [name for name, files in targets.items() if any(Path(file).exists() for file in files)]
    verdicts, goals = take(results, again, [COMPONENTS]), ["all", *(name for name in extras if name not in LATER)]
    complete = make(goals)
    where = ELSEWHERE if differs or verdicts[COMPONENTS].verdict == SAME_NUMBERS else HERE
    for file in sorted(again.glob("classification/*.json")):
        verdicts |= take(results, again, [str(file.relative_to(again))], where)
    if SAME_NUMBERS in (verdict.verdict for verdict in verdicts.values()):
        complete = make(goals)  # from what was taken
    complete &= all([make([name], Path.cwd()) for name in extras if name in LATER])
    found = {name: compare(results / name, again / name, where) for name in below(again)}
    if SAME_NUMBERS in (verdict.verdict for verdict in found.values()):  # and so have pictures of these numbers
        found = {name: compare(results / name, again / name, ELSEWHERE) for name in found}
    return found | verdicts, complete


def below(folder):
    """The paths from a folder to all files in it, through links as well."""
    return {file.name for file in in_folder(folder)} if folder.is_dir() else set()


def kind(name):
    """The uppermost folder of a path, and the suffix of the file."""
    return Path(name).parts[:-1][:1], Path(name).suffix


def part(name, stems):
    """The part that a path in the results belongs to: a configuration, the data, or what joins configurations."""
    path = Path(name)
    words = {path.stem, path.parent.name, path.stem.rpartition("_bits")[0]}
    return next((stem for stem in stems if stem in words), "data" if path.parts[0] == "data" else "comparison")


def summary(verdicts):
    """What is said of a part: its worst verdict, and all that is wrong, or else what differs most."""
    worst = max((verdict.verdict for verdict in verdicts), key=VERDICTS.index, default=SAME_BYTES)
    said = [v.what for v in sorted(verdicts, key=lambda v: -max(v.far)) if v.verdict == worst and v.what]
    return {"verdict": worst, "differences": said[: None if worst == WRONG else 1]}


def lines(report):
    """The report as it is printed, and attached to a paper."""
    here = "; ".join(f"{name} {value}" for name, value in report["here"].items() if value is not None)
    trained = report["trained_again"]
    yield f"{len(trained)} of {report['configurations']} trained again, and all that follows from them, here: {here}"
    for name, about in report["parts"].items():
        for what in about["differences"] or [""]:
            yield ": ".join(filter(None, [name, about["verdict"], what, about["environment"]]))
    yield from map("not verified: {}".format, report["not_verified"])


def main(snakemake):
    params, results, stems = snakemake.params, Path(snakemake.params.results), list(snakemake.params.trainings)
    sample, there = chosen(params.trainings, **snakemake.config["verify"]), below(results)
    options = ["--snakefile", params.snakefile, "--cores", str(snakemake.threads), *params.deployment]
    with tempfile.TemporaryDirectory() as scratch, open(snakemake.log[0], "w", encoding="utf-8") as log:
        again, make = Path(scratch, "results"), partial(run_again, Path(scratch), params.requested, options, log)
        give(known.FILES if params.raw else [], Path(params.raw), Path(scratch, "resources", Path(params.raw).name))
        make([f"results/{name}" for name in ["data/sha256.json", COMPONENTS, *(files(stem)[0] for stem in sample)]])
        by_training, here, elsewhere = trainings(results, again, params.trainings, sample, snakemake.scriptdir)
        differs = any(elsewhere.values()) or SAME_NUMBERS in (verdict.verdict for verdict in by_training.values())
        made, complete = all_else(results, again, params.targets, make, differs)
    verdicts, kinds = made | by_training, {kind(name) for name in made if complete}
    unmade = {str(Path(file).relative_to(results)) for file in params.unmade}
    alike = {name for name in there - verdicts.keys() - unmade if kind(name) in kinds}
    others = sorted(there - verdicts.keys() - alike)
    commits = dict.fromkeys(told(results, stem).get("commit") for stem in stems)
    unproved = [f"the code of {commit}, which records name" for commit in commits if commit and "://" in commit]
    verdicts |= {name: wrong(f"{results / name} is nothing that this config makes") for name in alike}
    parts = {name: [] for name in ("data", *stems, "comparison")}
    for name in sorted(verdicts):
        parts[part(name, stems)].append(verdicts[name])
    parts["comparison"] += [] if complete else [wrong(f"{results} could not all be made again, see {log.name}")]
    report = {
        "trained_again": sample,
        "configurations": len(stems),
        "here": here,
        "parts": {name: summary(parts[name]) | {"environment": elsewhere.get(name, "")} for name in parts},
        "not_verified": [*(line(results / name) for name in others), *map(line, unproved)],
    }
    write("verification.json", report)
    print(*lines(report), sep="\n", flush=True)
    Path("verification.md").write_text("\n- ".join(["# Verification\n", *lines(report)]) + "\n", encoding="utf-8")
    if wrongs := sum(verdict.verdict == WRONG for of in parts.values() for verdict in of):
        sys.exit(
            f"{wrongs} contradictions; nothing was changed. To make a wrong file again, and what follows from it: "
            f"snakemake --cores {snakemake.threads} --forcerun FILE …"
        )


if __name__ == "__main__":
    main(snakemake)
