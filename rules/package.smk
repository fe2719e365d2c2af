# Makes the package in scripts/ importable here and in jobs, both from a folder and from a git host.
#
# Snakemake copies each file of the workflow that is requested into its cache of sources, and jobs run from there. So a
# module can be imported once it has been requested: here for those that rules import, and by `software` for those that
# scripts import. The imports of a module are found by reading it.

import functools
import sys
from pathlib import Path


def source(name):
    """A file of the workflow in Snakemake's cache of sources, by its path from the workflow's folder."""
    return Path(workflow.source_path(f"../{name}"))


sys.path.insert(0, str(source("scripts/autogrid/__init__.py").parents[1]))
for name in [name for name in sys.modules if name.partition(".")[0] == "autogrid"]:
    del sys.modules[name]  # of another version of this workflow, a module beside this one

source("scripts/autogrid/provenance/code.py")
from autogrid.provenance import code


@functools.cache
def code_file(name):
    """The digest and the imports of a file below scripts/."""
    return code.File.of(source(f"scripts/{name}").read_text(encoding="utf-8"))


for module in [
    *("config/grid", "config/published", "config/settings", "config/suited", "config/summary", "config/table"),
    *("data/describe", "data/known", "data/memory", "data/planning"),
    *("job/environment", "job/gpu", "job/parent"),
    "provenance/origin",
    *("start/console", "start/idle_gpu", "start/live_jobs", "start/outcome", "start/undocumented"),
]:
    code.behind(f"autogrid/{module}.py", code_file)


def software(script):
    """What a script's result depends on beside its input and settings, to be a param of its rule.

    One digest of its code and of the modules that it imports, and the versions of the libraries.
    """
    files = code.behind(f"{script}.py", code_file)
    libraries = sorted(set().union(*(file.libraries for file in files.values())))
    return {
        "script": f"{script}.py",
        "code": code.digest(files),
        "versions": {library: code.version(library) for library in libraries},
    }
