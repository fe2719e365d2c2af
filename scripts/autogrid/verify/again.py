"""Results made again in a scratch folder, and what is taken from those that are verified for the next to be made."""

import functools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from autogrid.data.paths import expanded
from autogrid.provenance import code
from autogrid.provenance.origin import git
from autogrid.provenance.records import read, sha256, write
from autogrid.verify.compare import DRIFTED, ELSEWHERE, HERE, SAME_BYTES, SAME_NUMBERS, WRONG, compare, wrong

COMMIT = r"None|[0-9a-f]{40,64}|https?://[!-~]+"  # what a record may name: none, one of git's, or a URL
DRIFT = 1e-4  # of the loss in any epoch but the last tenth: where outputs die by chance, rounding decides which
ENVIRONMENT = ("device", "driver", "cuda", "tf32", "unused_gpu", "threads", "python")
UNPROVED = (*ENVIRONMENT, "versions", "seconds_computed", "seconds_held", "commit", "uncommitted_changes")


def run_again(scratch, config, options, log, targets, folder=None):
    """Make targets in a scratch folder, but for what is there already. Whether all could be made.

    `config` is as it was requested; `options` are those of Snakemake for the workflow, cores and deployment. Relative
    paths are from `folder`, if there is one.
    """
    place = scratch if folder else Path()
    config = config | {"pathvars": {name: str(place / name) for name in ("results", "resources", "logs")}}
    config["dataset"] = config["dataset"] | {"path": from_here(config["dataset"]["path"])}
    config |= {name: from_here(config[name]) for name in ("published", "container")}
    (scratch / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", *targets, "--executor", "local", *options]
    command += ["--directory", folder or scratch, "--configfile", "config.yaml", "--replace-workflow-config"]
    command += ["--keep-going", "--nolock"]
    # What is copied there has a time of its own, and no record of Snakemake's.
    command += ["--rerun-triggers", "mtime", "--profile", "none", "--workflow-profile", "none"]
    command += ["--quiet", "rules", "progress", "--conda-prefix", from_here(".snakemake/conda")]
    return subprocess.run(command, cwd=scratch, stdout=log, stderr=log).returncode == 0


def from_here(path):
    """A path of the config that is the same from any folder; not what is no path."""
    return path if path in (None, "notebook") or "://" in path else str(expanded(path).absolute())


def give(names, source, target):
    """Copy those of some files that there are from one folder to another; there they are new."""
    for name in names:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)


def take(results, again, names, where=HERE):
    """Verdicts on files that belong together, by path; what has other numbers, and may, is taken from now on."""
    verdicts = {name: compare(results / name, again / name, where) for name in names}
    if {verdict.verdict for verdict in verdicts.values()} - {SAME_BYTES} == {SAME_NUMBERS}:
        give(names, results, again)
    return verdicts


def files(stem):
    """What a training stores: a model, its history, and the record of both."""
    return f"models/{stem}.h5", f"history/{stem}.csv", f"provenance/{stem}.json"


def told(folder, stem):
    """The record of a training; an empty one where there is none that could be written."""
    try:
        record = json.loads(json.dumps(read(folder / files(stem)[-1]), allow_nan=False))
    except (OSError, ValueError, RecursionError):
        return {}
    return record if re.fullmatch(COMMIT, str(record.get("commit"))) else {}


def environment(record):
    """The device, threads and versions in a record, each library's beside the rest; nothing of an empty one."""
    versions = record.get("versions", {})
    return {name: record.get(name) for name in ENVIRONMENT if record} | (versions if isinstance(versions, dict) else {})


def digests(folder, stem):
    """What the record of a training should say of the model and the history in a folder."""
    paths = {"model_sha256": folder / files(stem)[0], "history_sha256": folder / files(stem)[1]}
    return {name: sha256(path) for name, path in paths.items() if path.is_file()}


def trained(results, again, stem, expected, same, scripts):
    """Verdicts on what a training stored, by path, and by the record that it should have.

    What nothing can prove is taken from the record as it is. Without the `same` environment, a training may drift apart
    from the one here, where rounding decides its course.
    """
    record, (_, history, file) = told(results, stem), files(stem)
    unproved = {name: record[name] for name in UNPROVED if name in record}
    (again / file).parent.mkdir(parents=True, exist_ok=True)
    write(again / file, expected | unproved | digests(results, stem))
    far = () if same else compare(results / history, again / history, DRIFTED).far
    drifts = max(far[: -max(1, len(far) // 10)], default=0) > DRIFT
    verdicts = take(results, again, files(stem), HERE if same else DRIFTED if drifts else ELSEWHERE)
    if verdicts[file].verdict == SAME_BYTES and untrue_commit(record, scripts):
        verdicts[file] = wrong(f"{results / file} names a commit {record['commit']} without the code of its digests")
    if WRONG in (verdict.verdict for verdict in verdicts.values()):
        write(again / file, expected | digests(again, stem))  # of what was not taken
    return verdicts


def untrue_commit(record, scripts):
    """Whether the repository that the scripts are in, if they are in one, has other code in the commit of a record."""
    commit, digests = record["commit"], record["code_sha256"]
    if commit is None or "://" in commit or git(scripts, "rev-parse", "--show-prefix") != "scripts/":
        return False  # made or held by a copy without a repository
    if git(scripts, "rev-parse", "--verify", f"{commit}^{{commit}}") != commit:
        return git(scripts, "rev-parse", "--is-shallow-repository") == "false"
    return not record["uncommitted_changes"] and any(digest(scripts, commit, name) != digests[name] for name in digests)


@functools.cache
def digest(scripts, commit, name):
    """The digest of a file of the code in a commit, or of none."""
    return code.File.of(git(scripts, "show", f"{commit}:./{name}") or "").sha256
