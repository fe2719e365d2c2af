# Data: known sets fetched and verified, one's own read where they are; split and stored so that loading takes milliseconds.


software("fetch")  # found for it, but not tracked, as where the data come from is not: the digests say what they are


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


# Images of one's own are no input, but their digest is a param: see scripts/autogrid/data/planning.py.
rule prepare:
    input:
        collect("<resources>/{dataset}/{file}", dataset=config["dataset"]["name"], file=FETCHED),
    output:
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        test="<results>/data/test.npy",
        train_labels="<results>/data/train_labels.npy",
        test_labels="<results>/data/test_labels.npy",
        classes="<results>/data/classes.json",
        about="<results>/data/about.json",
        digests="<results>/data/sha256.json",
    log:
        "<logs>/prepare.log",
    cache: True
    localrule: True
    conda:
        "../envs/data.yaml"
    params:
        sha256=ASKED["dataset"]["sha256"] or IMAGES.sha256,
        image_shape=ASKED["dataset"]["image_shape"],
        classes=config["dataset"]["classes"],
        split=config["split"],
        divide_by=ASKED["preprocessing"]["divide_by"] or IMAGES.white,
        software=software("prepare"),
    script:
        "../scripts/prepare.py"
