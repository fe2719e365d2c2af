"""Read a config: natural spellings are understood, mistakes are refused by name, missing keys get their defaults."""

import contextlib
import copy
import difflib
import json
import math
import os
import re
import reprlib
import sys
from numbers import Real

import jsonschema
import yaml
from snakemake.exceptions import WorkflowError

from autogrid.data import known, paths

LARGEST = 2**53  # up to here a float that is a whole number is one exactly
BOOLEANS = {"true": True, "false": False}


class ConfigError(WorkflowError):
    """A config that is refused."""


def refused(*problems):
    """A `ConfigError` with a line for each problem."""
    return ConfigError("\n  ".join(["the config is refused:", *map(str, problems)]))


@contextlib.contextmanager
def refusals():
    """End planning with the message of a ConfigError alone: the line of code that raised it helps nobody."""
    try:
        yield
    except ConfigError as error:
        sys.exit(f"ConfigError:\n{error}")


def schema(file):
    """The JSON schema in a YAML file."""
    with open(file, encoding="utf-8") as file:
        return yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # the fast one, if it was built


def read(config, schema):
    """A config as it is meant, with the schema's default for every missing key.

    The given config is not changed. Configs that mean the same are equal, in the order of their keys too, which
    Snakemake compares.

    Raises
    ------
    ConfigError
        With one line for every wrong key: its value and what is allowed.
    """
    config = meant(config, schema, schema["$defs"])
    problems = [describe(error) for error in Strict(schema).iter_errors(config)]
    problems = problems or list(contradictions(config))
    if problems:
        raise refused(*problems)
    dataset = config["dataset"]
    dataset["name"] = dataset["name"] or (paths.name_of(dataset["path"]) if dataset["path"] else known.DEFAULT)
    return json.loads(json.dumps(config, sort_keys=True))


def meant(value, rules, definitions):
    """A value, and everything in it, as its schema wants it, where that is clear.

    A string that is a number becomes one (``1e-3`` is a string to YAML, as is anything nested on the command line), a
    whole number an integer, a single value a list of one, an alias the value that it stands for, and a number in place
    of a name a string.
    """
    rules = resolved(rules, definitions)
    kinds = rules.get("type", [])
    if value == "null" and "null" in kinds:
        return None
    if "array" in kinds and value is not None and not isinstance(value, dict):
        items = resolved(rules["items"], definitions)
        several = isinstance(value, list) and (items.get("type") != "array" or any(isinstance(v, list) for v in value))
        return [meant(item, items, definitions) for item in (value if several else [value])]
    if isinstance(value, dict):
        properties = rules.get("properties", {})
        return {key: meant(item, properties.get(key, {}), definitions) for key, item in value.items()}
    if isinstance(value, str):
        value = rules.get("aliases", {}).get(value, value)
        if "boolean" in kinds:
            return BOOLEANS.get(value.lower(), value)
    if "string" in kinds and isinstance(value, int) and not isinstance(value, bool):
        return str(value)  # a class that is called 0
    return number(value) if "integer" in kinds or "number" in kinds else value


def resolved(rules, definitions):
    """A schema together with the definition that it refers to."""
    if "$ref" not in rules:
        return rules
    definition = definitions[rules["$ref"].removeprefix("#/$defs/")]
    own = rules.get("properties", {})
    properties = {name: rules | own.get(name, {}) for name, rules in definition.get("properties", {}).items()}
    return definition | rules | ({"properties": properties} if properties else {})


def number(value):
    """A string that is a number as that number, and a whole number as an integer; everything else unchanged."""
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return value
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST else value


def is_integer(_, value):
    """Python's booleans are integers, but not counts, dimensions or seeds."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(_, value):
    """A finite number; YAML also writes .nan and .inf."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def properties(validator, properties, instance, schema):
    """Validate properties, and fill in the defaults of missing ones.

    As https://python-jsonschema.readthedocs.io/en/stable/faq/ does it, and Snakemake's own `validate`.
    """
    if isinstance(instance, dict):
        for name, rules in properties.items():
            if "default" in rules:
                instance.setdefault(name, copy.deepcopy(rules["default"]))
    yield from PLAIN.VALIDATORS["properties"](validator, properties, instance, schema)


