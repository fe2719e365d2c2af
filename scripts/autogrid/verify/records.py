"""Whether the record of a training is true of the model and history beside it, the config, the code and its commit."""

from autogrid.provenance.origin import git
from autogrid.provenance.records import read, sha256


def untrue(results, stem, expected, folder):
    """Lines on a model and a history that are not what a training as expected stored.

    Parameters
    ----------
    results : pathlib.Path
    stem : str
    expected : dict
        What the record should say: settings, ``data_sha256``, ``code_sha256``.
    folder : str
        Of the scripts, in a repository or a copy of it.
    """
    file = results / f"provenance/{stem}.json"
    try:
        record = read(file)
    except (OSError, ValueError) as error:
        yield f"{file} cannot be read: {error}"
        return
    for name, wanted in expected.items():
        found = record.get(name)
        if found != wanted:
            if isinstance(found, dict) and isinstance(wanted, dict):
                keys = [key for key in {**wanted, **found} if found.get(key) != wanted.get(key)]
                found, wanted = ({key: value.get(key) for key in keys} for value in (found, wanted))
            yield f"{file} is stale: trained with {name} {found}, should be {wanted}"
    commit = unknown_commit(record, folder)
    if commit:
        yield f"{file} {commit}"
    yield from wrong_digest(results / f"models/{stem}.h5", record.get("model_sha256"), "its training stored")
    yield from wrong_digest(results / f"history/{stem}.csv", record.get("history_sha256"), "its training stored")


def wrong_digest(file, wanted, who):
    """A line if a file is missing or has another SHA-256."""
    if not file.is_file():
        yield f"{file} is missing: {who} SHA-256 {wanted}"
    elif sha256(file) != wanted:
        yield f"{file} has SHA-256 {sha256(file)}, {who} {wanted}"


def unknown_commit(record, folder):
    """A line if a record names a commit that the repository of a folder of scripts does not have."""
    commit = record.get("commit")
    if not isinstance(commit, str) or "://" in commit:
        return ""
    if git(folder, "rev-parse", "--show-prefix") != "scripts/":
        return ""  # a copy without a repository, which can tell nothing of it
    known = git(folder, "cat-file", "-e", f"{commit}^{{commit}}") is not None
    return "" if known else f"names commit {commit}, which the repository does not have"
