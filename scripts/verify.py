"""Prove the results: train again, make all that follows from the models again, and compare.

in   the results as they are, whoever wrote them; nothing of them is changed
out  a line for each configuration and one for what joins them: `same bytes`, `same numbers` with what
     differs most, or `WRONG`; an error if any is wrong; verification.json and verification.md

A model is held against the record of its training, against its own learning curve, and against the same training
again (all of them, or a random sample). Everything else is made again from the models and the data, as fetched or
where one's own are, in a scratch folder, by the workflow itself. What NumPy evaluates, Keras does as well.
"""

import json
import math
import random
import sys
import tempfile
from pathlib import Path

from autogrid.data import known
from autogrid.provenance.records import read, sha256
from autogrid.verify.again import link, run_again
from autogrid.verify.compare import SAME_BYTES, VERDICTS, WRONG, compare, worst, wrong
from autogrid.verify.records import untrue, wrong_digest
from autogrid.verify.training import environment, other_environment, trained_again

GIVEN = {"models": "h5", "history": "csv", "provenance": "json"}  # what training stored, by folder
KERAS = 1e-5  # relative; sums of float32 in another order differ by less
CURVE = 1e-3  # relative; the same of a loss over images that training took in another batch


def chosen(stems, most, seed):
    """The configurations that are trained again: all, or where there are more a random sample of so many."""
    return stems if len(stems) <= most else sorted(random.Random(seed).sample(stems, most), key=stems.index)


def scratch_trained(scratch, stems, workflow, rules, log):
    """Train configurations in a scratch folder; those of them whose training came to its end."""
    targets = ["results/data/sha256.json", *(f"results/models/{stem}.h5" for stem in stems)]
    run_again(scratch, workflow, targets, rules, log)
    return [stem for stem in stems if (scratch / f"results/models/{stem}.h5").exists()]


def unlike_keras(results, stem, recomputed):
    """Lines on metrics, and on the end of a learning curve, that Keras does not confirm."""
    if "fault" in recomputed:
        yield recomputed["fault"]
        return
    file = results / f"metrics/{stem}.json"
    try:
        metrics = read(file)
    except (OSError, ValueError) as error:
        yield f"{file} cannot be read: {error}"
        return
    val_loss = recomputed.pop("val_loss")
    for name, wanted in recomputed.items():
        found = metrics.get(name)
        if found != wanted and not near(found, wanted):
            yield f"{file} has {name} {found}, Keras computes {wanted}"
    told = val_loss["told"]
    if told is not None and not math.isclose(told, val_loss["computed"], rel_tol=CURVE):
        yield f"{results}/history/{stem}.csv ends with a val_loss of {told}, the model's is {val_loss['computed']}"


def near(found, wanted):
    """Whether what a JSON holds are two numbers that are nearly the same."""
    numbers = all(isinstance(value, int | float) and not isinstance(value, bool) for value in (found, wanted))
    return numbers and math.isclose(found, wanted, rel_tol=KERAS)


