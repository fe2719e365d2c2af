# Baselines: the best linear code of each dimension, and no code at all.


rule baselines:
    input:
        train="<results>/data/train.npy",
        test="<results>/data/test.npy",
        code=provenance.code("evaluate", "forward", "activations", "principal_components"),
    output:
        table=report(
            "<results>/baselines.csv",
            caption="../report/baselines.rst",
            category="Summary",
            labels={"table": "baselines"},
        ),
        components="<results>/principal_components.npz",
    log:
        "<logs>/baselines.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        dimensions=config["grid"]["dimension"],
        divide_by=config["preprocessing"]["divide_by"],
        versions=provenance.versions("numpy", "pandas", "scikit-learn", "scipy"),
    script:
        "../scripts/baselines.py"
