# Bundle: the results and everything that they came from, in one file for someone else to verify.


PACKED = [
    rules.all.input,
    rules.prepare.output,
    rules.describe_images.output,
    FETCHED_FILES,
]


rule bundle:
    input:
        need_images_inside,
        PACKED,
        grid="<results>/grid.json",
        metrics=collect("<results>/metrics/{stem}.json", stem=GRID),
        digests=rules.prepare.output.digests,
    output:
        "bundle.tar.gz",
    log:
        "<logs>/bundle.log",
    localrule: True
    conda:
        "../envs/bundle.yaml"
    params:
        requested=lambda wildcards: REQUESTED,  # names of classes, and paths, may have braces
        fetched=bool(FETCHED),
        images=IMAGES.sha256,
        grid=TABLE_SHA256,
        revision=lambda wildcards: origin.revision("scripts"),
        tracked=lambda wildcards: origin.tracked_sha256(),
        software=software("bundle"),
    script:
        "../scripts/bundle.py"
