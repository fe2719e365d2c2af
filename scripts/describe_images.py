"""Name the classes of the images, and say in sentences what the images are and how they are used.

in   what became of their intensities; the images themselves where a rule made them, so that planning has not seen them
out  a JSON with the names of the classes, by label; a JSON with the sentences
"""

from autogrid.job import fork_server

fork_server.begin_job(__name__)

import logging
from pathlib import Path

from autogrid.data import collection, describe
from autogrid.job.begin import tell
from autogrid.provenance.records import read, write


def main(snakemake):
    given, output, params, config = snakemake.input, snakemake.output, snakemake.params, snakemake.config
    names, sentences = params.names, params.sentences
    if sentences is None:
        look = collection.at(Path(given.images[0]).parent).look()
        names = names or look.classes
        if len(names) != len(look.classes):
            raise ValueError(
                f"dataset.classes has {len(names)} names for {len(look.classes)} classes: {', '.join(look.classes)}"
            )
        sentences = list(describe.about(look, config))
        tell(sentences[0])  # which nobody has seen before
    sentences += read(given.intensities, list)
    for sentence in sentences:
        logging.info(sentence)
    write(output.classes, names)
    write(output.about, sentences)


if __name__ == "__main__":
    main(snakemake)
