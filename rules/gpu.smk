# The GPU of a training, as far as it can be told while planning.

import warnings

ours("job", "gpu")

from autogrid.job import gpu


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
