# Verification: all that follows from the models, made again and compared.


# It runs this very workflow again, from Snakemake's cache of sources if need be.
for name in ["analysis", "classify", "data", "rates", "tensorflow", "tensorflow-gpu", "workflow"]:
    source(f"envs/{name}.yaml")


# Without inputs and outputs: it takes the results as they are, and is never up to date.
rule verify:
    log:
        "<logs>/verify.log",
    retries: 0  # what is wrong stays wrong
    conda:
        "../envs/workflow.yaml"
    container:
        None  # it starts Snakemake, which starts containers
    threads: 8
    resources:
        mem_mb=8000,  # a training on each thread
        runtime=30,
    params:
        results=str(Path(rules.write_report.output.page).parent),
        resources="resources",
        asked=REQUESTED,
        trainings=TRAININGS,
        train=software("train"),
        software=software("verify"),
        snakefile=source("Snakefile"),
        optional=config["extras"],
        deployment=[],
    script:
        "../scripts/verify.py"


# One import of Keras for all models. Its output is asked for by `verify` only.
rule recompute:
    input:
        models=collect("<results>/models/{stem}.h5", stem=GRID),
        histories=collect("<results>/history/{stem}.csv", stem=GRID),
        validation="<results>/data/validation.npy",
        test="<results>/data/test.npy",
    output:
        metrics="<results>/recomputed.json",
    log:
        "<logs>/recompute.log",
    conda:
        "../envs/tensorflow.yaml"
    resources:
        mem_mb=memory_mb(2000),
        runtime=10,
    params:
        trainings=TRAININGS,
        preprocessing=config["preprocessing"],
        software=software("recompute"),
    script:
        "../scripts/recompute.py"
