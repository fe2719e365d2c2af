# Summary: the metrics of all configurations in one table.


rule summarise:
    input:
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        published=config["published"] or [],
        code=provenance.code("grid"),
    output:
        csv=report(
            "<results>/summary.csv",
            caption="../report/summary.rst",
            category="Summary",
            labels={"table": "all configurations"},
        ),
        markdown="<results>/summary.md",
    log:
        "<logs>/summary.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        versions=provenance.versions("pandas", "tabulate"),
    script:
        "../scripts/summarise.py"


# For a run in which something failed: asked for by name, it takes what there is now.
rule summarise_partially:
    input:
        published=config["published"] or [],
        code=provenance.code("grid", "lineage", "summarise"),
    output:
        "<results>/partial_summary.csv",
    log:
        "<logs>/partial_summary.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        trainings=TRAININGS,
        models=lambda wildcards: provenance.present(f"{RESULTS}/models"),
        records=lambda wildcards: provenance.present(f"{RESULTS}/provenance"),
        metrics=lambda wildcards: provenance.present(f"{RESULTS}/metrics"),
        versions=provenance.versions("pandas"),
    script:
        "../scripts/summarise_partially.py"
