"""The reference of every config key, from the schema.

usage: config_reference.py > config.md
"""

from pathlib import Path

import yaml

SCHEMA = Path(__file__).parents[1] / "schemas/config.schema.yaml"
INTRODUCTION = """# Config

Every key with its type, default and allowed values. A config says only what differs; an empty one is the published
protocol. It is a file that is applied on top of `config.yaml`, or an option:

```console
$ snakemake --cores 4 --configfile config/ten-seeds.yaml
$ snakemake --cores 4 --config 'grid={dimension: [3, 5]}' 'training={epochs: 20}'
```

A string that is a number is read as one, and a single value as a list of one; a wrong key or value is refused before
any job. Where a default is null, `published` is its meaning for `mnist` and `fashion-mnist`; for [your own
images](own-images.md) it is chosen to suit them. How to add a key: [extending.md](extending.md). Made from
`schemas/config.schema.yaml` by `make docs`.

| key | type | default | allowed | |
|:----|:-----|:--------|:--------|:-|
"""
BOUNDS = {
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
}


def rows(rules, definitions, path=""):
    """A row of the table for each key below a schema."""
    for key, value in rules["properties"].items():
        value = resolved(value, definitions)
        if "properties" not in value:
            yield [f"`{path}{key}`", kind(value), default(value), allowed(value, definitions), value["description"]]
        elif path == "training.optimizers.":
            names = ", ".join(f"`{name}`" for name in value["propertyNames"]["enum"])
            rate = value["properties"]["learning_rate"]["default"]
            yield [f"`{path}{key}`", "object", f"`{{learning_rate: {rate}}}`", names, value["description"]]
        else:
            yield [f"**`{path}{key}`**", "object", "", "", value["description"]]
            yield from rows(value, definitions, f"{path}{key}.")


def resolved(rules, definitions):
    """A schema together with what it refers to."""
    return definitions.get(rules.get("$ref", "").removeprefix("#/$defs/"), {}) | rules


def kind(rules, plural=""):
    """The type of a key in words."""
    kinds = rules.get("type", "string")
    if isinstance(kinds, list):
        return " or ".join(kind(rules | {"type": one}, plural) for one in kinds)
    if kinds == "array":
        return f"list{plural} of {kind(rules['items'], 's')}"
    return kinds + plural


def default(rules):
    """A default as YAML."""
    if "default" not in rules:
        return ""
    first, *_ = yaml.safe_dump(rules["default"], default_flow_style=True, width=1000).splitlines()
    return f"`{first}`" + (
        f", published: `{yaml.safe_dump(rules['published'], default_flow_style=True).splitlines()[0]}`"
        if "published" in rules
        else ""
    )


def allowed(rules, definitions):
    """The values and bounds of a key, and of the items in it."""
    found = [text.format(rules[name]) for name, text in BOUNDS.items() if name in rules]
    found += [f"`{name}`" for name in rules.get("enum", [])]
    found += [f"`{alias}` for `{name}`" for alias, name in rules.get("aliases", {}).items()]
    if "items" in rules:
        found.append(allowed(resolved(rules["items"], definitions), definitions))
    return ", ".join(filter(None, found))


def reference():
    """The whole page."""
    rules = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    definitions = rules["$defs"]
    table = [" | ".join(row) for row in rows(rules, definitions)]
    settings = [
        f"| `{name}` | {kind(value)} | {allowed(value, definitions)} | {value['description']} |"
        for name, value in definitions["optimizer"]["properties"].items()
    ]
    return (
        INTRODUCTION
        + "\n".join(f"| {row} |" for row in table)
        + "\n\n## Settings of optimizers\n\nThose that are left out have Keras' defaults.\n\n"
        + "| key | type | allowed | |\n|:----|:-----|:--------|:-|\n"
        + "\n".join(settings)
        + "\n"
    )


if __name__ == "__main__":
    print(reference(), end="")
