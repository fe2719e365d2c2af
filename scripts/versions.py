"""Versions of the libraries that determine a result."""

from importlib import metadata


def installed(*packages):
    """The installed version of each package, by name.

    A rule takes them as a param, so another version reruns what depends on it.
    A package that is missing here is one that conda deploys for the job; then
    the environment file, which Snakemake tracks itself, has its version.
    """
    return {package: version(package) for package in packages}


def version(package):
    """The installed version of one package, or a word that says where it comes from."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "deployed by conda"
