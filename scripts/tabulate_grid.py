"""Store the table of the grid.

in   as a param the table: see `autogrid.config.table.Table`
out  the same as JSON
"""

from autogrid.job.begin import begin
from autogrid.provenance.records import write


def main(snakemake):
    write(snakemake.output[0], snakemake.params.table)


if __name__ == "__main__":
    begin(snakemake)
    main(snakemake)
