"""Whether a training is the one that its record describes: by the same training again, the config and the commit."""

import functools
import json
import sys

from autogrid.provenance import code
from autogrid.provenance.origin import git
from autogrid.provenance.records import read, sha256
from autogrid.verify.compare import TOKEN, Different, apart, judge, model, texts

# Relative, of the loss in any epoch, and of the length of all weights together. Of 36 trainings with two threads, other
# vector instructions and another Python 33 had the same bytes, two differed by 1e-7, and one, whose outputs die by
# chance, drifted apart from its first epoch on: by 0.8 % of its loss, and 0.4 of its weights.
HERE = {"losses": 1e-4, "weights": 1e-3}  # in the same environment, where bytes should be the same
ELSEWHERE = {"losses": 0.005, "weights": 0.02}
DRIFT = {"losses": 0.02, "early": 1e-4}  # of a training that drifts apart: by so much at most, and not at the end only

ENVIRONMENT = ("device", "driver", "cuda", "tf32", "unused_gpu", "threads", "python", "versions")
UNPROVED = (*ENVIRONMENT, "seconds_computed", "seconds_held", "commit", "uncommitted_changes")  # may be anything


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
        unproved = {name: record.get(name) for name in UNPROVED}
        expected = expected | unproved | {"model_sha256": sha256(trained), "history_sha256": sha256(history)}
        texts(file.read_bytes(), (json.dumps(expected, indent=2) + "\n").encode(), {})
        yield from (f"{file} names commit {record['commit']}, {fault}" for fault in untrue_commit(record, scripts))
    except Different as error:
        yield f"{file} is stale or untrue: it {error}"
    except Exception as error:  # see `compare.judge`
        yield f"{file}, or a file that it describes, cannot be read: {error}"


def untrue_commit(record, scripts):
    """What is not true of the commit in a record, by the repository that the scripts are in, if they are in one."""
    commit = record.get("commit")
    if commit is None or "://" in str(commit) or git(scripts, "rev-parse", "--show-prefix") != "scripts/":
        return  # made or held by a copy without a repository, which can tell nothing of it
    if git(scripts, "rev-parse", "--verify", f"{commit}^{{commit}}") != commit:
        yield "which the repository does not have"
    elif record.get("uncommitted_changes") is not True and code_at(commit, scripts) != record.get("code_sha256"):
        yield "which has other code than that whose digests it gives"


@functools.cache
def code_at(commit, scripts):
    """The digests of the code of a training in a commit, by file; None if it has no such code."""
    try:
        behind = code.behind("train.py", lambda name: code.File.of(git(scripts, "show", f"{commit}:./{name}") or "{"))
    except SyntaxError:
        return None
    return {name: file.sha256 for name, file in behind.items()}


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
    texts(stored, made, {}, sys.float_info.max)
    rows = zip(*(data.decode().splitlines() for data in (stored, made)))
    return [
        max((apart(*pair) for pair in zip(*map(TOKEN.findall, row)) if len({*pair}) > 1), default=0) for row in rows
    ]


def drifts(far):
    """Whether the losses of two trainings part as rounding makes them where training is a matter of chance."""
    before = max(far[: -max(1, len(far) // 10)], default=0)
    return DRIFT["early"] < before and max(far) <= min(DRIFT["losses"], 10 * before)
