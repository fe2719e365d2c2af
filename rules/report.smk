# Report: what was found, in one page that needs no other file.


rule write_report:
    input:
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        histories=collect("<results>/history/{stem}.csv", stem=GRID),
        thumbnails=collect("<results>/thumbnails/{stem}.png", stem=GRID),
        reconstructions=collect("<results>/reconstructions/{stem}.png", stem=GRID),
        units=collect("<results>/units/{stem}.png", stem=GRID),
        figures=["<results>/figures/{}.{}".format(*figure) for figure in FIGURES.items()],
        captions=provenance.texts(*(f"{name}.rst" for name in [*FIGURES, "reconstructions", "units"])),
        template=provenance.texts("page.html"),
        code=provenance.code("findings", "grid"),
    output:
        "<results>/report.html",
    log:
        "<logs>/report.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        dataset=config["dataset"]["name"],
        test_images=config["dataset"]["images"]["test"],
        split=config["split"],
        epochs=config["training"]["epochs"],
        loss=config["training"]["loss"].replace("_", " "),
        versions=provenance.versions("docutils", "jinja2"),
    script:
        "../scripts/write_report.py"
