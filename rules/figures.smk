# Figures that compare configurations.


rule plot_error:
    input:
        grid="<results>/grid.json",
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
    output:
        **figure("error", "Figures", "error against dimension"),
    log:
        "<logs>/plot_error.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("plot_error"),
    script:
        "../scripts/plot_error.py"


# Any other axis of the grid with several numbers.
rule plot_error_against:
    input:
        grid="<results>/grid.json",
        summary="<results>/summary.csv",
    output:
        **figure("error_against_{axis}", "Figures", "error against {axis}"),
    log:
        "<logs>/plot_error_against/{axis}.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("plot_error_against"),
    script:
        "../scripts/plot_error_against.py"


rule plot_learning_curves:
    input:
        grid="<results>/grid.json",
        histories=collect("<results>/history/{stem}.csv", stem=GRID),
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        digests="<results>/data/sha256.json",
    output:
        **figure("learning_curves", "Figures", "learning curves"),
    log:
        "<logs>/plot_learning_curves.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("plot_learning_curves"),
    script:
        "../scripts/plot_learning_curves.py"


rule plot_classes:
    input:
        grid="<results>/grid.json",
        classes="<results>/data/classes.json",
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        digests="<results>/data/sha256.json",
    output:
        **figure("classes", "Figures", "error of each class"),
    log:
        "<logs>/plot_classes.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("plot_classes"),
    script:
        "../scripts/plot_classes.py"


rule plot_gallery:
    input:
        grid="<results>/grid.json",
        summary="<results>/summary.csv",
        baselines="<results>/baselines.csv",
        models=collect("<results>/models/{stem}.h5", stem=GRID),
        components="<results>/principal_components.npz",
        test="<results>/data/test.npy",
    output:
        **figure("gallery", "Figures", "gallery of the best line"),
    log:
        "<logs>/plot_gallery.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        preprocessing=config["preprocessing"],
        software=software("plot_gallery"),
    script:
        "../scripts/plot_gallery.py"


rule plot_codes:
    input:
        grid="<results>/grid.json",
        models=collect("<results>/models/{stem}.h5", stem=PLANAR),
        metrics=collect("<results>/metrics/{stem}.json", stem=PLANAR),
        digests="<results>/data/sha256.json",
        test="<results>/data/test.npy",
        labels="<results>/data/test_labels.npy",
        classes="<results>/data/classes.json",
    output:
        **figure("codes", "Figures", "codes in the plane"),
    log:
        "<logs>/plot_codes.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        preprocessing=config["preprocessing"],
        software=software("plot_codes"),
    script:
        "../scripts/plot_codes.py"
