"""Configs by chance: of a meaning, of none, and hostile."""

import copy
import string

import yaml
from hypothesis import strategies as st

from autogrid.config.settings import schema
from support.workflow import REPOSITORY

SCHEMA = schema(REPOSITORY / "schemas/config.schema.yaml")
CONFIG = yaml.safe_load((REPOSITORY / "config.yaml").read_text())
HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    "a; touch pwned",
    "a b",
    "it's",
    'a"b',
    "../up",
    "/etc/x",
    "a\nb",
    "{x}",
    "",
    "é\0",
]
EXAMPLES = 500


def paths(node, path=()):
    """The paths of all keys and items of a config."""
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from paths(child, (*path, key))


PATHS = sorted(paths(CONFIG), key=str)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(HOSTILE),
    st.dates(),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.integers(), inner, max_size=4),
    max_leaves=8,
)


@st.composite
def mutated(draw):
    """The shipped config with some values replaced, deleted, duplicated or added."""
    config = copy.deepcopy(CONFIG)
    for path in draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3)):
        *parents, key = path
        node = config
        try:
            for parent in parents:
                node = node[parent]
            mutation = draw(st.sampled_from(["replace", "replace", "delete", "add", "repeat"]))
            if mutation == "replace":
                node[key] = draw(values)
            elif mutation == "delete":
                del node[key]
            elif mutation == "repeat" and isinstance(node, list):
                node.append(node[key])
            elif isinstance(node, dict):
                node[draw(st.text(max_size=8))] = draw(values)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier mutation took it away
    return config


@st.composite
def valid(draw):
    """Configs that mean something."""
    config = copy.deepcopy(CONFIG)
    activations = st.sampled_from(["relu", "sigmoid", "tanh", "linear", "softmax"])
    config["grid"] |= {
        "dimension": draw(st.lists(st.integers(1, 784), min_size=1, max_size=5, unique=True)),
        "activation": [
            list(pair)
            for pair in draw(st.lists(st.tuples(activations, activations), min_size=1, max_size=4, unique=True))
        ],
        "seed": draw(st.lists(st.integers(0, 2**31 - 1), min_size=1, max_size=5, unique=True)),
    }
    config["training"] |= {"epochs": draw(st.integers(1, 10**6)), "batch_size": draw(st.integers(1, 10**6))}
    config["dataset"]["name"] = draw(st.text(string.ascii_letters + string.digits, min_size=1, max_size=20))
    config["published"] = draw(st.sampled_from([None, "notebook"]))
    return config
