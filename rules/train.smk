# Training: one autoencoder for each configuration of the grid.


rule train:
    input:
        train="<results>/data/train.npy",
        validation="<results>/data/validation.npy",
        digests="<results>/data/sha256.json",
    output:
        model="<results>/models/{stem}.h5",
        history="<results>/history/{stem}.csv",
        provenance="<results>/provenance/{stem}.json",
    log:
        "<logs>/train/{stem}.log",
    cache: True
    conda:
        "../envs/tensorflow-gpu.yaml" if config["cuda"] else "../envs/tensorflow.yaml"
    # One thread: the result is the same bytes whatever --cores is, and several
    # configurations at once use the cores better than one on all of them.
    threads: 1
    resources:
        gpu=1,
        mem_mb=memory_mb(2000),
        runtime=10,
    params:
        training=training,
        device=device,
        software=software("train"),
    script:
        "../scripts/train.py"
