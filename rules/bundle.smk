# Bundle: the results and all that they came from, in one file for somebody else to verify.


rule bundle:
    input:
        rules.all.input,
    output:
        "bundle.tar.gz",
    log:
        "<logs>/bundle.log",
    localrule: True
    conda:
        "../envs/bundle.yaml"
    params:
        packed=packed,
        asked=ASKED,
        images=ASKED["dataset"]["path"] if not FETCHED else None,
        snakefile=workflow.main_snakefile,
        software=software("bundle"),
    script:
        "../scripts/bundle.py"
