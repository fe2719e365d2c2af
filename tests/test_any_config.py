"""Whatever a config says, it plans a DAG or is refused in a few lines that name the key."""

import re
import string

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from autogrid.config import grid
from autogrid.config.settings import ConfigError, read
from autogrid.config.suited import suited
from autogrid.data import known
from support.configs import CONFIG, EXAMPLES, SCHEMA, mutated, valid


def verdict(config):
    """The message that refuses a config, or none if its grid can be laid out."""
    try:
        config = suited(read(config, SCHEMA), known.look("mnist"), SCHEMA)
        stems = grid.configurations(config, grid.variants(SCHEMA["properties"]["grid"]))
    except ConfigError as refusal:
        return str(refusal)
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
        read(whole, SCHEMA)
