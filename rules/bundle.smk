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
        software=software("bundle"),
    script:
        "../scripts/bundle.py"
