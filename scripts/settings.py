"""Check a config before any job starts."""

import difflib
import json
import math
import reprlib
from numbers import Real
from pathlib import Path

import jsonschema
import yaml

from scripts.grid import PLAIN


def check(config, schema):
    """Raise a ValueError that names every wrong key, its value and what is allowed.

    Parameters
    ----------
    config : dict
        The merged config.
    schema : str
        Path of the JSON schema (YAML).
    """
    with open(schema) as file:
        validator = Strict(yaml.safe_load(file))
    problems = [describe(error) for error in validator.iter_errors(config)]
    problems = problems or list(contradictions(config))
    if problems:
        raise ValueError("the config is refused:\n  " + "\n  ".join(problems))


def in_order(config):
    """The config with its keys sorted: Snakemake compares params with the order of their keys."""
    return json.loads(json.dumps(config, sort_keys=True))


def is_integer(_, value):
    """YAML's 2.0 is a number, but no count, dimension or seed."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(_, value):
    """A finite number; YAML also writes .nan and .inf."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


Strict = jsonschema.validators.extend(
    jsonschema.Draft202012Validator,
    type_checker=jsonschema.Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": is_integer, "number": is_number}
    ),
)


def describe(error):
    """One line on a schema error: the key, the value found, what is allowed."""
    key = error.json_path.removeprefix("$").removeprefix(".") or "the config"
    if error.validator == "additionalProperties" and isinstance(error.schema[error.validator], bool):
        known = error.schema["properties"]
        unknown = [name for name in error.instance if name not in known]
        return f"{key}: unknown {suggest(unknown, known)}; allowed: {', '.join(known)}"
    if error.validator == "enum":
        return f"{key}: unknown {suggest([error.instance], error.validator_value)}; allowed: " + ", ".join(
            error.validator_value
        )
    return f"{key}: {error.message.replace(repr(error.instance), reprlib.repr(error.instance))}"


def suggest(names, known):
    """Names, each with the known one that was probably meant."""
    close = [(name, difflib.get_close_matches(str(name)[:80], known, n=1)) for name in names]
    return ", ".join(
        f"{reprlib.repr(name)} (did you mean {match[0]!r}?)" if match else reprlib.repr(name) for name, match in close
    )


def contradictions(config):
    """Lines on keys that are fine alone but not together."""
    images, split = config["dataset"]["images"], config["split"]
    pixels = math.prod(config["dataset"]["image_shape"])
    validated = config["training"]["validation"]["images"]
    if split["train"] + split["validation"] > images["train"]:
        yield (
            f"split: train {split['train']} + validation {split['validation']} are more than "
            f"the {images['train']} training images of dataset.images"
        )
    if validated > split["validation"]:
        yield f"training.validation.images: {validated} is more than split.validation, {split['validation']}"
    for dimension in config["grid"]["dimension"]:
        if dimension > pixels and not config["grid"]["overcomplete"]:
            yield (
                f"grid.dimension: {dimension} is more than the {pixels} pixels of an image, so it compresses "
                "nothing; set grid.overcomplete: true if that is meant"
            )
    optimizers = config["training"]["optimizers"]
    for name in config["grid"].get("optimizer", [PLAIN["optimizer"]]):
        if name not in optimizers:
            yield (
                f"grid.optimizer: {suggest([name], optimizers)} has no settings in training.optimizers; "
                f"allowed: {', '.join(optimizers)}"
            )
    if config["published"] and not Path(config["published"]).is_file():
        yield f"published: there is no file {config['published']}; name a CSV, or null"
    for index in config["drawn_images"]:
        if index >= images["test"]:
            yield f"drawn_images: {index} is not among the test images 0 … {images['test'] - 1}"
