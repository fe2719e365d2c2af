"""Store the table of the grid.

in   as a param the table: see `autogrid.config.table.Table`
out  the same as JSON
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

from autogrid.provenance.records import write


def main(snakemake):
    write(snakemake.output[0], snakemake.params.table)


if __name__ == "__main__":
    main(snakemake)
