"""Whether a training is the one that its record describes: by the same training again, the config and the commit."""

import functools
import json
import sys
from typing import get_type_hints

import numpy as np

from autogrid.provenance import code
from autogrid.provenance.origin import Record, git
from autogrid.provenance.records import read, sha256
from autogrid.verify.again import give
from autogrid.verify.compare import SAME_NUMBERS, TOKEN, Different, Verdict, apart, compare, judge, line, model, texts

# Relative, of the loss in any epoch, and of the length of all weights together. Of 36 trainings with two threads, other
# vector instructions and another Python 33 had the same bytes, two differed by 1e-7, and one, whose outputs die by
# chance, drifted apart from its first epoch on: by 0.8 % of its loss, and 0.4 of its weights.
HERE = {"losses": 1e-4, "weights": 1e-3}  # in the same environment, where bytes should be the same
ELSEWHERE = {"losses": 0.005, "weights": 0.02}
DRIFT = {"losses": 0.02, "early": 1e-4}  # of a training that drifts apart: by so much at most, and not at the end only
PREDICTIONS = 0.2  # share of the test images that a classifier trained elsewhere may predict otherwise, ...
CHANCE = 4  # ... and standard deviations of how many more, or fewer, of these are right by chance
CHOSEN = {"C": int | float, "standardised": bool}  # by the accuracy on validation images, which may be a tie

ENVIRONMENT = ("device", "driver", "cuda", "tf32", "unused_gpu", "threads", "python")
SECONDS = ("seconds_computed", "seconds_held")
UNPROVED = (*ENVIRONMENT, "versions", *SECONDS, "commit", "uncommitted_changes")  # may be anything of its kind
YEAR = 366 * 24 * 3600  # seconds, the longest training


def files(stem):
    """What a training stores: a model, its history, and the record of both."""
    return f"models/{stem}.h5", f"history/{stem}.csv", f"provenance/{stem}.json"


def untrue(results, stem, expected, scripts):
    """Lines on a record that is not as expected, or untrue of the files beside it or of its commit.

    `expected` is the record of the same training again, or what it would be.
    """
    trained, history, file = (results / name for name in files(stem))
    try:
        record = read(file)
        unproved = {name: record[name] for name in UNPROVED if possible(name, record[name], expected)}
        expected = expected | unproved | {"model_sha256": sha256(trained), "history_sha256": sha256(history)}
        texts(file.read_bytes(), (json.dumps(expected, indent=2) + "\n").encode())
        yield from (f"{file} names commit {record['commit']}, {fault}" for fault in untrue_commit(record, scripts))
    except Different as error:
        yield f"{file} is stale or untrue: it {error}"
    except Exception as error:  # see `compare.judge`
        yield f"{file}, or a file that it describes, cannot be read: {error}"


def possible(name, value, expected):
    """Whether a record can be right in a value that nothing proves, by its kind and by another record."""
    if name == "versions":
        editions = [{library.removesuffix("-cpu") for library in versions} for versions in (value, expected[name])]
        return editions[0] == editions[1] and all(isinstance(version, str | None) for version in value.values())
    return isinstance(value, get_type_hints(Record)[name]) and (name not in SECONDS or 0 <= value <= YEAR)


def untrue_commit(record, scripts):
    """What is not true of the commit in a record, by the repository that the scripts are in, if they are in one."""
    commit, digests = record["commit"], record["code_sha256"]
    if commit is None or "://" in commit or git(scripts, "rev-parse", "--show-prefix") != "scripts/":
        return  # made or held by a copy without a repository, which can tell nothing of it
    if git(scripts, "rev-parse", "--verify", f"{commit}^{{commit}}") != commit:
        if git(scripts, "rev-parse", "--is-shallow-repository") == "false":
            yield "which the repository does not have"
    elif not record["uncommitted_changes"] and digests != {name: digest(scripts, commit, name) for name in digests}:
        yield "which has other code than that whose digests it gives"


