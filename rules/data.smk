# Data: fetched and verified, then split and stored so that loading takes milliseconds.


# Neither modules nor where the data come from are tracked: the digests say what they are.
rule fetch:
    output:
        train_images="<resources>/{dataset}/train-images-idx3-ubyte",
        train_labels="<resources>/{dataset}/train-labels-idx1-ubyte",
        test_images="<resources>/{dataset}/t10k-images-idx3-ubyte",
        test_labels="<resources>/{dataset}/t10k-labels-idx1-ubyte",
    log:
        "<logs>/fetch/{dataset}.log",
    cache: True
    conda:
        "../envs/data.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=30,
    params:
        sha256=config["dataset"]["sha256"],
    script:
        "../scripts/fetch.py"


rule prepare:
    input:
        raw=collect("<resources>/{dataset}/{file}", dataset=config["dataset"]["name"], file=config["dataset"]["sha256"]),
        code=provenance.code("idx"),
    output:
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        test="<results>/data/test.npy",
        train_labels="<results>/data/train_labels.npy",
        test_labels="<results>/data/test_labels.npy",
        digests="<results>/data/sha256.json",
    log:
        "<logs>/prepare.log",
    cache: True
    conda:
        "../envs/data.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        sha256=config["dataset"]["sha256"],
        split=config["split"],
        images=config["dataset"]["images"],
        image_shape=config["dataset"]["image_shape"],
    script:
        "../scripts/prepare.py"
