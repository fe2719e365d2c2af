# Pictures of one configuration. PNG only: viewers blur the enlarged pixels of an SVG.


rule plot_reconstructions:
    input:
        model="<results>/models/{stem}.h5",
        metrics="<results>/metrics/{stem}.json",
        test="<results>/data/test.npy",
        code=provenance.code("forward", "activations", "drawing", "grid", "units"),
    output:
        picture=report(
            "<results>/reconstructions/{stem}.png",
            caption="../report/reconstructions.rst",
            category="Reconstructions",
            labels=labels,
        ),
        units=report(
            "<results>/units/{stem}.png",
            caption="../report/units.rst",
            category="Code units",
            labels=labels,
        ),
        thumbnail="<results>/thumbnails/{stem}.png",
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
        versions=provenance.versions("matplotlib", "numpy", "pillow"),
    script:
        "../scripts/plot_reconstructions.py"
