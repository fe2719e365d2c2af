# Plots of one configuration: test images and their reconstructions.


rule plot_reconstructions:
    input:
        model="<results>/models/{stem}.h5",
        metrics="<results>/metrics/{stem}.json",
        test="<results>/data/test.npy",
        code=provenance.code("forward", "activations", "drawing", "grid"),
    output:
        report(
            "<results>/reconstructions/{stem}.png",
            caption="../report/reconstructions.rst",
            category="Reconstructions",
            labels=labels,
        ),
    log:
        "<logs>/reconstructions/{stem}.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        configuration=configuration,
        drawn_images=config["drawn_images"],
        divide_by=config["preprocessing"]["divide_by"],
        versions=provenance.versions("matplotlib", "numpy"),
    script:
        "../scripts/plot_reconstructions.py"
