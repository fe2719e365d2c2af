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
        table=grid.table(TRAININGS, NAMES, PUBLISHED, REDUCTIONS | CODED, SCHEMA),
        software=software("tabulate_grid"),
    script:
        "../scripts/tabulate_grid.py"
