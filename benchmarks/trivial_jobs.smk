# Jobs that do nothing: what Snakemake needs for each.


rule all:
    input:
        collect("{kind}/{job}", kind=config["kind"], job=range(int(config["jobs"]))),


rule shell:
    output:
        "shell/{job}",
    shell:
        "touch {output}"


rule script:
    output:
        "script/{job}",
    script:
        "trivial_job.py"
