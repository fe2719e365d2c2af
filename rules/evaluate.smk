# Evaluation: the reconstruction error of each autoencoder on the test images.


rule evaluate:
    input:
        model="<results>/models/{stem}.h5",
        test="<results>/data/test.npy",
        labels="<results>/data/test_labels.npy",
        digests="<results>/data/sha256.json",
        code=provenance.code("forward", "activations"),
    output:
        metrics="<results>/metrics/{stem}.json",
    log:
        "<logs>/evaluate/{stem}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        configuration=configuration,
        divide_by=config["preprocessing"]["divide_by"],
        versions=provenance.versions("tensorflow", "keras", "numpy", "h5py"),
    script:
        "../scripts/evaluate.py"
