"""What planning knows of the images, before any job: by their name, or by a look at them.

The digest of the images is a param of the rule that prepares them, so whatever path they are at, they are made
into the same files; and when they have changed, all that depends on them is made anew. Snakemake itself cannot
tell: it takes another path for other data, a copy for a change, and an input that is new in every run for a reason
to run all that follows, even if what is made of it is the same bytes. So the images are read while planning, all of
them, to be sure of their digest. That is done once: what was seen is remembered with names, sizes and times of the
files, and as long as these are the same, planning reads no image. A dry run remembers nothing.
"""

import contextlib
import hashlib
import json
from pathlib import Path

from snakemake.logging import logger

from autogrid.config.settings import ConfigError
from autogrid.data import known, memory
from autogrid.data.look import Look

CACHE = ".snakemake/images"  # beside Snakemake's own records, which are deleted together


def look(config, code):
    """A look at the images of a config.

    Parameters
    ----------
    config : dict
        The whole config; what the data say may be null in it.
    code : callable
        Returns a digest of the code that looks: what another version has seen does not count.

    Returns
    -------
    Look

    Raises
    ------
    ConfigError
        If there are no images, or none that can be used.
    """
    dataset = config["dataset"]
    try:
        if dataset["name"] in known.SHA256:
            found = known.look(dataset["name"])
        elif dataset["path"] is None:
            found = declared(config)
        else:
            found = own(config, code)
        check_digest(dataset, found)
        check_classes(dataset["classes"], found)
        return found
    except (OSError, ValueError) as error:
        raise ConfigError(f"the config is refused:\n  dataset.{error}") from None


def own(config, code):
    """A look at images at a path, remembered from now on; a ValueError that begins with the key."""
    version = code()  # whose files are there to import from now on
    try:
        from autogrid.data import collection
    except ImportError as error:  # conda deploys them for jobs, but not for planning
        raise ValueError(
            f"path: planning with images of your own needs {error.name} beside Snakemake: install it"
        ) from None
    try:
        images = collection.at(config["dataset"]["path"])
        stamp, record = [images.stamp(), version], Path(CACHE, f"{digest(config['dataset']['path'])}.json")
        seen = remembered(record, stamp)
        if not seen:
            check_memory(*images.glance(), images.kept(), config)  # an archive or array may promise more than it is
        look = seen or images.look()
        check_memory(*look.glance(), images.kept(), config)
        if not seen:
            remember(record, look, stamp)
        return look
    except (OSError, ValueError) as error:
        raise ValueError(f"path: {error}") from None


def remembered(record, stamp):
    """What was seen when files and code were like this; None if nobody remembers."""
    try:
        stored = json.loads(Path(record).read_text(encoding="utf-8"))
        return Look(**stored["look"]) if stored["stamp"] == stamp else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remember(record, look, stamp):
    """Store what was seen; where that cannot be, the next planning looks again."""
    with contextlib.suppress(OSError):
        Path(record).parent.mkdir(parents=True, exist_ok=True)
        Path(record).write_text(json.dumps({"stamp": stamp, "look": look._asdict()}) + "\n", encoding="utf-8")


def digest(text):
    """A short name for a file about something."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def declared(config):
    """What a config says of images that a rule will make in the place of `fetch`; a ValueError if it does not."""
    dataset, split = config["dataset"], config["split"]
    parts = [split[part] for part in ("train", "validation", "test")]
    if not dataset["image_shape"] or not all(isinstance(part, int) for part in parts):
        raise ValueError(
            f"path: null, and {dataset['name']} is none of the data sets that are found by their names, "
            f"{', '.join(known.SHA256)}: name the folder or file of its images. (If a rule of yours makes them, in "
            "the place of fetch: say dataset.image_shape, and split.train, .validation and .test as counts.)"
        )
    train, validation, test = parts
    return Look(
        sizes=[[*dataset["image_shape"], sum(parts)]],
        colour=False,
        white=255,
        images={"train": train + validation, "test": test},
        classes=[],
        labelled=True,
        sha256=None,
        notes=[],
    )


def check_memory(images, shape, kept, config):
    """Raise a ValueError if so many images of a shape, or an autoencoder of them, are more than memory holds.

    Parameters
    ----------
    images : int
    shape : sequence of int
        Of an image as it is stored.
    kept : int
        Bytes that are in memory beside while images are read.
    config : dict
    """
    wanted, there = needed(images, shape, kept, config), memory.total()
    if wanted > there:
        height, width, *_ = config["dataset"]["image_shape"] or shape
        raise ValueError(
            f"{config['dataset']['path']}: to train on {images:,} images of {height} × {width} pixels takes about "
            f"{memory.readable(wanted)}, and there are {memory.readable(there)} of memory: add a smaller image_shape "
            "to dataset, or take fewer images"
        )


def needed(images, shape, kept, config):
    """About the most memory that a job takes, in bytes; parameters as for `check_memory`."""
    height, width, *_ = config["dataset"]["image_shape"] or shape
    values = height * width * (3 if len(shape) == 3 else 1)
    units = max([*config["grid"]["dimension"], *(layers[0] for layers in config["grid"]["hidden"] if layers)])
    return memory.of_training(images, values, units, kept)


def check_digest(dataset, look):
    """Raise a ValueError if a config pins other images than those that are there."""
    if dataset["sha256"] and look.sha256 and dataset["sha256"] != look.sha256:
        raise ValueError(
            f"sha256: {dataset['sha256']} is pinned, but {dataset['path'] or dataset['name']} has {look.sha256}: "
            "these are other images, or they have changed; get the right ones, or leave sha256 out"
        )


def check_classes(names, look):
    """Raise a ValueError if a config names other than the classes that there are."""
    if names and not look.labelled:
        raise ValueError(f"classes: has {len(names)} names, but the images have no labels: leave it out")
    if names and look.classes and len(names) != len(look.classes):
        raise ValueError(
            f"classes: has {len(names)} names, but there are {len(look.classes)} classes: {', '.join(look.classes)}"
        )


def need_labels(look, dataset):
    """Raise a ConfigError if images have no labels, that says where labels would be."""
    if not look.labelled:
        raise ConfigError(
            f"{dataset['path']} has no labels, which classifiers learn: move the images into a folder for each class, "
            "or store labels as y_train beside x_train; all but `classify` works without"
        )


def warn_of_change(digests, look):
    """Log a warning if results were made from other images than a look shows.

    Parameters
    ----------
    digests : path
        The JSON with the digests of the data that results were made from.
    look : Look
    """
    results = Path(digests).parents[1]
    try:
        digests = json.loads(Path(digests).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    before = digests.get("images") if isinstance(digests, dict) else None
    if look.sha256 and before not in (None, look.sha256):
        logger.warning(
            f"The images are not those that {results} was made from: all that depends on them is computed again. "
            f"(SHA-256 {str(before)[:12]}… then, {look.sha256[:12]}… now; set dataset.sha256 to refuse others.)"
        )
