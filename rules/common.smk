# What rules ask: the checked config, the grid's configurations, what a script is made of.

import functools
import math
import sys
import time
from pathlib import Path


def source(name):
    """A file of the workflow, in Snakemake's cache of sources, which has it from a git host too."""
    return Path(workflow.source_path(f"../{name}"))


def place(pathvar):
    """A folder as rules see it, with the prefix that a module may have, for what Snakemake does not translate."""
    return str(workflow.modifier.path_modifier.modify(workflow.pathvars.apply(pathvar)))


sys.path.insert(0, str(source("scripts/autogrid/__init__.py").parents[1]))
for name in [name for name in sys.modules if name.partition(".")[0] == "autogrid"]:
    del sys.modules[name]  # of another version of this workflow, a module beside this one

source("scripts/autogrid/provenance/code.py")
from autogrid.provenance import code


@functools.cache
def code_file(name):
    """A file below scripts/; Snakemake has it, and a job can import it, from now on."""
    return code.File.of(source(f"scripts/{name}").read_text(encoding="utf-8"))


def ours(room, *modules):
    """Have modules of a room of the package, and what they import, for rules to import them."""
    for module in modules:
        code.behind(f"autogrid/{room}/{module}.py", code_file)


ours("config", "grid", "published", "settings", "suited")
ours("data", "known", "planning")
ours("start", "group_errors")

from autogrid.config import grid, published, settings, suited
from autogrid.data import known, planning
from autogrid.start import group_errors


def looking():
    """A digest of the code that looks at images."""
    return code.digest(code.behind("autogrid/data/collection.py", code_file))


STORE = workflow.pathvars.apply("<results>")  # for input functions, whose paths Snakemake gives a module's prefix
RESULTS, RESOURCES = place("<results>"), place("<resources>")
RULES = settings.rules(source("schemas/config.schema.yaml"))
ASKED = settings.read(config, RULES)
SEEN = Path(RESOURCES, ASKED["dataset"]["name"], "seen.json")
IMAGES, NEW = planning.look(ASKED, SEEN, looking)
config = suited.suited(ASKED, IMAGES, RULES)

VARIANTS = grid.variants(RULES["properties"]["grid"])
GRID = grid.configurations(config, VARIANTS)
APART = grid.apart(GRID, VARIANTS, config)
TRAININGS = {stem: grid.training(config, cell) for stem, cell in GRID.items()}
CELLS = {stem: TRAININGS[stem] | grid.line(cell, APART, VARIANTS) for stem, cell in GRID.items()}
SIZES = math.prod(config["dataset"]["image_shape"]), config["split"]["train"]  # pixels, training images
REDUCTIONS, CODED = grid.reductions(GRID, *SIZES), grid.coded(GRID, *SIZES)
PLANAR = grid.planar(CELLS)
FIGURES = grid.figures(PLANAR, grid.numeric(GRID, APART), IMAGES.labelled)
FETCHED = known.FILES if ASKED["dataset"]["name"] in known.SHA256 or not ASKED["dataset"]["path"] else []

group_errors.show_reasons()


wildcard_constraints:
    stem="[^/]+",


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


def texts(*names):
    """Captions in report/ and parts in resources/page/ that a page is made of, by name: to be a param of its rule."""
    folders = {name: "report" if name.endswith(".rst") else "resources/page" for name in names}
    return {name: source(f"{folder}/{name}").read_text(encoding="utf-8").strip() for name, folder in folders.items()}


def captions(figures):
    """The captions of figures: one serves the error against any axis."""
    return dict.fromkeys("error_against" if name.startswith("error_against_") else name for name in figures)


def training(wildcards):
    """All settings that determine the training of the configuration named by a stem."""
    return grid.named(TRAININGS, wildcards.stem)


def configuration(wildcards):
    """That configuration: a value of each axis."""
    return training(wildcards)["configuration"]


def corruption(wildcards):
    """The share of the pixels that is black while that configuration is trained."""
    return configuration(wildcards)["corruption"]


