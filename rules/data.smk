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
        FETCHED_FILES,
    output:
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        test="<results>/data/test.npy",
        train_labels="<results>/data/train_labels.npy",
        validation_labels="<results>/data/validation_labels.npy",
        test_labels="<results>/data/test_labels.npy",
        intensities="<results>/data/intensities.json",
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


# Separate from the data, so that other names, or other files beside the images, train nothing again.
rule describe_images:
    input:
        intensities=rules.prepare.output.intensities,
        images=FETCHED_FILES if IMAGES.low is None else [],
    output:
        classes="<results>/data/classes.json",
        about="<results>/data/about.json",
    log:
        "<logs>/describe_images.log",
    localrule: True
    conda:
        "../envs/data.yaml"
    params:
        # functions, because names may have braces, which are not wildcards
        names=lambda wildcards: config["dataset"]["classes"],
        sentences=lambda wildcards: None if IMAGES.low is None else list(describe.about(IMAGES, config)),
        software=software("describe_images"),
    script:
        "../scripts/describe_images.py"


# snakemake look
# Without outputs: it shows, and is never up to date. The first run on your own images begins with the same lines.
rule look:
    input:
        train=rules.prepare.output.train,
        train_labels=rules.prepare.output.train_labels,
        classes=rules.describe_images.output.classes,
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
