# Data: fetched and verified, then split and stored so that loading takes milliseconds.


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
        sha256=config["dataset"]["sha256"],
    script:
        "../scripts/fetch.py"


rule prepare:
    input:
        collect("<resources>/{dataset}/{file}", dataset=config["dataset"]["name"], file=config["dataset"]["sha256"]),
    output:
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        test="<results>/data/test.npy",
        train_labels="<results>/data/train_labels.npy",
        test_labels="<results>/data/test_labels.npy",
        classes="<results>/data/classes.json",
        digests="<results>/data/sha256.json",
    log:
        "<logs>/prepare.log",
    cache: True
    localrule: True
    conda:
        "../envs/data.yaml"
    params:
        dataset={key: config["dataset"][key] for key in ("image_shape", "images", "sha256", "classes")},
        split=config["split"],
        preprocessing=config["preprocessing"],
        software=software("prepare"),
    script:
        "../scripts/prepare.py"
