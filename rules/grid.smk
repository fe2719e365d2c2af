# Grid: every configuration with its names, for the rules that join them.


rule tabulate_grid:
    output:
        "<results>/grid.json",
    log:
        "<logs>/tabulate_grid.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        table=TABLE,
        software=software("tabulate_grid"),
    script:
        "../scripts/tabulate_grid.py"
