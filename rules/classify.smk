# Classification: how well digits are told by what each reduction leaves of them.
# A target of its own: snakemake classify


rule classify:
    input:
        "<results>/classification.csv",
        collect("<results>/figures/{figure}.png", figure=["accuracy", "confusion"]),


rule train_classifiers:
    input:
        reduction=reduction_files,
        train="<results>/data/train.npy",
        train_labels="<results>/data/train_labels.npy",
        test="<results>/data/test.npy",
        test_labels="<results>/data/test_labels.npy",
        digests="<results>/data/sha256.json",
        code=provenance.code(
            "activations",
            "convolutional",
            "forward",
            "lineage",
            "principal_components",
            "probe",
            "tensorflow_start",
        ),
    output:
        "<results>/classification/{stem}.json",
    log:
        "<logs>/classification/{stem}.log",
    conda:
        "../envs/classify.yaml"
    # One thread, for the same reasons as in training.
    threads: 1
    resources:
        mem_mb=2000,
        runtime=10,
    params:
        reduction=reduction,
        classifier=config["classifier"],
        divide_by=config["preprocessing"]["divide_by"],
        versions=provenance.versions("tensorflow", "keras", "numpy", "h5py", "scikit-learn", "scipy"),
    script:
        "../scripts/train_classifiers.py"


rule compare_classifiers:
    input:
        results=collect("<results>/classification/{stem}.json", stem=REDUCTIONS),
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        code=provenance.code("grid"),
    output:
        report(
            "<results>/classification.csv",
            caption="../report/classification.rst",
            category="Classification",
            labels={"table": "accuracies"},
        ),
    log:
        "<logs>/classification.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        versions=provenance.versions("pandas"),
    script:
        "../scripts/compare_classifiers.py"


rule plot_accuracy:
    input:
        table="<results>/classification.csv",
        code=provenance.code("drawing", "grid", "runs"),
    output:
        png=report(
            "<results>/figures/accuracy.png",
            caption="../report/accuracy.rst",
            category="Classification",
            labels={"figure": "accuracy against dimension"},
        ),
        svg="<results>/figures/accuracy.svg",
    log:
        "<logs>/figures/accuracy.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        versions=provenance.versions("matplotlib", "pandas", "pillow"),
    script:
        "../scripts/plot_accuracy.py"


rule plot_confusion:
    input:
        table="<results>/classification.csv",
        results=collect("<results>/classification/{stem}.json", stem=REDUCTIONS),
        code=provenance.code("drawing", "grid", "runs"),
    output:
        png=report(
            "<results>/figures/confusion.png",
            caption="../report/confusion.rst",
            category="Classification",
            labels={"figure": "which digits are taken for which"},
        ),
        svg="<results>/figures/confusion.svg",
    log:
        "<logs>/figures/confusion.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        versions=provenance.versions("matplotlib", "numpy", "pandas", "pillow"),
    script:
        "../scripts/plot_confusion.py"
