"""Run the workflow again in a scratch folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from autogrid.data.paths import expanded


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
    command += ["--directory", folder or scratch, "--configfile", "config.yaml", "--keep-going", "--nolock"]
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


def below(folder):
    """The paths from a folder to all that is in it at any depth and is no folder, behind links too."""
    found = set()
    for place, folders, names in os.walk(folder, followlinks=True):
        loops = [name for name in folders if Path(place).resolve().is_relative_to(Path(place, name).resolve())]
        folders[:] = [name for name in folders if name not in loops]
        found |= {os.path.relpath(os.path.join(place, name), folder) for name in [*names, *loops]}
    return found
