# How much can an autoencoder compress, and which activations should it use?
# data → train → evaluate → compare → figures → report

from snakemake.utils import min_version

min_version("9.20")  # the first that caches rules with several named outputs


configfile: "config.yaml"


include: "rules/package.smk"
include: "rules/common.smk"


from autogrid.provenance import origin
from autogrid.start import console, idle_gpu, live_jobs, outcome, undocumented

if Path(workflow.basedir, "scripts/autogrid").is_dir():  # not in a workflow that imports this one
    console.be_brief()
origin.tell_revision(Path(workflow.basedir, "scripts"))


envvars:
    origin.REVISION,


container: config["container"]


# The first rule is what a run makes, unless it is asked for something else.
rule all:
    input:
        collect("<results>/models/{stem}.h5", stem=GRID),
        collect("<results>/history/{stem}.csv", stem=GRID),
        collect("<results>/provenance/{stem}.json", stem=GRID),
        collect("<results>/metrics/{stem}.json", stem=GRID),
        collect("<results>/reconstructions/{stem}.png", stem=GRID),
        collect("<results>/units/{stem}.png", stem=GRID),
        collect("<results>/thumbnails/{stem}.png", stem=GRID),
        figure_files(*FIGURES),
        "<results>/grid.json",
        "<results>/summary.csv",
        "<results>/summary.md",
        "<results>/replicates.csv",
        "<results>/baselines.csv",
        "<results>/principal_components.npz",
        "<results>/report.html",
        "<results>/findings.md",
        lambda wildcards: rules.classify.input if "classify" in config["extras"] else [],
        lambda wildcards: rules.rates.input if "rates" in config["extras"] else [],


include: "rules/grid.smk"
include: "rules/data.smk"
include: "rules/train.smk"
include: "rules/evaluate.smk"
include: "rules/compare.smk"
include: "rules/figures.smk"
include: "rules/report.smk"
include: "rules/classify.smk"
include: "rules/rates.smk"
include: "rules/projector.smk"


report: "report/workflow.rst"


include: "rules/bundle.smk"
include: "rules/verify.smk"


# A workflow that imports this one as a module calls these itself, as any module's: autoencoders.onstart()
onstart:
    live_jobs.refuse(undocumented.started_in(workflow))
    planning.warn_of_change(rules.prepare.output.digests, IMAGES)
    if begins_with_summary():
        logger.info("\n".join(summary_lines()))
    undocumented.lift_default_limit(workflow)
    if not config["cuda"]:
        idle_gpu.warn()


onsuccess:
    outcome.say(rules.write_report.output.findings, rules.write_report.output.page)


onerror:
    outcome.advise(rules.summarise.output.csv)
