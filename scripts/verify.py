"""Prove the results: make all that follows from the models again, and compare.

in   the results as they are, whoever wrote them; nothing of them is changed
out  a line for each configuration and one for what compares them; an error if any is wrong

A model is held against the record of its training. Everything else is made again
from the models and the fetched data in a scratch folder, by the workflow itself, and
compared byte by byte. What it evaluates in NumPy is evaluated by Keras as well.
"""

import math
import subprocess
import sys
import tempfile
from itertools import zip_longest
from pathlib import Path

import yaml

from autogrid.job.provenance import read, sha256

GIVEN = ["models", "history", "provenance"]  # what training stored: not made again
NOT_AGAIN = {"fetch", "train", "verify"}
TOLERANCE = 1e-5  # relative; sums of float32 in another order differ by less


def untrue(results, stem, expected):
    """Lines on a model and a history that are not what a training as expected stored."""
    record = results / f"provenance/{stem}.json"
    try:
        lineage = read(record)
    except (OSError, ValueError) as error:
        yield f"{record} cannot be read: {error}"
        return
    for name, wanted in expected.items():
        found = lineage.get(name)
        if found != wanted:
            if isinstance(found, dict) and isinstance(wanted, dict):
                keys = [key for key in {**wanted, **found} if found.get(key) != wanted.get(key)]
                found, wanted = ({key: value.get(key) for key in keys} for value in (found, wanted))
            yield f"{record} is stale: trained with {name} {found}, should be {wanted}"
    yield from wrong_digest(results / f"models/{stem}.h5", lineage.get("model_sha256"), "its training stored")
    yield from wrong_digest(results / f"history/{stem}.csv", lineage.get("history_sha256"), "its training stored")


def wrong_digest(file, wanted, who):
    """A line if a file is missing or has another SHA-256."""
    if not file.exists():
        yield f"{file} is missing: {who} SHA-256 {wanted}"
    elif sha256(file) != wanted:
        yield f"{file} has SHA-256 {sha256(file)}, {who} {wanted}"


def make_again(scratch, results, resources, snakemake):
    """Run the workflow on the given models in a scratch folder; whether all could be made."""
    (scratch / "results").mkdir()
    for name in GIVEN:
        (scratch / "results" / name).symlink_to((results / name).absolute())
    (scratch / "resources").symlink_to(resources.absolute())
    config = dict(snakemake.config, pathvars={"results": "results", "resources": "resources", "logs": "logs"})
    if config["published"] not in (None, "notebook"):
        config["published"] = str(Path(config["published"]).absolute())
    if "://" not in config["container"]:
        config["container"] = str(Path(config["container"]).absolute())
    (scratch / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False))
    prefix = snakemake.rule.removesuffix("verify")  # as a module, the workflow's rules have one
    rules = {rule.removeprefix(prefix) for rule in snakemake.params.rules if rule.startswith(prefix)}
    command = [sys.executable, "-m", "snakemake", "all", "results/recomputed.json"]
    command += ["--snakefile", snakemake.params.snakefile, "--directory", scratch, "--configfile", "config.yaml"]
    command += ["--cores", str(snakemake.threads), "--keep-going", "--quiet", "rules", "progress"]
    if snakemake.params.deployment:
        command += ["--software-deployment-method", *snakemake.params.deployment]
        command += ["--conda-prefix", Path(".snakemake/conda").absolute()]
    command += ["--profile", "none", "--workflow-profile", "none", "--allowed-rules", *sorted(rules - NOT_AGAIN)]
    with open(snakemake.log[0], "w") as log:
        return subprocess.run(command, cwd=scratch, stdout=log, stderr=log).returncode == 0


def unlike(file, again):
    """A line if a file is not the same as the one made again."""
    if not file.exists():
        yield f"{file} is missing"
    elif file.read_bytes() != again.read_bytes():
        yield f"{file} {difference(file, again)}"


def difference(file, again):
    """Where two texts differ first, else the digests of two files."""
    try:
        for number, (line, wanted) in enumerate(zip_longest(*map(lines, (file, again)), fillvalue="")):
            if line != wanted:
                return f"has {line.strip()[:200]!r} in line {number + 1}, should have {wanted.strip()[:200]!r}"
    except UnicodeDecodeError:
        pass
    return f"has SHA-256 {sha256(file)}, made again it has {sha256(again)}"


def lines(file):
    """The lines of a text."""
    return file.read_text().splitlines()


def unlike_keras(file, recomputed):
    """Lines on metrics that Keras does not confirm."""
    if "fault" in recomputed:
        yield recomputed["fault"]
        return
    try:
        metrics = read(file)
    except (OSError, ValueError) as error:
        yield f"{file} cannot be read: {error}"
        return
    for name, wanted in recomputed.items():
        found = metrics.get(name)
        if not isinstance(found, int | float) or not math.isclose(found, wanted, rel_tol=TOLERANCE):
            yield f"{file} has {name} {found}, Keras computes {wanted}"


def faults(snakemake, scratch):
    """Pairs of a configuration's stem, or 'comparison', and a line on what is wrong with it."""
    results, resources = Path(snakemake.params.results), Path(snakemake.params.resources)
    for name, wanted in snakemake.config["dataset"]["sha256"].items():
        raw = resources / snakemake.config["dataset"]["name"] / name
        yield from (("data", line) for line in wrong_digest(raw, wanted, "the config says"))

    complete = make_again(scratch, results, resources, snakemake)
    made = scratch / "results"
    common = {"code_sha256": snakemake.params.train["code"]}
    if not snakemake.params.deployment:  # else the versions are those of envs/, and not of this environment
        common["versions"] = snakemake.params.train["versions"]
    if (made / "data/sha256.json").exists():
        common["data_sha256"] = read(made / "data/sha256.json")
    for stem, settings in snakemake.params.trainings.items():
        yield from ((stem, line) for line in untrue(results, stem, settings | common))
    for again in sorted(file for file in made.rglob("*") if file.is_file()):
        stem = again.stem if again.stem in snakemake.params.trainings else "comparison"
        if again.name != "recomputed.json":
            yield from ((stem, line) for line in unlike(results / again.relative_to(made), again))
    if not complete:
        yield "comparison", f"not everything could be made again to compare: see {snakemake.log[0]}"

    if (made / "recomputed.json").exists():
        for stem, recomputed in read(made / "recomputed.json").items():
            file = results / f"metrics/{stem}.json"
            yield from ((stem, line) for line in unlike_keras(file, recomputed))


def main(snakemake):
    with tempfile.TemporaryDirectory() as scratch:
        found = list(faults(snakemake, Path(scratch)))
    for part in ["data", *snakemake.params.trainings, "comparison"]:
        wrong = [line for name, line in found if name == part]
        print(f"{part}: ok" if not wrong else "\n".join(f"{part}: WRONG: {line}" for line in wrong), flush=True)
    if found:
        sys.exit(
            f"{len(found)} contradictions; nothing was changed. To make a wrong file again, and what follows from it: "
            f"snakemake --cores {snakemake.threads} --forcerun FILE …"
        )


if __name__ == "__main__":
    main(snakemake)
