# Comparison: the metrics of all configurations in one table, their spread over the seeds, and baselines.


rule summarise:
    input:
        grid="<results>/grid.json",
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        baselines="<results>/baselines.csv",
        digests="<results>/data/sha256.json",
    output:
        csv=in_report("summary.csv", "Summary", "all configurations"),
        markdown="<results>/summary.md",
        replicates=in_report("replicates.csv", "Summary", "spread over the seeds"),
    log:
        "<logs>/summarise.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("summarise"),
    script:
        "../scripts/summarise.py"


# For a run in which something failed. Without an output: it takes what there is, and is never up to date.
rule partial_summary:
    input:
        need_folder,
        grid="<results>/grid.json",
        baselines="<results>/baselines.csv",
    log:
        "<logs>/partial_summary.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        grid=TABLE_SHA256,
        software=software("partial_summary"),
    script:
        "../scripts/partial_summary.py"


rule baselines:
    input:
        train="<results>/data/train.npy",
        test="<results>/data/test.npy",
    output:
        table=in_report("baselines.csv", "Summary", "baselines"),
        components="<results>/principal_components.npz",
    log:
        "<logs>/baselines.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        dimensions=config["grid"]["dimension"],
        preprocessing=config["preprocessing"],
        software=software("baselines"),
    script:
        "../scripts/baselines.py"
