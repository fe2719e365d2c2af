# Bundle: the results and all that they came from, in one file for somebody else to verify.


def packed(wildcards):
    """All files that the results are, or were made from."""
    return sorted({str(file) for job in workflow.dag.jobs for file in job.output} - {"bundle.tar.gz"})


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
