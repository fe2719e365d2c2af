# What rules ask: the checked config, the grid's configurations, what a script is made of.

import functools
import math
import sys
import warnings
from pathlib import Path


def source(name):
    """A file of the workflow, in Snakemake's cache of sources, which has it from a git host too."""
    return Path(workflow.source_path(f"../{name}"))


PLAN = ["code", "grid", "group_errors", "idle_gpu", "live_jobs", "published", "refusal", "settings", "start"]
for name in ["__init__", "job/gpu", *(f"plan/{name}" for name in PLAN)]:
    source(f"scripts/autogrid/{name}.py")
sys.path.insert(0, str(source("scripts/autogrid/__init__.py").parents[1]))
for name in [name for name in sys.modules if name.partition(".")[0] == "autogrid"]:
    del sys.modules[name]  # of another version of this workflow, a module beside this one

from autogrid.job import gpu
from autogrid.plan import code, grid, group_errors, idle_gpu, live_jobs, published, settings, start

group_errors.show_reasons()
start.before_jobs(live_jobs.refuse, lambda workflow: idle_gpu.say(workflow, missing_libraries))

RULES = settings.rules(source("schemas/config.schema.yaml"))
config = settings.read(config, RULES)

VARIANTS = grid.variants(RULES["properties"]["grid"])
GRID = grid.configurations(config["grid"], VARIANTS)
CELLS = {stem: cell | grid.line(cell, VARIANTS) for stem, cell in GRID.items()}
TRAININGS = {stem: grid.training(config, cell) for stem, cell in GRID.items()}
REDUCTIONS = grid.reductions(GRID, math.prod(config["dataset"]["image_shape"]), config["split"]["train"])
PLANAR = grid.planar(CELLS)
FIGURES = grid.figures(PLANAR)
RESULTS = workflow.pathvars.apply("<results>")


wildcard_constraints:
    stem="[^/]+",


@functools.cache
def code_file(name):
    """A file below scripts/; Snakemake has it, and a job can import it, from now on."""
    return code.File.of(source(f"scripts/{name}").read_text(encoding="utf-8"))


def software(script):
    """What a script's result depends on besides data and settings, to be a param of its rule.

    The digests of its code and of each module of ours that it imports, and the versions of
    libraries but for those that conda deploys for the job: these Snakemake tracks itself.
    """
    files = code.behind(f"{script}.py", code_file)
    libraries = sorted(set().union(*(file.libraries for file in files.values())))
    version = (lambda _: None) if workflow.deployment_settings.deployment_method else code.version
    return {
        "code": {name: file.sha256 for name, file in files.items()},
        "versions": {library: version(library) for library in libraries},
    }


def missing_libraries():
    """Those of CUDA's libraries that the environment of the trainings lacks, which conda or a container may deploy."""
    if workflow.deployment_settings.deployment_method:
        return () if config["cuda"] else tuple(gpu.LIBRARIES)
    return gpu.missing_libraries()


def device(wildcards, output):
    """The GPU that a training uses here, if any, to be a param of its rule: the cache keeps devices apart.

    No reason to train again, as it depends on outputs or resources. Asked for with --cache only.
    """
    return None


if workflow.workflow_settings.cache is not None:

    def device(wildcards, resources):
        used, _ = gpu.decide(gpu.asked(resources), listed=1, missing=missing_libraries)
        return gpu.found()[0].name if used else None

    # Snakemake's own, when it is asked for resources before the inputs are there.
    warnings.filterwarnings("ignore", "coroutine 'InputFiles")


def texts(*names):
    """Files in report/ that a page is made of, by name: to be a param of its rule."""
    return {name: source(f"report/{name}").read_text(encoding="utf-8").strip() for name in names}


def training(wildcards):
    """All settings that determine the training of the configuration named by a stem."""
    return grid.named(TRAININGS, wildcards.stem)


def configuration(wildcards):
    """That configuration: a value of each axis."""
    return training(wildcards)["configuration"]


def labels(wildcards):
    """The same as strings, which labels in a report are."""
    return {axis: str(value) for axis, value in configuration(wildcards).items()}


def title(wildcards):
    """The same in words."""
    return "d' = {dimension}, {line}, seed {seed}".format(**grid.named(CELLS, wildcards.stem))


def reduction(wildcards):
    """What the images are reduced to under a stem."""
    return grid.named(REDUCTIONS, wildcards.stem)


def reduction_files(wildcards):
    """What reduces them: a model, the principal components, or nothing where pixels stay pixels."""
    files = {"autoencoder": [f"{RESULTS}/models/{wildcards.stem}.h5"], "PCA": [f"{RESULTS}/principal_components.npz"]}
    return files.get(reduction(wildcards)["method"], [])


def published_errors():
    """The rows of the published table that the config names, to be a param: a file has another path after deployment."""
    if config["published"] is None:
        return []
    path = source("resources/published.csv") if config["published"] == "notebook" else config["published"]
    return published.read(path, RULES["$defs"]["activation"]["enum"])


def present(folder):
    """The SHA-256 of each file that is in a folder of results now, to be a param of a rule that takes what there is."""
    return {file.name: code.sha256(file) for file in sorted(Path(RESULTS, folder).glob("*"))}
