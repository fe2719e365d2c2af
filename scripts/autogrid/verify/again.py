"""Run the workflow again in a scratch folder."""

import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from autogrid.data import paths


def run_again(scratch, config, options, log, targets, folder=None):
    """Make targets in a scratch folder, but for what is there already. Whether all could be made.

    `config` is as it was requested; `options` are those of Snakemake for the workflow, cores and deployment. Relative
    paths are from `folder`, if there is one.
    """
    place = scratch.relative_to(folder or scratch) if scratch.is_relative_to(folder or scratch) else scratch
    config = config | {"pathvars": {name: str(place / name) for name in ("results", "resources", "logs")}}
    if config["dataset"]["path"]:
        config["dataset"] = config["dataset"] | {"path": str(paths.expanded(config["dataset"]["path"]).absolute())}
    if config["published"] not in (None, "notebook"):
        config["published"] = absolute(config["published"])
    if "://" not in config["container"]:
        config["container"] = absolute(config["container"])
    (scratch / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", *targets, "--executor", "local", *options]
    command += ["--directory", folder or scratch, "--configfile", "config.yaml", "--keep-going", "--nolock"]
    # What is copied there has a time of its own, and no record of Snakemake's.
    command += ["--rerun-triggers", "mtime", "--profile", "none", "--workflow-profile", "none"]
    command += ["--quiet", "rules", "progress", "--conda-prefix", absolute(".snakemake/conda")]
    return subprocess.run(command, cwd=scratch, stdout=log, stderr=log).returncode == 0


def absolute(path):
    """A path that is the same from any folder, ~ included."""
    return str(Path(path).expanduser().absolute())


def give(names, source, target):
    """Copy those of some files that there are from one folder to another; there they are new."""
    for name in names:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)


def below(folder):
    """The paths from a folder to all files, and links to folders, that are in it at any depth."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
