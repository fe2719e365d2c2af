# Codes to look at in TensorBoard's embedding projector.
# A target of its own: snakemake projector


rule projector:
    input:
        collect("<results>/projector/{stem}/tensor.tsv", stem=GRID),
        "<results>/projector/metadata.tsv",
        "<results>/projector/sprite.png",
        "<results>/projector/projector_config.pbtxt",
    localrule: True


# What a point of the projector is: an image, its class, and what it looks like.
rule project_images:
    input:
        test="<results>/data/test.npy",
        labels="<results>/data/test_labels.npy",
        classes="<results>/data/classes.json",
    output:
        metadata="<results>/projector/metadata.tsv",
        sprite="<results>/projector/sprite.png",
    log:
        "<logs>/project_images.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
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


# All of them in one place, to choose from: the projector reads no files outside of its folder.
rule project_grid:
    input:
        tensors=collect("<results>/projector/{stem}/tensor.tsv", stem=GRID),
        test="<results>/data/test.npy",
    output:
        "<results>/projector/projector_config.pbtxt",
    log:
        "<logs>/project_grid.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        software=software("project_grid"),
    script:
        "../scripts/project_grid.py"
