# Verification: all that follows from the models, made again and compared.


# Without inputs and outputs: it takes the results as they are, and is never up to date.
rule verify:
    log:
        "<logs>/verify.log",
    localrule: True
    conda:
        "../envs/workflow.yaml"
    threads: 8
    resources:
        mem_mb=4000,
        runtime=30,
    params:
        results=RESULTS,
        resources=workflow.pathvars.apply("<resources>"),
        trainings=TRAININGS,
        code=rules.train.input.code,
        rules=lambda wildcards: [rule.name for rule in workflow.rules],
        deployment=sorted(str(method) for method in workflow.deployment_settings.deployment_method),
        versions=rules.train.params.versions,
    script:
        "../scripts/verify.py"


# One import of Keras for all models. Its output is asked for by `verify` only.
rule recompute:
    input:
        models=collect("<results>/models/{stem}.h5", stem=GRID),
        test="<results>/data/test.npy",
        code=provenance.code("tensorflow_start"),
    output:
        metrics="<results>/recomputed.json",
    log:
        "<logs>/recompute.log",
    conda:
        "../envs/tensorflow.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        divide_by=config["preprocessing"]["divide_by"],
        versions=provenance.versions("tensorflow", "keras", "numpy", "h5py"),
    script:
        "../scripts/recompute.py"
