"""What determines a result besides data and config: code and library versions."""

import os
from importlib import metadata
from pathlib import Path

from scripts.lineage import digests

SCRIPTS = Path(__file__).parent


def code(*modules):
    """The files of modules that a script imports, to be inputs of its rule.

    Snakemake compares inputs of their size by checksum. The paths are relative to
    the working directory, so that a moved folder is still up to date.
    """
    return [os.path.relpath(SCRIPTS / f"{module}.py") for module in modules]


def texts(*names):
    """The files in report/ that a page is made of, to be inputs of its rule, like code."""
    return [os.path.relpath(SCRIPTS.parent / "report" / name) for name in names]


def present(folder):
    """The SHA-256 of each file that is in a folder now, to be a param of a rule that takes what there is."""
    return digests(sorted(Path(folder).glob("*")))


def versions(*packages):
    """The installed version of each package, to be params of a rule, by name.

    A package that is missing here is one that conda deploys for the job; then
    the environment file, which Snakemake tracks itself, has its version.
    """
    return {package: version(package) for package in packages}


def version(package):
    """The installed version of one package, or a word on where it comes from."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "deployed by conda"
