# How much can an autoencoder compress, and which activations should it use?
# data → train → evaluate → compare → figures → report

from snakemake.utils import min_version

min_version("9.15")


configfile: "config.yaml"


include: "rules/common.smk"
include: "rules/gpu.smk"
include: "rules/start.smk"


container: config["container"]


include: "rules/data.smk"
include: "rules/train.smk"
include: "rules/evaluate.smk"
include: "rules/compare.smk"
include: "rules/figures.smk"
include: "rules/report.smk"
include: "rules/classify.smk"
include: "rules/rates.smk"
include: "rules/projector.smk"
include: "rules/verify.smk"


report: "report/workflow.rst"


rule all:
    default_target: True
    input:
        collect("<results>/models/{stem}.h5", stem=GRID),
        collect("<results>/history/{stem}.csv", stem=GRID),
        collect("<results>/provenance/{stem}.json", stem=GRID),
        collect("<results>/metrics/{stem}.json", stem=GRID),
        collect("<results>/reconstructions/{stem}.png", stem=GRID),
        collect("<results>/units/{stem}.png", stem=GRID),
        collect("<results>/figures/{figure}.png", figure=FIGURES),
        "<results>/summary.csv",
        "<results>/summary.md",
        "<results>/replicates.csv",
        "<results>/baselines.csv",
        "<results>/report.html",


include: "rules/bundle.smk"  # of all this
