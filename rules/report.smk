# Report: the findings, in one page that needs no other file.

# The parts of a page: templates, the explorer, its libraries; and captions.
EXPLORER = ["axes", "chart", "choices", "compare", "copy", "data", "dom", "enlarge", "filter", "main", "parallel"]
EXPLORER += ["save", "table", "view"]
SQUEEZE = ["drawing", "glance", "network", "plane", "squeeze"]
PARTS = ["head.html", "page.css", "explorer.html", "scripts.html", *(f"explorer/{name}.js" for name in EXPLORER)]
PARTS += [f"vendor/{name}" for name in ["LICENSE", "d3.min.js", "plot.umd.min.js"]]
PARTS = [f"resources/page/{name}" for name in PARTS]
ALONE = [f"resources/page/{name}" for name in ["squeeze.html", *(f"squeeze/{name}.js" for name in SQUEEZE)]]
CAPTIONS = ["reconstructions", "units", "rates", "rate_gallery"]
CAPTIONS += dict.fromkeys("error_against" if name.startswith("error_against_") else name for name in FIGURES)
CAPTIONS = [f"report/{name}.rst" for name in CAPTIONS]

# Figures of many lines have more shapes than pixels.
MANY = 12
LINES = {names["line"] for names in NAMES.values()}
SHOWN = {name: form if len(LINES) <= MANY else "png" for name, form in FIGURES.items()}


rule write_report:
    input:
        grid="<results>/grid.json",
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        digests="<results>/data/sha256.json",
        records=collect("<results>/provenance/{stem}.json", stem=GRID),
        images="<results>/data/about.json",
        histories=collect("<results>/history/{stem}.csv", stem=GRID),
        thumbnails=collect("<results>/thumbnails/{stem}.png", stem=GRID),
        units=collect("<results>/units/{stem}.png", stem=GRID),
        models=collect("<results>/models/{stem}.h5", stem=GRID),
        components="<results>/principal_components.npz",
        test="<results>/data/test.npy",
        labels="<results>/data/test_labels.npy",
        classes="<results>/data/classes.json",
        classification=extra("classify", "classification.csv"),
        rates=extra("rates", "rates.csv", "figures/rates.svg", "figures/rate_gallery.png"),
        figures=["<results>/figures/{}.{}".format(*figure) for figure in SHOWN.items()],
    output:
        page="<results>/report.html",
        findings="<results>/findings.md",
    log:
        "<logs>/write_report.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        axes=[axis for axis in next(iter(GRID.values())) if axis not in VARIANTS or axis in APART],
        dataset=config["dataset"]["name"],
        split=config["split"],
        chosen=list(suited.sentences(REQUESTED, config)),
        pixels=math.prod(config["dataset"]["image_shape"]),
        preprocessing=config["preprocessing"],
        page=page_parts("resources/page/page.html", *PARTS, *ALONE, *CAPTIONS),
        software=software("write_report"),
    script:
        "../scripts/write_report.py"


# snakemake compare --config 'compare=[results, results/as-described]'
# Without outputs: it takes the folders as they are, whatever their configs are.
rule compare:
    input:
        need_folder,
    log:
        "<logs>/compare.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        folders=compared,
        page=str(Path(rules.write_report.output.page).with_name("comparison.html")),
        parts=page_parts("resources/page/comparison.html", *PARTS),
        software=software("compare_folders"),
    script:
        "../scripts/compare_folders.py"