def verdicts(snakemake, scratch, log):
    """Pairs of a part, ``data``, a configuration's stem or ``comparison``, and a verdict on something of it."""
    params = snakemake.params
    results, resources, stems = Path(params.results), Path(params.resources), list(params.trainings)
    workflow = {"config": params.asked, "snakefile": params.snakefile, "cores": snakemake.threads}
    workflow |= {"deployment": params.deployment}
    prefix = snakemake.rule.removesuffix("verify")  # as a module, the workflow's rules have one
    rules = {rule.removeprefix(prefix) for rule in params.rules if rule.startswith(prefix)} - {"fetch", "verify"}

    data_set = params.asked["dataset"]["name"]
    for name, wanted in known.SHA256.get(data_set, {}).items():
        raw = resources / data_set / name
        yield from (("data", wrong(line)) for line in wrong_digest(raw, wanted, f"that of {data_set} is"))

    again = scratch / "again"
    link(again, resources, {})
    run_again(again, workflow, ["results/data/sha256.json"], ["prepare"], log)
    common = {"code_sha256": params.train["code"]}
    if (again / "results/data/sha256.json").exists():
        common["data_sha256"] = read(again / "results/data/sha256.json")
    faults = {stem: list(untrue(results, stem, params.trainings[stem] | common, snakemake.scriptdir)) for stem in stems}
    sample = chosen(stems, **snakemake.config["verify"])
    bad = [stem for stem in stems if faults[stem]]
    done = scratch_trained(again, list(dict.fromkeys(sample + bad)), workflow, sorted(rules), log)
    for stem in stems:
        yield from ((stem, wrong(line)) for line in faults[stem])
        if stem in sample and stem in done and not faults[stem]:
            here = environment([again / f"results/provenance/{stem}.json"], params.train)
            same_environment = not other_environment(results / f"provenance/{stem}.json", here)
            try:
                yield stem, trained_again(results, again / "results", stem, same_environment)
            except Exception as error:  # whatever is wrong with a file of somebody else's, the others are compared
                yield stem, wrong(f"{results}/models/{stem}.h5 or its history cannot be read: {error}")
        elif stem in sample and not faults[stem]:
            yield stem, wrong(f"could not be trained again: see {snakemake.log[0]}")

    made = scratch / "made"
    stored = {f"{folder}/{stem}.{kind}": stem for stem in stems for folder, kind in GIVEN.items()}
    link(made, resources, {name: results for name, stem in stored.items() if stem not in bad})
    link(made, resources, {name: again / "results" for name, stem in stored.items() if stem in bad and stem in done})
    targets = ["all", "results/recomputed.json", *params.optional]
    complete = run_again(made, workflow, targets, sorted(rules - {"train"}), log)
    pca, pca_again = (folder / "principal_components.npz" for folder in (results, made / "results"))
    same = pca_again.exists() and compare(pca, pca_again).verdict != WRONG
    digests = {sha256(pca): sha256(pca_again)} if same else {}  # which codecs name
    for file in sorted(file for file in (made / "results").rglob("*") if file.is_file() and not file.is_symlink()):
        if file.name != "recomputed.json":
            name = file.relative_to(made / "results")
            yield file.stem if file.stem in stems else "comparison", compare(results / name, file, digests)
    if not complete:
        yield "comparison", wrong(f"not everything could be made again to compare: see {snakemake.log[0]}")
    if (made / "results/recomputed.json").exists():
        for stem, recomputed in read(made / "results/recomputed.json").items():
            if stem not in bad:
                yield from ((stem, wrong(line)) for line in unlike_keras(results, stem, recomputed))


def summary(part, found, environment):
    """What is said of a part: its verdict, what differs most, and where it was made."""
    verdict = worst(found)
    lines = [v.what for v in found if v.verdict == WRONG] or ([verdict.what] if verdict.verdict != SAME_BYTES else [])
    largest = None if math.isinf(verdict.largest) else verdict.largest
    return {"verdict": verdict.verdict, "largest_difference": largest, "differences": lines, "environment": environment}


def main(snakemake):
    params, results = snakemake.params, Path(snakemake.params.results)
    stems = list(params.trainings)
    parts = {part: [] for part in ["data", *stems, "comparison"]}
    with tempfile.TemporaryDirectory() as scratch, open(snakemake.log[0], "w", encoding="utf-8") as log:
        for part, verdict in verdicts(snakemake, Path(scratch), log):
            parts[part].append(verdict)
        here = environment(sorted(Path(scratch).glob("again/results/provenance/*.json")), params.train)
    environments = {stem: other_environment(results / f"provenance/{stem}.json", here) for stem in stems}
    said = {part: summary(part, found, environments.get(part, "")) for part, found in parts.items()}
    sample = chosen(stems, **snakemake.config["verify"])
    report = {"trained_again": sample, "configurations": len(stems), "here": here, "parts": said}
    Path("verification.json").write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    Path("verification.md").write_text(as_markdown(report), encoding="utf-8")
    print(f"{len(sample)} of {len(stems)} trained again", flush=True)
    for part, of in said.items():
        for line in of["differences"] or [""]:
            print(f"{part}: {of['verdict']}{': ' if line else ''}{line}", flush=True)
    if any(of["verdict"] == WRONG for of in said.values()):
        files = sum(len(of["differences"]) for of in said.values() if of["verdict"] == WRONG)
        sys.exit(
            f"{files} contradictions; nothing was changed. To make a wrong file again, and what follows from it: "
            f"snakemake --cores {snakemake.threads} --forcerun FILE …"
        )


def as_markdown(report):
    """The report as a page to attach to a paper."""
    counts = {verdict: sum(of["verdict"] == verdict for of in report["parts"].values()) for verdict in VERDICTS}
    rows = [
        f"| {part} | {of['verdict']} | {'; '.join([*of['differences'], of['environment']]).strip('; ')} |"
        for part, of in report["parts"].items()
    ]
    libraries = ", ".join(f"{name} {version}" for name, version in report["here"]["versions"].items())
    return "\n".join(
        [
            "# Verification\n",
            f"{len(report['trained_again'])} of {report['configurations']} configurations were trained again.",
            "What follows from the models was made again from the data, and compared.\n",
            f"On {report['here']['device']}, with {libraries}.\n",
            *(f"- {verdict}: {count}" for verdict, count in counts.items()),
            "\n| part | verdict | differences |\n|:-----|:--------|:------------|",
            *rows,
            "",
        ]
    )


if __name__ == "__main__":
    main(snakemake)
