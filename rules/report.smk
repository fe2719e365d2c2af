# Report: what was found, in one page that needs no other file.

# What a page with an explorer is made of, beside its own template.
EXPLORER = ["axes", "chart", "choices", "compare", "data", "dom", "enlarge", "filter", "main", "table", "view"]
PARTS = ["head.html", "page.css", "explorer.html", "scripts.html", *(f"explorer/{name}.js" for name in EXPLORER)]
PARTS += [f"vendor/{name}" for name in ["LICENSE", "d3.min.js", "plot.umd.min.js"]]
PARTS += ["reconstructions.rst", "units.rst"]

# Figures of many lines have more shapes than pixels.
MANY = 12
LINES = {cell["line"] for cell in CELLS.values()}
SHOWN = {name: form if len(LINES) <= MANY else "png" for name, form in FIGURES.items()}


rule write_report:
    input:
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        digests="<results>/data/sha256.json",
        records=collect("<results>/provenance/{stem}.json", stem=GRID),
        images="<results>/data/about.json",
        histories=collect("<results>/history/{stem}.csv", stem=GRID),
        thumbnails=collect("<results>/thumbnails/{stem}.png", stem=GRID),
        units=collect("<results>/units/{stem}.png", stem=GRID),
        classification=classification,
        rates=rates,
        figures=["<results>/figures/{}.{}".format(*figure) for figure in SHOWN.items()],
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
            *PARTS,
            *(f"{name}.rst" for name in [*captions(FIGURES), "classification", "rates", "rate_gallery"]),
        ),
        software=software("write_report"),
    script:
        "../scripts/write_report.py"


# A target of its own: snakemake compare --config 'compare=[results, results/as-described]'
rule compare:
    input:
        "<results>/comparison.html",
    localrule: True


# The folders are taken as they are, whatever config they are of.
rule compare_folders:
    input:
        this_moment(),
    output:
        "<results>/comparison.html",
    log:
        "<logs>/compare_folders.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        folders=compared,
        texts=texts("comparison.html", *PARTS),
        software=software("compare_folders"),
    script:
        "../scripts/compare_folders.py"
