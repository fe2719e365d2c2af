# Rates: bytes per image, and the distortion at that cost.
# A separate target, snakemake rates, or with everything else: extras: [rates] in the config


rule rates:
    input:
        "<results>/rates.csv",
        "<results>/rates.md",
        "<results>/rate_replicates.csv",
        "<results>/references.json",
        collect("<results>/rates/{stem}.json", stem=CODED),
        collect("<results>/codecs/{stem}.npz", stem=CODED),
        collect("<results>/compressed/{stem}_bits{bits}.aeg", stem=CODED, bits=config["rates"]["bits"]),
        figure_files("rates", "rate_gallery"),


rule compress:
    input:
        reduction=reduction_files,
        train="<results>/data/train.npy",
        test="<results>/data/test.npy",
        digests="<results>/data/sha256.json",
    output:
        codec="<results>/codecs/{stem}.npz",
        compressed=collect("<results>/compressed/{{stem}}_bits{bits}.aeg", bits=config["rates"]["bits"]),
        rates="<results>/rates/{stem}.json",
    log:
        "<logs>/compress/{stem}.log",
    conda:
        "../envs/rates.yaml"
    resources:
        mem_mb=memory_mb(2000),
        runtime=10,
    params:
        reduction=reduction,
        bits=config["rates"]["bits"],
        preprocessing=config["preprocessing"],
        software=software("compress"),
    script:
        "../scripts/compress.py"


rule compress_references:
    input:
        test="<results>/data/test.npy",
    output:
        "<results>/references.json",
    log:
        "<logs>/compress_references.log",
    conda:
        "../envs/rates.yaml"
    resources:
        mem_mb=memory_mb(1000),
        runtime=10,
    params:
        qualities=config["rates"]["qualities"],
        preprocessing=config["preprocessing"],
        software=software("compress_references"),
    script:
        "../scripts/compress_references.py"


rule compare_rates:
    input:
        grid="<results>/grid.json",
        rates=collect("<results>/rates/{stem}.json", stem=CODED),
        references="<results>/references.json",
        summary="<results>/summary.csv",
        digests="<results>/data/sha256.json",
    output:
        csv=report(
            "<results>/rates.csv",
            caption="../report/rates_table.rst",
            category="Rates",
            labels={"table": "bytes and what is lost"},
        ),
        markdown="<results>/rates.md",
        replicates=in_report("rate_replicates.csv", "Rates", "spread over the seeds"),
    log:
        "<logs>/compare_rates.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        bits=config["rates"]["bits"],
        software=software("compare_rates"),
    script:
        "../scripts/compare_rates.py"


rule plot_rates:
    input:
        grid="<results>/grid.json",
        table="<results>/rates.csv",
    output:
        **figure("rates", "Rates", "what is lost against bytes"),
    log:
        "<logs>/plot_rates.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("plot_rates"),
    script:
        "../scripts/plot_rates.py"


rule plot_rate_gallery:
    input:
        table="<results>/rates.csv",
        codecs=collect("<results>/codecs/{stem}.npz", stem=GRID),
        compressed=collect("<results>/compressed/{stem}_bits{bits}.aeg", stem=GRID, bits=config["rates"]["bits"]),
        test="<results>/data/test.npy",
    output:
        **figure("rate_gallery", "Rates", "gallery of the lower envelope"),
    log:
        "<logs>/plot_rate_gallery.log",
    localrule: True
    conda:
        "../envs/rates.yaml"
    params:
        preprocessing=config["preprocessing"],
        software=software("plot_rate_gallery"),
    script:
        "../scripts/plot_rate_gallery.py"
