"""Facts about the images, found while planning, before any job: by their name, or by a look at them.

The digest of the images is a param of the rule that prepares them, so they become the same files whatever their path
is, and everything that depends on them is recomputed when they have changed. Snakemake itself cannot tell: it takes
another path for other data, a copy for a change, and an input that is new in every run for a reason to run everything
that follows, even if the result has the same bytes. So planning reads all images, to be sure of their digest. It does
so once: the result is remembered with the names, sizes and times of the files, and as long as these are the same,
planning reads no image.
"""

import contextlib
import hashlib
import json
import math
import time
from pathlib import Path

from snakemake.logging import logger

from autogrid.config.settings import ConfigError, refused
from autogrid.data import known, memory
from autogrid.data.look import PARTS, Look
from autogrid.data.paths import expanded, is_inside
from autogrid.model.maps import maps
from autogrid.provenance import records

LARGEST_BATCH = 256  # where the config names none, see `suited.train`

CACHE = ".snakemake/images"  # beside Snakemake's own records, which are deleted together
MANY = 1000  # images that take more than a moment to read
PAUSE = 5  # seconds between messages on progress


def look(config, code):
    """A look at the images of a config, in which everything that follows from them may be null.

    `code` returns a digest of the code that looks: a look by another version does not count. A ConfigError if there are
    no images, or none that can be used.
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
        raise refused(f"dataset.{error}") from None


def own(config, code):
    """A look at images at a path, remembered from now on; a ValueError that begins with the key."""
    version = code()  # whose files are there to import from now on
    try:
        from autogrid.data import collection, folders, intensities
    except ImportError as error:  # conda deploys them for jobs, but not for planning
        raise ValueError(
            f"path: planning with your own images needs {error.name} in addition to Snakemake: install it"
        ) from None
    dataset = config["dataset"]
    try:
        stamp = [collection.stamp(dataset["path"]), version, dataset["skip_unreadable"]]
        record = Path(CACHE, f"{hashlib.sha256(dataset['path'].encode()).hexdigest()}.json")
        look = seen = remembered(record, stamp)
        if not seen:
            images = collection.at(dataset["path"], dataset["skip_unreadable"])
            number, shape = images.glance()
            check_memory(number, shape, images.kept(), config)  # an archive or array may promise more than it is
            look = images.look(Progress(dataset["path"]))
        number, shape = look.glance()
        check_memory(number, shape, look.kept, config)
        divide_by = config["preprocessing"]["divide_by"] or look.white
        intensities.check(look.low, look.high, look.contrast, divide_by)
        if not seen:
            remember(record, look, stamp)
        return look
    except (OSError, ValueError) as error:
        raise ValueError(f"path: {folders.shown(str(error))}") from None


class Progress:
    """Says that many images are being read, and every few seconds how many are done, because it may take minutes."""

    def __init__(self, path):
        self.path, self.said = path, time.monotonic()

    def __call__(self, done, number):
        if (done == 1 and number > MANY) or (done < number and time.monotonic() - self.said > PAUSE):
            logger.info(f"Reading {self.path}: {done:,} of {number:,} images.")
            self.said = time.monotonic()


def remembered(record, stamp):
    """The look at the same files by the same code, if it was remembered; else None."""
    try:
        stored = json.loads(Path(record).read_text(encoding="utf-8"))
        return Look(**stored["look"]) if stored["stamp"] == stamp else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remember(record, look, stamp):
    """Store a look; where that is impossible, the next planning looks again."""
    with contextlib.suppress(OSError):
        Path(record).parent.mkdir(parents=True, exist_ok=True)
        Path(record).write_text(json.dumps({"stamp": stamp, "look": look._asdict()}) + "\n", encoding="utf-8")


def declared(config):
    """The look that a config declares for images that a rule will make in place of `fetch`, or a ValueError."""
    dataset, split = config["dataset"], config["split"]
    parts = [split[part] for part in PARTS]
    wanted = {"dataset.image_shape": bool(dataset["image_shape"])}
    wanted |= {f"split.{name} as a count": isinstance(part, int) for name, part in zip(PARTS, parts)}
    missing = [name for name, is_there in wanted.items() if not is_there]
    if missing:
        raise ValueError(
            f"path: null, and {dataset['name']} is not one of the data sets that are known by name, "
            f"{', '.join(known.SHA256)}: name the folder or file of its images; or, if a rule of yours makes them in "
            f"place of fetch, set what is missing for that: {', '.join(missing)}"
        )
    train, validation, test = parts
    images = {"train": train + validation, "validation": 0, "test": test}
    return Look(sizes=[[*dataset["image_shape"], sum(parts)]], images=images, low=None)


def check_memory(images, shape, kept, config):
    """Raise a ValueError if that many images, or an autoencoder for them, do not fit into memory.

    The shape is that of a stored image; `kept` bytes are in memory, too, while images are read.
    """
    wanted, there = needed(images, shape, kept, config), memory.total()
    if wanted > there:
        height, width, *_ = config["dataset"]["image_shape"] or shape
        raise ValueError(
            f"{config['dataset']['path']}: training on {images:,} images of {height} × {width} pixels takes about "
            f"{memory.readable(wanted)}, but there are {memory.readable(there)} of memory: add a smaller image_shape "
            "to dataset, or take fewer images"
        )


def needed(images, shape, kept, config):
    """About the most bytes that a job takes: to read images, to train on them, or to find their components.

    While images are read and split, they are in memory twice, at four bytes per value if they have more than eight
    bits; a training holds them as floats in addition to the bytes. Components are found from a matrix of all pairs of
    values, or of images where these are fewer. A layer has weights, their gradients, and an optimizer's two moments.
    Feature maps are held with their gradients, and as the matrix that a convolution multiplies. Layers and feature maps
    count twice, for the encoder and the decoder. Parameters as for `check_memory`.
    """
    height, width, *_ = config["dataset"]["image_shape"] or shape
    channels = 3 if len(shape) == 3 else 1
    values = height * width * channels
    weights, maps = largest((height, width, channels), config)
    return kept + 8 * images * values + 12 * min(images, values) * values + 2 * 4 * (5 * weights + 3 * maps)


def largest(shape, config) -> tuple[int, int]:
    """The most weights that a layer of a grid has, and the most values in all feature maps of a batch."""
    grid, training = config["grid"], config["training"]
    batch = max([training["batch_size"] or LARGEST_BATCH, *grid["batch_size"]])
    units = max([*grid["dimension"], *(layers[0] for layers in grid["hidden"] if layers)])
    dense = [math.prod(shape)] if "dense" in grid["architecture"] else []
    convolved = [maps(shape, filters) for filters in grid["filters"] if "convolutional" in grid["architecture"]]
    weights = units * max([*dense, *(math.prod(sizes[-1]) for sizes in convolved)])
    return weights, batch * max((sum(map(math.prod, sizes[1:])) for sizes in convolved), default=0)


def check_digest(dataset, look):
    """Raise a ValueError if a config pins images other than these."""
    if dataset["sha256"] and look.sha256 and dataset["sha256"] != look.sha256:
        raise ValueError(
            f"sha256: {dataset['sha256']} is pinned, but {dataset['path'] or dataset['name']} has {look.sha256}: "
            "these are other images, or they have changed; get the right ones, or leave sha256 out"
        )


def check_classes(names, look):
    """Raise a ValueError if a config names classes other than those of the images."""
    if names and not look.labelled:
        raise ValueError(f"classes: has {len(names)} names, but the images have no labels: leave it out")
    if names and look.classes and len(names) != len(look.classes):
        raise ValueError(
            f"classes: has {len(names)} names, but there are {len(look.classes)} classes: {', '.join(look.classes)}"
        )


def need_labels(look, dataset):
    """Raise a ConfigError that says where labels would be, if images have none."""
    if not look.labelled:
        raise ConfigError(
            f"{dataset['path']} has no labels, which classifiers learn: move the images into a folder for each class, "
            "or store labels as y_train beside x_train; everything but `classify` works without them"
        )


def need_inside(path):
    """Raise a ConfigError if images are outside of this folder, so that a bundle of it cannot have them."""
    if not is_inside(expanded(path)):
        raise ConfigError(
            f"{path} is outside of this folder, and a bundle has only files inside it: copy the images to a folder in "
            "here and name that as dataset.path; nothing is trained again"
        )


def warn_of_change(digests, look):
    """Log a warning if results, by the JSON with digests of their data, are from images other than those of a look."""
    results = Path(digests).parents[1]
    try:
        before = records.read(digests).get("images")
    except (OSError, ValueError):
        return
    if look.sha256 and before not in (None, look.sha256):
        logger.warning(
            f"The images are not those of the results in {results}: everything that depends on them is computed "
            f"again. (SHA-256 {str(before)[:12]}… then, {look.sha256[:12]}… now; set dataset.sha256 to refuse others.)"
        )
