# Replicates: the spread of each cell of the grid over its seeds.


rule replicates:
    input:
        summary="<results>/summary.csv",
    output:
        report(
            "<results>/replicates.csv",
            caption="../report/replicates.rst",
            category="Summary",
            labels={"table": "spread over the seeds"},
        ),
    log:
        "<logs>/replicates.log",
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1000,
        runtime=5,
    params:
        axes=grid.axes(GRID),
        versions=provenance.versions("pandas", "scipy"),
    script:
        "../scripts/replicates.py"
