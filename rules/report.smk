# Report: what was found, in one page that needs no other file.


rule write_report:
    input:
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        digests="<results>/data/sha256.json",
        images="<results>/data/about.json",
        histories=collect("<results>/history/{stem}.csv", stem=GRID),
        thumbnails=collect("<results>/thumbnails/{stem}.png", stem=GRID),
        reconstructions=collect("<results>/reconstructions/{stem}.png", stem=GRID),
        units=collect("<results>/units/{stem}.png", stem=GRID),
        classification=classification,
        rates=rates,
        figures=["<results>/figures/{}.{}".format(*figure) for figure in FIGURES.items()],
    output:
        "<results>/report.html",
    log:
        "<logs>/write_report.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        cells=CELLS,
        axes=[axis for axis in next(iter(GRID.values())) if axis not in VARIANTS or axis in APART],
        dataset=config["dataset"]["name"],
        split=config["split"],
        chosen=list(suited.sentences(ASKED, config)),
        pixels=math.prod(config["dataset"]["image_shape"]),
        texts=texts(
            "page.html",
            *(
                f"{name}.rst"
                for name in [*captions(FIGURES), "classification", "rates", "rate_gallery", "reconstructions", "units"]
            ),
        ),
        software=software("write_report"),
    script:
        "../scripts/write_report.py"