@functools.cache
def digest(scripts, commit, name):
    """The digest of a file of the code in a commit, or of none."""
    return code.File.of(git(scripts, "show", f"{commit}:./{name}") or "").sha256


def environment(file):
    """The device, threads and versions in a record, each library's beside the rest."""
    record = read(file)
    return {name: record[name] for name in ENVIRONMENT} | record["versions"]


def elsewhere(file, here):
    """In words, what a record says of the environment that is not so here; of no record nothing."""
    try:
        there = environment(file)
    except Exception:  # see `compare.judge`
        return ""
    names = (name for name in here if there.get(name) != here[name])
    return line("; ".join(f"{name} {there.get(name)} there, {here[name]} here" for name in names))


def trained_again(results, again, stem, bounds):
    """The verdicts on a history and a model, by those of the same training again, in two folders of results.

    Losses and weights of the same training differ on other hardware by the order in which it adds; they
    differ more, or at once, where weights were changed later, or where another training is passed off.
    """
    trained, history, _ = files(stem)
    drift = []

    def within(what, far):
        drift.append(what == "losses" and bounds == ELSEWHERE and drifts(far))
        if max(far) > bounds[what] and not any(drift):
            raise Different(f"is of another training: trained again, its {what} differ by {max(far):.2g}")
        return max(far)

    yield judge(results / history, again / history, lambda *both: within("losses", losses(*both)))
    yield judge(results / trained, again / trained, lambda *both: within("weights", [model(*both)]))


def losses(stored, made):
    """How far two histories are apart in each line, relatively; Different if they are in anything but losses."""
    texts(stored, made, sys.float_info.max)
    rows = zip(*(data.decode().splitlines() for data in (stored, made)))
    return [
        max((apart(*pair) for pair in zip(*map(TOKEN.findall, row)) if len({*pair}) > 1), default=0) for row in rows
    ]


def drifts(far):
    """Whether the losses of two trainings part as rounding makes them where training is a matter of chance."""
    before = max(far[: -max(1, len(far) // 10)], default=0)
    return DRIFT["early"] < before and max(far) <= min(DRIFT["losses"], 10 * before)


def classified(stored, made):
    """The share of the test images that two classifiers predict otherwise; Different if they are not as good.

    All else must follow from the predictions, be a choice by them, or be as in the one made again.
    """
    found, expected, far = json.loads(stored), json.loads(made), [0.0]
    for name in ("probe", "cnn"):
        a, b = (np.array(result[name]["confusion"]) for result in (found, expected))
        if a.shape != b.shape or a.dtype != b.dtype or (a < 0).any() or (a.sum(axis=1) != b.sum(axis=1)).any():
            raise Different(f"has other images in the confusion matrix of {name} than it should have")
        moved, better = np.abs(a - b).sum() / 2, abs(np.trace(a - b))
        far.append(moved / b.sum())
        if far[-1] > PREDICTIONS or better > CHANCE * np.sqrt(moved):
            raise Different(f"is of another {name}: trained again, {far[-1]:.1%} differ, and {better} in being right")
        expected[name] |= {"confusion": a.tolist(), "accuracy": np.trace(a) / a.sum()}
        chosen = {choice: found[name].get(choice) for choice in CHOSEN.keys() & expected[name].keys()}
        expected[name] |= {choice: value for choice, value in chosen.items() if isinstance(value, CHOSEN[choice])}
    texts(stored, (json.dumps(expected, indent=2) + "\n").encode())
    return max(far)


def take(results, again, files, elsewhere):
    """Verdicts on files that others are made from, by path; what has other numbers, and may, is taken from now on.

    Classifiers are trained with the same bytes, where numbers round as here.
    """
    verdicts: dict[str, Verdict] = {}
    for file in sorted(again.glob(files)):
        name = str(file.relative_to(again))
        trained = elsewhere and file.suffix == ".json"
        verdicts[name] = judge(results / name, file, classified) if trained else compare(results / name, file)
    give([name for name, verdict in verdicts.items() if verdict.verdict == SAME_NUMBERS], results, again)
    return verdicts
