"""Whatever a config says, it plans a DAG or is refused in a few lines that name the key."""

import copy
import re
import string

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from autogrid.config import grid
from autogrid.config.settings import ConfigError, read, rules
from autogrid.config.suited import suited
from autogrid.data import known
from conftest import REPOSITORY

RULES = rules(REPOSITORY / "schemas/config.schema.yaml")
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


def verdict(config):
    """The message that refuses a config, or none if its grid can be laid out."""
    try:
        config = suited(read(config, RULES), known.look("mnist"), RULES)
    except ConfigError as refusal:
        return str(refusal)
    stems = grid.configurations(config, grid.variants(RULES["properties"]["grid"]))
    assert all(set(stem) <= set(string.ascii_letters + string.digits + "_-.") for stem in stems)
    return None


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(mutated())
def test_a_mutated_config_is_accepted_or_refused_in_lines_that_name_the_key(config):
    message = verdict(config)
    if message is not None:
        first, *lines = message.splitlines()
        assert first == "the config is refused:" and lines
        assert all(len(line) < 600 for line in lines)
        known = {*CONFIG, "the config", "pathvars"}
        assert all(re.match(r"  ([\w ]+)", line)[1] in known for line in lines), lines


@settings(max_examples=100, deadline=None, derandomize=True)
@given(valid())
def test_a_valid_config_is_accepted(config):
    assert verdict(config) is None


@pytest.mark.parametrize("whole", [None, [], "text", 3, [1, 2], {"a": 1}])
def test_a_config_that_is_none_is_refused(whole):
    with pytest.raises(ConfigError, match="the config is refused"):
        read(whole, RULES)
