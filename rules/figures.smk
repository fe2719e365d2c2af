# Figures that compare configurations, as PNG and SVG; pictures of pixels as PNG only.


rule plot_error:
    input:
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        code=provenance.code("drawing", "grid", "runs"),
    output:
        png=report(
            "<results>/figures/error.png",
            caption="../report/error.rst",
            category="Figures",
            labels={"figure": "error against dimension"},
        ),
        svg="<results>/figures/error.svg",
    log:
        "<logs>/figures/error.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        versions=provenance.versions("matplotlib", "pandas", "pillow"),
    script:
        "../scripts/plot_error.py"


rule plot_learning_curves:
    input:
        histories=collect("<results>/history/{stem}.csv", stem=GRID),
        code=provenance.code("drawing", "grid"),
    output:
        png=report(
            "<results>/figures/learning_curves.png",
            caption="../report/learning_curves.rst",
            category="Figures",
            labels={"figure": "learning curves"},
        ),
        svg="<results>/figures/learning_curves.svg",
    log:
        "<logs>/figures/learning_curves.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        configurations=list(GRID.values()),
        loss=config["training"]["loss"],
        versions=provenance.versions("matplotlib", "pandas", "pillow"),
    script:
        "../scripts/plot_learning_curves.py"


rule plot_classes:
    input:
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        code=provenance.code("drawing", "grid"),
    output:
        png=report(
            "<results>/figures/classes.png",
            caption="../report/classes.rst",
            category="Figures",
            labels={"figure": "error of each class"},
        ),
        svg="<results>/figures/classes.svg",
    log:
        "<logs>/figures/classes.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        versions=provenance.versions("matplotlib", "numpy", "pillow"),
    script:
        "../scripts/plot_classes.py"


rule plot_gallery:
    input:
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        models=collect("<results>/models/{stem}.h5", stem=GRID),
        components="<results>/principal_components.npz",
        test="<results>/data/test.npy",
        code=provenance.code("forward", "activations", "principal_components", "drawing", "grid", "runs"),
    output:
        report(
            "<results>/figures/gallery.png",
            caption="../report/gallery.rst",
            category="Figures",
            labels={"figure": "gallery of the best activation pair"},
        ),
    log:
        "<logs>/figures/gallery.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        divide_by=config["preprocessing"]["divide_by"],
        versions=provenance.versions("matplotlib", "numpy", "pandas", "pillow"),
    script:
        "../scripts/plot_gallery.py"


rule plot_codes:
    input:
        models=collect("<results>/models/{stem}.h5", stem=grid.planar(GRID)),
        test="<results>/data/test.npy",
        labels="<results>/data/test_labels.npy",
        code=provenance.code("forward", "activations", "drawing", "grid"),
    output:
        png=report(
            "<results>/figures/codes.png",
            caption="../report/codes.rst",
            category="Figures",
            labels={"figure": "codes in the plane"},
        ),
        svg="<results>/figures/codes.svg",
    log:
        "<logs>/figures/codes.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        configurations=list(grid.planar(GRID).values()),
        divide_by=config["preprocessing"]["divide_by"],
        versions=provenance.versions("matplotlib", "numpy", "pillow"),
    script:
        "../scripts/plot_codes.py"
