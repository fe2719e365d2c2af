"""Run the workflow again in a scratch folder."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

FOLDERS = {"results": "results", "resources": "resources", "logs": "logs"}


def run_again(scratch, config, targets, log, snakefile, cores, deployment):
    """Make targets in a scratch folder, but for what is there already. Whether all could be made.

    Parameters
    ----------
    scratch : pathlib.Path
    config : dict
        As it was asked for.
    targets : list of str
    log : file
    snakefile, cores, deployment
        That of the workflow, how many, and the methods of software deployment.
    """
    dataset, own = dict(config["dataset"]), {}
    if dataset["path"]:
        dataset["path"] = str(Path(dataset["path"]).expanduser().absolute())
    if config["published"] not in (None, "notebook"):
        own["published"] = str(Path(config["published"]).absolute())
    if "://" not in config["container"]:
        own["container"] = str(Path(config["container"]).absolute())
    config = config | own | {"pathvars": FOLDERS, "dataset": dataset}
    (scratch / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", *targets, "--executor", "local", "--cores", str(cores)]
    command += ["--snakefile", snakefile, "--directory", scratch, "--configfile", "config.yaml"]
    command += ["--keep-going", "--nolock", "--quiet", "rules", "progress"]
    # What is copied there has a time of its own, and no record of Snakemake's.
    command += ["--rerun-triggers", "mtime", "--profile", "none", "--workflow-profile", "none"]
    if deployment:
        command += ["--software-deployment-method", *deployment]
        command += ["--conda-prefix", Path(".snakemake/conda").absolute()]
    return subprocess.run(command, cwd=scratch, stdout=log, stderr=log).returncode == 0


def give(names, source, target):
    """Copy those of some files that there are from one folder to another; there they are new."""
    for name in names:
        if (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source / name, target / name)


def below(folder):
    """The paths of all that is in a folder, at any depth, from there; links are followed, each folder is seen once."""
    found, seen = set(), set()
    for place, folders, names in os.walk(folder, followlinks=True):
        new = [name for name in folders if os.path.realpath(os.path.join(place, name)) not in seen]
        seen |= {os.path.realpath(os.path.join(place, name)) for name in new}
        folders[:] = new
        found |= {Path(place, name).relative_to(folder) for name in names}
    return found
