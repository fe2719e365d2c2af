# Data: known sets are fetched and verified, your own images are read where they are; both are split and stored.


# Its code is made available but is not a param: wherever the data come from, their digests identify them.
software("fetch")


rule fetch:
    output:
        train_images="<resources>/{dataset}/train-images-idx3-ubyte",
        train_labels="<resources>/{dataset}/train-labels-idx1-ubyte",
        test_images="<resources>/{dataset}/t10k-images-idx3-ubyte",
        test_labels="<resources>/{dataset}/t10k-labels-idx1-ubyte",
    log:
        "<logs>/fetch/{dataset}.log",
    cache: True
    localrule: True
    conda:
        "../envs/data.yaml"
    params:
        sha256=lambda wildcards: known.SHA256.get(wildcards.dataset, {}),
    script:
        "../scripts/fetch.py"


# Your own images are not an input, but their digest is a param: see scripts/autogrid/data/planning.py.
rule prepare:
    input:
        collect("<resources>/{dataset}/{file}", dataset=config["dataset"]["name"], file=FETCHED),
    output:
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        test="<results>/data/test.npy",
        train_labels="<results>/data/train_labels.npy",
        validation_labels="<results>/data/validation_labels.npy",
        test_labels="<results>/data/test_labels.npy",
        labels="<results>/data/labels.json",
        about="<results>/data/about.json",
        digests="<results>/data/sha256.json",
    log:
        "<logs>/prepare.log",
    cache: True
    localrule: True
    conda:
        "../envs/parquet.yaml" if IMAGES.parquet else "../envs/data.yaml"
    params:
        sha256=REQUESTED["dataset"]["sha256"] or IMAGES.sha256,
        image_shape=REQUESTED["dataset"]["image_shape"],
        split=config["split"],
        divide_by=REQUESTED["preprocessing"]["divide_by"] or IMAGES.white,
        software=software("prepare"),
    script:
        "../scripts/prepare.py"


# Separate from the data, so that other names train nothing again.
rule name_classes:
    input:
        labels=rules.prepare.output.labels,
    output:
        "<results>/data/classes.json",
    log:
        "<logs>/name_classes.log",
    localrule: True
    conda:
        "../envs/data.yaml"
    params:
        names=lambda wildcards: REQUESTED["dataset"]["classes"],  # they may have braces, which are not wildcards
        software=software("name_classes"),
    script:
        "../scripts/name_classes.py"


# snakemake look
# Without outputs: it shows, and is never up to date. The first run on your own images begins with the same lines.
rule look:
    input:
        train=rules.prepare.output.train,
        train_labels=rules.prepare.output.train_labels,
        classes=rules.name_classes.output[0],
    log:
        "<logs>/look.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        lines=lambda wildcards: [] if begins_with_summary() else summary_lines(),
        divide_by=config["preprocessing"]["divide_by"],
        software=software("look"),
    script:
        "../scripts/look.py"
