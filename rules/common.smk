# The checked config, the grid, and the input functions and params that several rules share.

import math

from snakemake.exceptions import WorkflowError

from autogrid.config import grid, published, settings, suited, summary, table
from autogrid.data import describe, known, memory, planning
from autogrid.job import environment, gpu, parent
from autogrid.start import undocumented

SCHEMA = settings.schema(source("schemas/config.schema.yaml"))
VARIANTS = grid.variants(SCHEMA["properties"]["grid"])
with settings.refusals():
    settings.check_files(undocumented.config_files(workflow))
    REQUESTED = settings.read(config, SCHEMA)
    IMAGES = planning.look(REQUESTED, lambda: code.digest(code.behind("autogrid/data/collection.py", code_file)))
    config = suited.suited(REQUESTED, IMAGES, SCHEMA)
    GRID = grid.configurations(config, VARIANTS)
    PUBLISHED = published.errors_of(GRID, VARIANTS, config, SCHEMA, source("resources/published.csv"))

APART = grid.apart(GRID, VARIANTS, config)
TRAININGS = {stem: grid.training(config, cell) for stem, cell in GRID.items()}
NAMES = {stem: grid.line(cell, grid.compared(APART, config), VARIANTS) for stem, cell in GRID.items()}
SIZES = math.prod(config["dataset"]["image_shape"]), config["split"]["train"]  # pixels, training images
REDUCTIONS, CODED = grid.reductions(GRID, *SIZES), grid.coded(GRID, *SIZES)
PLANAR = grid.planar(GRID, NAMES)
TABLE = grid.table(TRAININGS, NAMES, PUBLISHED, REDUCTIONS | CODED, SCHEMA)
TABLE_SHA256 = table.sha256(TABLE)
FIGURES = grid.figures(PLANAR, grid.numeric(GRID, APART), IMAGES.labelled)
OWN_IMAGES = REQUESTED["dataset"]["path"] and REQUESTED["dataset"]["name"] not in known.SHA256
FETCHED = [] if OWN_IMAGES else known.FILES
FETCHED_FILES = [f"<resources>/{config['dataset']['name']}/{file}" for file in FETCHED]

parent.name_run()
environment.prepare_jobs()


wildcard_constraints:
    stem="[^/]+",


def training(wildcards):
    """All settings that determine the training of the configuration named by a stem."""
    return grid.named(TRAININGS, wildcards.stem)


def configuration(wildcards):
    """That configuration: a value of each axis."""
    return training(wildcards)["configuration"]


def title(wildcards):
    """That configuration in words."""
    return grid.title(configuration(wildcards), VARIANTS, config)


def corruption(wildcards):
    """The share of pixels that are black while that configuration is trained."""
    return configuration(wildcards)["corruption"]


def labels(wildcards):
    """Its values as strings, for labels in a report."""
    return {axis: str(value) for axis, value in configuration(wildcards).items()}


def reduction(wildcards):
    """What the images are reduced to under a stem."""
    return grid.named(REDUCTIONS | CODED, wildcards.stem)


def reduction_files(wildcards):
    """What reduces them: a model, the principal components, or nothing where pixels stay pixels."""
    files = {"autoencoder": ["<results>/models/{stem}.h5"], "PCA": ["<results>/principal_components.npz"]}
    return [file.format(stem=wildcards.stem) for file in files.get(reduction(wildcards)["method"], [])]


def memory_mb(least):
    """Megabytes for a job that holds images in memory: more for many or large ones, and for later attempts."""
    needed = max(least, (memory.TENSORFLOW + planning.needed(*IMAGES.glance(), 0, config)) // 10**6)
    return lambda wildcards, attempt: needed * attempt


def class_labels(wildcards):
    """The labels of the images, which classifiers need: a WorkflowError where there are none."""
    planning.need_labels(IMAGES, REQUESTED["dataset"])
    return [f"<results>/data/{part}_labels.npy" for part in ("train", "validation", "test")]


def in_report(file, category, what):
    """An output that Snakemake's report shows, a figure or a table, with the caption of its name."""
    caption = f"../report/{Path(file).stem.removesuffix('_{axis}')}.rst"
    labels = {"figure" if "figures/" in file else "table": what}
    return report(f"<results>/{file}", caption=caption, category=category, labels=labels)


def formats(name):
    """The formats of a figure. Galleries have no SVG: viewers blur its enlarged pixels."""
    return ["png", *(["svg"] if "gallery" not in name else []), *(["pdf"] if config["pdf"] else [])]


def figure_files(*names):
    """The files of some figures, in all their formats."""
    return [f"<results>/figures/{name}.{form}" for name in names for form in formats(name)]


def figure(name, category, what):
    """The outputs of a rule that draws a figure, by format; Snakemake's report shows the PNG."""
    files = dict(zip(formats(name), figure_files(name)))
    return files | {"png": in_report(f"figures/{name}.png", category, what)}


def device(wildcards, output):
    """The GPU of this machine, if any: the cache between workflows keeps the results of devices apart.

    It takes `output` because Snakemake does not compare such params between runs: another device is no reason
    to train again.
    """
    return next((found.name for found in gpu.found()), None)


def page_parts(*names):
    """The digest of the parts of a page, in report/ and resources/page/, which are available to jobs from now on."""
    return code.text_digest(source(name).read_text(encoding="utf-8") for name in names)


def extra(name, *files):
    """Files that an extra of the config adds to the page; none without it."""
    return [f"<results>/{file}" for file in files] if name in config["extras"] else []


def need_images_inside(wildcards):
    """No files; a ConfigError where your own images are outside of the folder that is packed."""
    if not FETCHED:
        planning.need_inside(REQUESTED["dataset"]["path"])
    return []


def need_folder(wildcards):
    """No files; a ConfigError where results are in a bucket, for targets that take a folder as it is."""
    if undocumented.in_bucket(workflow):
        raise settings.ConfigError(
            "this target takes a folder as it is, and the results are in a bucket: copy them from there, and start "
            "it without a profile that names a storage provider: --workflow-profile profiles/default"
        )
    return []


def compared(wildcards):
    """The folders of results to compare; a ConfigError where there are fewer than two."""
    folders = list(dict.fromkeys(config["compare"]))
    if len(folders) < 2:
        raise settings.ConfigError(
            f"compare: {len(folders)} folders are named, but it needs two: "
            "--config 'compare=[results, results/as-described]'"
        )
    return folders


def begins_with_summary():
    """Whether a run begins with a summary: it will train on your own images for the first time.

    Planning does not see whether models are in a bucket: there, use `look`.
    """
    if FETCHED or undocumented.in_bucket(workflow):
        return False
    return not all(Path(rules.train.output.model.format(stem=stem)).exists() for stem in GRID)


def summary_lines():
    """How the images are read, the settings chosen for them, and the cost of the trainings."""
    cells = [training["configuration"] for training in TRAININGS.values()]
    try:
        cores = workflow.cores
    except WorkflowError:  # in a run that submits its jobs to a cluster
        cores = 1
    return list(summary.lines(REQUESTED, config, IMAGES, cells, cores, rules.train.log[0].replace("{stem}", "*")))
