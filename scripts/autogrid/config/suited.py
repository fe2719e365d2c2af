"""Settings that suit the images: a config's nulls become numbers, and settings that do not fit are refused."""

import copy
import json
import math

from autogrid.config import names
from autogrid.config.settings import refused
from autogrid.data import known
from autogrid.model.maps import most_filters

VALIDATION, TEST = 0.1, 0.2  # shares of your own images, where the config names none
STEPS = 10000  # of the optimizer, at most, in a training on them
PATIENT = 500  # steps without a lower validation loss after which a training counts as converged
BATCHES = 20  # at least, per epoch, where there are enough images
SMALLEST, LARGEST = 16, 256  # images in a batch
DRAWN = 2  # test images that are drawn, where the config names none


def suited(config, look, schema):
    """A config (see `settings.read`) in which numbers that suit the images replace every null.

    Data sets that are known by their name get the published protocol, which is in the schema (``published``). Your own
    images are split by shares, and trainings on them run until they have converged: for at most `STEPS` steps, in
    batches that suit the number of images. Values that the config gives are not changed.

    Raises
    ------
    ConfigError
        With one line for everything that does not fit the images.
    """
    config = copy.deepcopy(config)
    if config["dataset"]["name"] in known.SHA256:
        as_published(config, schema)
    try:
        config["dataset"]["image_shape"] = look.shape(config["dataset"]["image_shape"])
        divide(config["split"], look.images)
    except ValueError as error:
        raise refused(error) from None
    config["dataset"]["classes"] = config["dataset"]["classes"] or look.classes
    if config["drawn_images"] is None:
        config["drawn_images"] = list(range(min(DRAWN, config["split"]["test"])))
    validation = config["training"]["validation"]
    validation["images"] = min(validation["images"], config["split"]["validation"])
    train(config["training"], config["grid"], config["split"]["train"])
    if look.white is None:
        config["preprocessing"]["divide_by"] = 1  # of intensities that are stored as floats from 0 to 1
    config["preprocessing"]["divide_by"] = config["preprocessing"]["divide_by"] or look.white
    problems = list(contradictions(config))
    if problems:
        raise refused(*problems)
    return json.loads(json.dumps(config, sort_keys=True))


def as_published(config, schema):
    """Replace each null by its value in the published protocol."""
    for key, rule in schema["properties"].items():
        if "published" in rule and config[key] is None:
            config[key] = rule["published"]
        elif "properties" in rule and isinstance(config.get(key), dict):
            as_published(config[key], rule)


def divide(split, images):
    """Replace shares and nulls by counts; a ValueError that begins with the key if they are too many.

    The split is changed in place; `images` are how many there are to ``train`` and, of their own, for ``validation``
    and ``test``.
    """
    for part in ("train", "validation", "test"):
        if isinstance(split[part], float) and split[part] > 1:
            raise ValueError(f"split.{part}: {split[part]} is neither a count nor a share of the images")
    pool = images["train"]
    if sum(images.values()) < 4:
        raise ValueError(
            f"dataset: {names.count(sum(images.values()), 'image')}: to train, validate and test takes at least 4"
        )
    for part, share in (("test", max(2, count(TEST, pool))), ("validation", VALIDATION)):
        own = images[part]
        split[part] = own or count(share, pool) if split[part] is None else count(split[part], own or pool)
        if own and split[part] > own:
            raise ValueError(f"split.{part}: {split[part]} is more than the {own} {part} images")
    taken = ["train", *(part for part in ("validation", "test") if not images[part])]
    apart = sum(split[part] for part in taken[1:])
    split["train"] = pool - apart if split["train"] is None else count(split["train"], pool)
    if split["train"] < 1 or split["train"] + apart > pool:
        counts = " + ".join(f"{part} {split[part]}" for part in taken)
        raise ValueError(
            f"split: {counts} are more than the {pool} {'training ' if len(taken) < 3 else ''}images available"
        )
    split["shuffle"] = True if split["shuffle"] is None else split["shuffle"]


def count(value, images):
    """A count unchanged, and a share of some images as a count, at least one image."""
    return value if value >= 1 else max(1, round(value * images))


def train(training, grid, images):
    """Replace nulls by a batch size, a number of epochs and, if epochs are not given, a patience.

    Patience needs a validation after every epoch, and no averaged weights; without it, training runs to its end.
    """
    if training["batch_size"] is None:
        some = 2 ** int(math.log2(max(1, images // BATCHES)))
        training["batch_size"] = min(max(some, SMALLEST), LARGEST)
    steps = math.ceil(images / training["batch_size"])  # an epoch
    if training["epochs"] is None:
        averaged = any(training["optimizers"][name].get("use_ema") for name in grid["optimizer"])
        if training["patience"] is None and training["validation"]["every"] == 1 and not (averaged or grid["epochs"]):
            training["patience"] = math.ceil(PATIENT / steps)
        training["epochs"] = math.ceil(STEPS / steps)


def sentences(asked, config):
    """Sentences about the settings chosen for trainings on your own images, by the config before and after `suited`."""
    wanted, found = asked["training"], config["training"]
    if config["dataset"]["name"] in known.SHA256 or not any(wanted[key] is None for key in ("epochs", "batch_size")):
        return
    images = config["split"]["train"]
    steps = math.ceil(images / found["batch_size"])
    said = f"Chosen to suit {names.count(images, 'training image')}: "
    parts = [f"batches of {found['batch_size']}"] if wanted["batch_size"] is None else []
    if wanted["epochs"] is None:
        parts.append(f"at most {found['epochs']:,} epochs ({found['epochs'] * steps:,} steps of the optimizer)")
    if wanted["patience"] is None and found["patience"]:
        parts.append(
            f"and an end as soon as {found['patience']} epochs ({found['patience'] * steps:,} steps) have not lowered "
            "the validation loss; the weights are those of the epoch where it was lowest"
        )
    yield said + ", ".join(parts) + "."


def contradictions(config):
    """One line for each key that does not fit these images."""
    dataset, split, grid = (config[section] for section in ("dataset", "split", "grid"))
    values = math.prod(dataset["image_shape"])
    for dimension in grid["dimension"]:
        if dimension > values and not grid["overcomplete"]:
            what = "pixels" if len(dataset["image_shape"]) == 2 else "values"
            yield (
                f"grid.dimension: {dimension} is more than the {values} {what} of an image, so it compresses "
                "nothing; set grid.overcomplete: true if that is meant"
            )
    for filters in grid["filters"] if "convolutional" in grid["architecture"] else []:
        most = most_filters(dataset["image_shape"])
        if len(filters) > most:
            size = " × ".join(map(str, dataset["image_shape"][:2]))
            allowed = f"take at most {most}" if most else "leave convolutional out of grid.architecture"
            yield (
                f"grid.filters: {filters} ends below one pixel: each convolution halves the {size} pixels of an "
                f"image; {allowed}"
            )
    for images in grid["train"]:
        if images > split["train"]:
            yield f"grid.train: {images} is more than split.train, {split['train']}"
    every = config["training"]["validation"]["every"]
    if config["select"]["axes"] and any(every > epochs for epochs in grid["epochs"] or [config["training"]["epochs"]]):
        yield f"select.axes: no epoch is validated with training.validation.every {every}, and nothing can be selected"
    for index in config["drawn_images"]:
        if index >= split["test"]:
            yield f"drawn_images: {index} is not among the test images 0 … {split['test'] - 1}"