def labels(wildcards):
    """The same as strings, which labels in a report are."""
    return {axis: str(value) for axis, value in configuration(wildcards).items()}


def title(wildcards):
    """The same in words: what is not plain, whatever else is in the grid."""
    cell = configuration(wildcards)
    line = grid.line(cell, grid.different(cell, VARIANTS, config), VARIANTS)["line"]
    return f"d' = {cell['dimension']}, {line}, seed {cell['seed']}"


def reduction(wildcards):
    """What the images are reduced to under a stem."""
    return grid.named(REDUCTIONS | CODED, wildcards.stem)


def reduction_files(wildcards):
    """What reduces them: a model, the principal components, or nothing where pixels stay pixels."""
    files = {"autoencoder": [f"{STORE}/models/{wildcards.stem}.h5"], "PCA": [f"{STORE}/principal_components.npz"]}
    return files.get(reduction(wildcards)["method"], [])


def published_errors():
    """The published error of each configuration, by stem, to be a param: a file has another path after deployment.

    None of images that are resized and not those that it was published for.
    """
    resized = config["dataset"]["image_shape"][:2] != IMAGES.sizes[0][:2]
    if config["published"] is None or (config["published"] == "notebook" and resized):
        return {}
    path = source("resources/published.csv") if config["published"] == "notebook" else config["published"]
    rows = published.read(path, next(iter(GRID.values())), RULES["$defs"]["activation"]["enum"])
    return published.errors(rows, GRID, VARIANTS, config)


def cells_along(wildcards):
    """The cells with the lines on which they are if an axis other than the dimension is along."""
    others = [axis for axis in ("dimension", *APART) if axis != wildcards.axis]
    words = VARIANTS | {"dimension": {"word": "d' ="}}
    return {stem: CELLS[stem] | grid.line(cell, others, words) for stem, cell in GRID.items()}


def memory_mb(least):
    """Megabytes for a job that has images in memory, more than usual where there are many, or large ones, by attempt."""
    needed = max(least, planning.needed(*IMAGES.glance(), 0, config) // 10**6)
    return lambda wildcards, attempt: needed * attempt


def class_labels(wildcards):
    """The labels of the images, which classifiers need: a WorkflowError where there are none."""
    planning.need_labels(IMAGES, ASKED["dataset"])
    return [f"{STORE}/data/{part}_labels.npy" for part in ("train", "test")]


def wanted(target, table, stems):
    """Whether the page shows what a target of its own adds: if it is asked for now, or is there for these very stems."""
    file = Path(RESULTS, table)
    asked = any(name.endswith(target) for name in workflow.dag_settings.targets)
    return asked or (file.exists() and set(grid.first_column(file)) >= set(stems))


def classification(wildcards):
    """The table of classifiers, for the page."""
    told_apart = IMAGES.labelled and wanted("classify", "classification.csv", REDUCTIONS)
    return [f"{STORE}/classification.csv"] if told_apart else []


def rates(wildcards):
    """The table of rates and its figures, for the page."""
    files = ["rates.csv", "figures/rates.svg", "figures/rate_gallery.png"]
    return [f"{STORE}/{file}" for file in files] if wanted("rates", "rates.csv", CODED) else []


def compared(wildcards):
    """The folders of results to compare; a ConfigError where there are no two."""
    folders = list(dict.fromkeys(config["compare"]))
    if len(folders) < 2:
        raise settings.ConfigError(
            f"compare: {len(folders)} folders are named, it takes two: "
            "--config 'compare=[results, results/as-described]'"
        )
    return folders


def packed(wildcards):
    """All files that the results are, or were made from."""
    return sorted({str(file) for job in workflow.dag.jobs for file in job.output} - {"bundle.tar.gz"})


def this_moment():
    """An input that is new in every run, of a rule that takes what there is now."""
    file = Path(workflow.sourcecache.runtime_cache_path) / "this_moment"
    file.write_text(str(time.time_ns()))
    return str(file)
