# Training: one autoencoder for each configuration of the grid.

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


rule train:
    input:
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        digests="<results>/data/sha256.json",
    output:
        model="<results>/models/{stem}.h5",
        history="<results>/history/{stem}.csv",
        provenance="<results>/provenance/{stem}.json",
    log:
        "<logs>/train/{stem}.log",
    cache: True
    conda:
        "../envs/tensorflow-gpu.yaml" if config["cuda"] else "../envs/tensorflow.yaml"
    # One thread: the result is the same bytes whatever --cores is, and several
    # configurations at once use the cores better than one on all of them.
    threads: 1
    resources:
        gpu=1,
        mem_mb=memory_mb(2000),
        runtime=10,
    params:
        training=training,
        device=device,
        software=software("train"),
    script:
        "../scripts/train.py"
