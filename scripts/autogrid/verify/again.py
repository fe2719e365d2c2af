"""Run the workflow again in a scratch folder, on what is given."""

import subprocess
import sys
from pathlib import Path

import yaml

from autogrid.data import paths

FOLDERS = {"results": "results", "resources": "resources", "logs": "logs"}


def run_again(scratch, workflow, targets, rules, log):
    """Make targets in a scratch folder; what is there is taken as it is. Whether all could be made.

    Parameters
    ----------
    scratch : pathlib.Path
        A folder that may have results, and the resources.
    workflow : dict
        ``snakefile``, ``config`` (as it was asked for), ``cores``, and the methods of ``deployment``.
    targets : list of str
    rules : list of str
        That may run.
    log : file
    """
    config = dict(workflow["config"], pathvars=FOLDERS, dataset=dict(workflow["config"]["dataset"]))
    if config["dataset"]["path"]:
        config["dataset"]["path"] = str(paths.expanded(config["dataset"]["path"]).absolute())
    if config["published"] not in (None, "notebook"):
        config["published"] = str(Path(config["published"]).absolute())
    if "://" not in config["container"]:
        config["container"] = str(Path(config["container"]).absolute())
    (scratch / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", *targets, "--executor", "local", "--cores", str(workflow["cores"])]
    command += ["--snakefile", workflow["snakefile"], "--directory", scratch, "--configfile", "config.yaml"]
    command += ["--keep-going", "--nolock", "--quiet", "rules", "progress"]
    # What is given has no records of Snakemake's, and times that say nothing: only what is missing is made.
    command += ["--rerun-triggers", "software-env", "--profile", "none", "--workflow-profile", "none"]
    if workflow["deployment"]:
        command += ["--software-deployment-method", *workflow["deployment"]]
        command += ["--conda-prefix", Path(".snakemake/conda").absolute()]
    command += ["--allowed-rules", *rules]
    return subprocess.run(command, cwd=scratch, stdout=log, stderr=log).returncode == 0


def link(scratch, resources, files):
    """Let a scratch folder have the resources as a link, and some results: by name, the folder that each is in."""
    scratch.mkdir(exist_ok=True)
    if not (scratch / "resources").exists():
        (scratch / "resources").symlink_to(resources.absolute())
    for name, folder in files.items():
        link = scratch / "results" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to((folder / name).absolute())
