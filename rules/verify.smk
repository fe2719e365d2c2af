# Verification: the results, recomputed in a scratch folder and compared.


# It runs this workflow again, from Snakemake's cache of sources if necessary.
for name in ["analysis", "classify", "data", "parquet", "rates", "tensorflow", "tensorflow-gpu", "workflow"]:
    source(f"envs/{name}.yaml")


# Without outputs: it is never up to date. On a disk without inputs, too: it takes the results as they are.
rule verify:
    input:
        PACKED if undocumented.in_bucket(workflow) else [],
    log:
        "<logs>/verify.log",
    retries: 0  # what is wrong stays wrong
    localrule: undocumented.in_bucket(workflow)  # a pod has no folder to write to that lasts
    conda:
        "../envs/workflow.yaml"
    container:
        None  # it starts Snakemake, which starts containers
    threads: 8
    resources:
        mem_mb=8000,  # a training on each thread
        runtime=30,
    params:
        results=str(Path(rules.write_report.output.page).parent),
        raw=str(Path(rules.prepare.input[0]).parent) if FETCHED else "",
        requested=lambda wildcards: REQUESTED,  # names of classes, and paths, may have braces
        trainings=TRAININGS,
        targets={
            "classify": [*map(str, rules.classify.input)] if IMAGES.labelled else [],
            "rates": [*map(str, rules.rates.input)],
            "projector": [*map(str, rules.projector.input)],
            "partial_summary": [str(Path(rules.summarise.output.csv).with_name("partial_summary.csv"))],
            "compare": [str(rules.compare.params.page)] if len(config["compare"]) > 1 else [],
        },
        unmade=[str(rules.compare.params.page)],  # nobody can tell of which folders, unless the config names them
        snakefile=source("Snakefile"),
        deployment=undocumented.deployment(workflow),
        software=software("verify"),
    script:
        "../scripts/verify.py"
