# Comparison: the metrics of all configurations in one table, their spread over the seeds, and what needs no network.


rule summarise:
    input:
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        digests="<results>/data/sha256.json",
    output:
        csv=report(
            "<results>/summary.csv",
            caption="../report/summary.rst",
            category="Summary",
            labels={"table": "all configurations"},
        ),
        markdown="<results>/summary.md",
    log:
        "<logs>/summarise.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        cells=CELLS,
        published=published_errors(),
        software=software("summarise"),
    script:
        "../scripts/summarise.py"


# For a run in which something failed: asked for by name, it takes what there is now.
rule summarise_partially:
    input:
        this_moment(),
    output:
        "<results>/partial_summary.csv",
    log:
        "<logs>/summarise_partially.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        cells=CELLS,
        published=published_errors(),
        software=software("summarise_partially"),
    script:
        "../scripts/summarise_partially.py"


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
    localrule: True
    conda:
        "../envs/analysis.yaml"
    params:
        axes=[axis for axis in next(iter(GRID.values())) if axis != "seed"],
        software=software("replicates"),
    script:
        "../scripts/replicates.py"


rule baselines:
    input:
        train="<results>/data/train.npy",
        test="<results>/data/test.npy",
    output:
        table=report(
            "<results>/baselines.csv",
            caption="../report/baselines.rst",
            category="Summary",
            labels={"table": "baselines"},
        ),
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