SHORT = reprlib.Repr()
SHORT.maxlevel = 1  # what a value holds is shown, and no deeper
PLAIN = jsonschema.Draft202012Validator
TYPES = PLAIN.TYPE_CHECKER.redefine_many({"integer": is_integer, "number": is_number})
Strict = jsonschema.validators.extend(PLAIN, {"properties": properties}, type_checker=TYPES)


def describe(error):
    """One line on a schema error: the key, the value found, what is allowed."""
    key = error.json_path.removeprefix("$").removeprefix(".") or "the config"
    if error.validator == "additionalProperties":
        known = error.schema["properties"]
        unknown = [name for name in error.instance if name not in known]
        return f"{key}: unknown {suggest(unknown, known)}; allowed: {', '.join(known)}"
    if error.validator == "enum":
        known = error.validator_value
        return f"{key}: unknown {suggest([error.instance], known)}; allowed: {', '.join(known)}"
    message = error.message.replace(repr(error.instance), SHORT.repr(error.instance))
    wanted = error.schema.get("description") if error.validator in ("minItems", "maxItems") else None
    return f"{key}: {message}{f'; what belongs there: {wanted}' if wanted else ''}"


def suggest(names, known):
    """Names, each with the known one that was probably meant."""
    by_lower = {name.lower(): name for name in known}
    close = [(name, difflib.get_close_matches(str(name)[:80].lower(), by_lower, n=1)) for name in names]
    return ", ".join(
        f"{SHORT.repr(name)} (did you mean {by_lower[match[0]]!r}?)" if match else SHORT.repr(name)
        for name, match in close
    )


def check_files(files):
    """Read configs strictly; a ConfigError for a duplicate key, or a number that YAML takes for octal.

    Snakemake, like YAML's usual readers, silently keeps the last of two equal keys. Snakemake itself reports missing
    files.
    """
    for file in filter(os.path.isfile, files):
        with open(file, encoding="utf-8") as stream:
            try:
                yaml.load(stream, StrictLoader)
            except StrictError as error:
                raise refused(f"{file}, {error}") from None
            except (yaml.YAMLError, UnicodeDecodeError):
                continue  # no YAML: JSON with tabs, or what Snakemake has refused already


class StrictError(ValueError):
    """YAML that a strict reader refuses."""


class StrictLoader(yaml.SafeLoader):
    """YAML without duplicate keys and without numbers with leading zeros."""

    def construct_mapping(self, node, deep=False):
        lines = {}
        for key, _ in node.value:
            if key.tag == "tag:yaml.org,2002:merge":
                continue
            name = self.construct_object(key, deep=True)
            if name in lines:
                raise StrictError(f"line {key.start_mark.line + 1}: {name} is already in line {lines[name]}")
            lines[name] = key.start_mark.line + 1
        return super().construct_mapping(node, deep)


def integer(loader, node):
    """An integer, unless it begins with a zero."""
    if re.fullmatch(r"[-+]?0[0-9_]+", node.value):
        digits = node.value.lstrip("+-0_") or "0"
        raise StrictError(f"line {node.start_mark.line + 1}: {node.value} is octal to YAML; write {digits}")
    return loader.construct_yaml_int(node)


StrictLoader.add_constructor("tag:yaml.org,2002:int", integer)


def spelling(folder):
    """The canonical spelling of a folder: without ``./`` and a last ``/``, and relative if it is below this one."""
    folder = os.path.normpath(folder)
    below = os.path.relpath(folder)
    return folder if not os.path.isabs(folder) or below.startswith(os.pardir) else below


def contradictions(config):
    """One line for each contradiction between keys, whatever the images are."""
    for name, folder in config["pathvars"].items():
        if folder != spelling(folder):  # Snakemake takes another spelling for another file
            yield f"pathvars.{name}: write {spelling(folder)} for {folder}"
    patience, every = config["training"]["patience"], config["training"]["validation"]["every"]
    if patience and every > 1:
        yield f"training.patience: it needs a validation after every epoch; training.validation.every is {every}"
    for name, optimizer in config["training"]["optimizers"].items():
        if patience and optimizer.get("use_ema"):
            yield f"training.patience: it keeps the weights of an epoch, and not the averages of {name}.use_ema"
        clips = [clip for clip in ("clipnorm", "clipvalue", "global_clipnorm") if clip in optimizer]
        if len(clips) > 1:
            yield f"training.optimizers.{name}: {' and '.join(clips)} are set; Keras takes only one of them"
