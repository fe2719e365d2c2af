# The configurations of the grid, and what rules look up in them.

import math

from scripts import grid, locks, provenance, settings

if workflow.is_main_process:
    locks.remove_stale()

settings.check(config, workflow.source_path("../schemas/config.schema.yaml"))
config.update(settings.in_order(config))

GRID = grid.configurations(config["grid"])
REDUCTIONS = grid.reductions(GRID, math.prod(config["dataset"]["image_shape"]), config["split"]["train"])
FIGURES = grid.figures(GRID)
RESULTS = workflow.pathvars.apply("<results>")


wildcard_constraints:
    stem="[^/]+",


def configuration(wildcards):
    """The configuration named by a stem: a value of each axis."""
    return grid.configuration(GRID, wildcards.stem)


def training(configuration):
    """All settings that determine the training of a configuration."""
    return {
        "configuration": configuration,
        "training": grid.protocol(config["training"], configuration),
        "divide_by": config["preprocessing"]["divide_by"],
    }


TRAININGS = {stem: training(cell) for stem, cell in GRID.items()}


def protocol(wildcards):
    """How the configuration named by a stem is trained."""
    return training(configuration(wildcards))["training"]


def reduction(wildcards):
    """What the images are reduced to under a stem."""
    return grid.configuration(REDUCTIONS, wildcards.stem)


def reduction_files(wildcards):
    """What reduces them: a model, the principal components, or nothing where pixels stay pixels."""
    files = {"autoencoder": [f"{RESULTS}/models/{wildcards.stem}.h5"], "PCA": [f"{RESULTS}/principal_components.npz"]}
    return files.get(reduction(wildcards)["method"], [])


def labels(wildcards):
    """The same as strings, for the report's labels."""
    return {axis: str(value) for axis, value in configuration(wildcards).items()}
