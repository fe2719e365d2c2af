# Codes to look at in TensorBoard's embedding projector.
# A separate target: snakemake projector


rule projector:
    input:
        collect("<results>/projector/{stem}/tensor.tsv", stem=GRID),
        "<results>/projector/metadata.tsv",
        "<results>/projector/sprite.png",
        "<results>/projector/projector_config.pbtxt",
    localrule: True


# What a point is, and in one config all configurations to choose from: the projector reads no files outside its folder.
rule project_images:
    input:
        grid="<results>/grid.json",
        test="<results>/data/test.npy",
        labels="<results>/data/test_labels.npy",
        classes="<results>/data/classes.json",
    output:
        metadata="<results>/projector/metadata.tsv",
        sprite="<results>/projector/sprite.png",
        config="<results>/projector/projector_config.pbtxt",
    log:
        "<logs>/project_images.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        preprocessing=config["preprocessing"],
        software=software("project_images"),
    script:
        "../scripts/project_images.py"


rule project_codes:
    input:
        model="<results>/models/{stem}.h5",
        metrics="<results>/metrics/{stem}.json",
        test="<results>/data/test.npy",
        beside=["<results>/projector/metadata.tsv", "<results>/projector/sprite.png"],
    output:
        "<results>/projector/{stem}/tensor.tsv",
    log:
        "<logs>/project_codes/{stem}.log",
    conda:
        "../envs/analysis.yaml"
    resources:
        mem_mb=memory_mb(1000),
        runtime=5,
    params:
        preprocessing=config["preprocessing"],
        software=software("project_codes"),
    script:
        "../scripts/project_codes.py"
