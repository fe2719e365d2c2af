"""Pack the results and everything that they came from into one file, for someone else to unpack, install and verify.

in   all results and fetched data, or your own images; the files that git tracks here, as they are; of the results the
     table of the grid, metrics and digests of the data, which must be those of the config
out  a tar that describes itself as a Workflow RO-Crate (https://w3id.org/workflowhub/workflow-ro-crate); its files
     are equally old, so that Snakemake sees nothing to recompute
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import io
import json
import os
import tarfile
import time
from importlib import metadata
from pathlib import Path

import yaml
from rocrate.rocrate import ROCrate

from autogrid.config import table
from autogrid.data import paths
from autogrid.job.begin import tell
from autogrid.measure.cells import read_cells
from autogrid.provenance.origin import tracked

CONFIG, SNAKEFILE = "config.bundle.yaml", "Snakefile"
NOW = int(time.time())
DESCRIPTION = (
    "Autoencoders, their measures, and the workflow, settings and data that they came from. "
    f"To verify all of it: make env, then .venv/bin/snakemake --cores 2 verify --configfile {CONFIG}"
)


def require_workflow(files, scripts):
    """Raise a ValueError unless the files that git tracks in this folder have the workflow that runs."""
    if SNAKEFILE not in files or not scripts.exists() or not scripts.parent.samefile(os.curdir):
        raise ValueError(
            "a bundle has the workflow as git tracks it here, and git does not track it here: run it in the "
            "workflow's own folder; if that is not a repository: git init && git add --all && git commit -m workflow"
        )


def inside(files, folder=os.curdir):
    """The paths of files from a folder, and where they are; a ValueError for files that are elsewhere."""
    names = {os.path.relpath(file, folder): file for file in files}
    outside = [file for file in files if not paths.is_inside(file, folder)]
    if outside:
        raise ValueError(f"{outside[0]} is outside of this folder: a bundle has only files inside it, see pathvars")
    return names


def below(path):
    """The files of your own images: those in a folder, or the one that it is."""
    found = [os.path.join(folder, name) for folder, _, names in os.walk(path, followlinks=True) for name in names]
    return sorted(found) if os.path.isdir(path) else [path]


def from_here(requested, images):
    """A config whose own files are named by their paths from this folder, and the paths of these files.

    Parameters
    ----------
    requested : dict
        See `settings.read`.
    images : path or None
        Of your own images.
    """
    files = []
    if images:
        (path,) = inside([paths.expanded(images)])
        requested, files = requested | {"dataset": requested["dataset"] | {"path": path}}, below(path)
    if requested["published"] not in (None, "notebook"):
        (path,) = inside([requested["published"]])
        requested, files = requested | {"published": path}, [*files, path]
    return requested, files


def described(workflow, results, commit):
    """The metadata of a crate of the workflow and its results, as JSON-LD.

    Parameters
    ----------
    workflow, results : list of str
        Paths from this folder.
    commit : dict
        The ``commit`` of the workflow and whether there are ``uncommitted_changes``.
    """
    crate = ROCrate()
    crate.name, crate.description = "Autoencoder Grid: results to verify", DESCRIPTION
    version = f"{commit['commit']}{' and uncommitted changes' if commit['uncommitted_changes'] else ''}"
    language = {"lang": "snakemake", "lang_version": metadata.version("snakemake")}
    main = crate.add_workflow(SNAKEFILE, SNAKEFILE, main=True, properties={"version": version}, **language)
    files = {name: crate.add_file(name, name) for name in [*workflow, *results] if name != SNAKEFILE}
    if "LICENSE" in files:
        crate.license = files["LICENSE"]
    run = {"name": "The run of the grid"}
    crate.add_action(main, object=[files[CONFIG]], result=[files[name] for name in results], properties=run)
    return crate.metadata.generate()


def anonymous(member):
    """A member of a tar without an owner, and as old as all others: then no result is older than its input."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mtime = NOW
    return member


def main(snakemake):
    given, params, workflow = snakemake.input, snakemake.params, tracked()
    require_workflow(workflow, Path(snakemake.scriptdir))
    read_cells(given.metrics, table.of_job(snakemake)["cells"], given.digests)  # a folder may have been moved here
    results = inside(given, os.path.dirname(snakemake.output[0]) or os.curdir)  # retrieved, beside a bundle
    requested, files = from_here(params.requested, None if params.fetched else params.requested["dataset"]["path"])
    workflow = list(dict.fromkeys([*workflow, *files]))
    crate = described([*workflow, CONFIG], list(results), params.revision)
    texts = {CONFIG: yaml.safe_dump(requested, sort_keys=False)}
    texts["ro-crate-metadata.json"] = json.dumps(crate, indent=2) + "\n"
    with tarfile.open(snakemake.output[0], "w:gz", dereference=True) as bundle:
        for name, file in (dict(zip(workflow, workflow)) | results).items():
            bundle.add(file, name, filter=anonymous)
        for name, text in texts.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            bundle.addfile(anonymous(member), io.BytesIO(text.encode()))
    tell(f"Packed: {snakemake.output[0]}")


if __name__ == "__main__":
    main(snakemake)
