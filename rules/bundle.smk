# Bundle: the results and all that they came from, in one file for somebody else to verify.


rule bundle:
    input:
        rules.all.input,
        rules.prepare.output,
        rules.baselines.output,
        collect("<results>/thumbnails/{stem}.png", stem=GRID),
        collect("<results>/figures/{figure}.svg", figure=[name for name, form in FIGURES.items() if form == "svg"]),
        collect("<resources>/{dataset}/{file}", dataset=config["dataset"]["name"], file=FETCHED),
    output:
        "bundle.tar.gz",
    log:
        "<logs>/bundle.log",
    localrule: True
    conda:
        "../envs/bundle.yaml"
    params:
        requested=REQUESTED,
        images=None if FETCHED else REQUESTED["dataset"]["path"],
        software=software("bundle"),
    script:
        "../scripts/bundle.py"
