# Summary: the metrics of all configurations in one table.


rule summarise:
    input:
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        published=config["published"] or [],
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
        versions=provenance.versions("pandas"),
    script:
        "../scripts/summarise.py"
