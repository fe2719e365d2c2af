# Evaluation: the reconstruction error of each autoencoder on the test images, and pictures of some.


rule evaluate:
    input:
        model="<results>/models/{stem}.h5",
        history="<results>/history/{stem}.csv",
        provenance="<results>/provenance/{stem}.json",
        train="<results>/data/train.npy",
        test="<results>/data/test.npy",
        labels="<results>/data/test_labels.npy",
        digests="<results>/data/sha256.json",
    output:
        metrics="<results>/metrics/{stem}.json",
    log:
        "<logs>/evaluate/{stem}.log",
    conda:
        "../envs/analysis.yaml"
    resources:
        mem_mb=memory_mb(1000),
        runtime=5,
    params:
        training=training,
        noise=[share for share in config["grid"]["corruption"] if share],
        preprocessing=config["preprocessing"],
        software=software("evaluate"),
    script:
        "../scripts/evaluate.py"


# PNG only: viewers blur the enlarged pixels of an SVG.
rule plot_reconstructions:
    input:
        model="<results>/models/{stem}.h5",
        metrics="<results>/metrics/{stem}.json",
        test="<results>/data/test.npy",
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
        "<logs>/plot_reconstructions/{stem}.log",
    conda:
        "../envs/analysis.yaml"
    resources:
        mem_mb=memory_mb(1000),
        runtime=5,
    params:
        title=title,
        corruption=corruption,
        drawn_images=config["drawn_images"],
        preprocessing=config["preprocessing"],
        software=software("plot_reconstructions"),
    script:
        "../scripts/plot_reconstructions.py"
