"""Name the classes of the images.

in   the names of their labels in the data; as a param, the names that the config gives them, if any
out  a JSON with the names, by label
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from autogrid.provenance.records import read, write


def main(snakemake):
    labels, names = read(snakemake.input.labels, list), snakemake.params.names
    if names and len(names) != len(labels):
        raise ValueError(f"dataset.classes has {len(names)} names for {len(labels)} classes: {', '.join(labels)}")
    write(snakemake.output[0], names or labels)


if __name__ == "__main__":
    main(snakemake)
