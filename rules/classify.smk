# Classification: how well classes are predicted from each reduction.
# A separate target, snakemake classify, or with everything else: extras: [classify] in the config


rule classify:
    input:
        "<results>/classification.csv",
        collect("<results>/classification/{stem}.json", stem=REDUCTIONS),
        figure_files("accuracy", "confusion"),


rule train_classifiers:
    input:
        reduction=reduction_files,
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        test="<results>/data/test.npy",
        labels=class_labels,
        digests="<results>/data/sha256.json",
    output:
        "<results>/classification/{stem}.json",
    log:
        "<logs>/train_classifiers/{stem}.log",
    conda:
        "../envs/classify.yaml"
    # One thread, for the same reasons as in training.
    threads: 1
    resources:
        mem_mb=memory_mb(2000),
        runtime=10,
    params:
        reduction=reduction,
        classifier=config["classifier"],
        preprocessing=config["preprocessing"],
        software=software("train_classifiers"),
    script:
        "../scripts/train_classifiers.py"


rule compare_classifiers:
    input:
        grid="<results>/grid.json",
        results=collect("<results>/classification/{stem}.json", stem=REDUCTIONS),
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        digests="<results>/data/sha256.json",
    output:
        in_report("classification.csv", "Classification", "accuracies"),
    log:
        "<logs>/compare_classifiers.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        classifier=config["classifier"],
        software=software("compare_classifiers"),
    script:
        "../scripts/compare_classifiers.py"


rule plot_accuracy:
    input:
        grid="<results>/grid.json",
        table="<results>/classification.csv",
    output:
        **figure("accuracy", "Classification", "accuracy against dimension"),
    log:
        "<logs>/plot_accuracy.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("plot_accuracy"),
    script:
        "../scripts/plot_accuracy.py"


rule plot_confusion:
    input:
        table="<results>/classification.csv",
        results=collect("<results>/classification/{stem}.json", stem=REDUCTIONS),
        classes="<results>/data/classes.json",
    output:
        **figure("confusion", "Classification", "which classes are mistaken for which"),
    log:
        "<logs>/plot_confusion.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        software=software("plot_confusion"),
    script:
        "../scripts/plot_confusion.py"
