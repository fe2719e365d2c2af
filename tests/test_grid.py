import pytest
from snakemake.exceptions import WorkflowError

from autogrid.plan import grid
from autogrid.plan.settings import read, rules
from conftest import REPOSITORY

RULES = rules(REPOSITORY / "schemas/config.schema.yaml")
VARIANTS = grid.variants(RULES["properties"]["grid"])
CONFIG = read({}, RULES)
AXES = CONFIG["grid"]


def configurations(axes):
    return grid.configurations(axes, VARIANTS)


def test_grid_order_is_that_of_the_published_table():
    published = (REPOSITORY / "resources/published.csv").read_text().splitlines()[1:]
    cells = [f"{c['encoder']},{c['decoder']},{c['dimension']}" for c in configurations(AXES).values()]
    assert cells == [line.rpartition(",")[0] for line in published]


def test_a_configuration_is_named_by_its_values():
    cells = configurations(AXES)
    assert len(cells) == 12
    assert cells["d64_relu-sigmoid_seed0"] == {
        "dimension": 64,
        "encoder": "relu",
        "decoder": "sigmoid",
        "hidden": [],
        "corruption": 0,
        "optimizer": "adam",
        "seed": 0,
    }


def test_only_what_is_not_plain_is_part_of_a_name():
    more = {"hidden": [[256, 128], []], "corruption": [0.25, 0], "optimizer": ["adadelta", "adam"]}
    cells = configurations(AXES | more)
    assert len(cells) == 8 * 12
    assert next(iter(cells)) == "d2_sigmoid-sigmoid_hidden256-128_noise0.25_adadelta_seed0"
    assert cells["d8_relu-sigmoid_noise0.25_seed0"]["corruption"] == 0.25
    assert configurations(AXES).items() <= cells.items()
    assert grid.line(next(iter(cells.values())), VARIANTS) == {
        "line": "sigmoid → sigmoid, hidden 256-128, noise 0.25, adadelta",
        "pair": "sigmoid → sigmoid",
        "variant": ["hidden 256-128", "noise 0.25", "adadelta"],
    }


def test_an_axis_that_varies_tells_configurations_apart_and_one_that_does_not_is_left_out():
    assert grid.varying(configurations(AXES), VARIANTS) == ["dimension", "encoder", "decoder", "seed"]
    more = configurations(AXES | {"hidden": [[], [64]], "optimizer": ["sgd"]})
    assert grid.varying(more, VARIANTS) == ["dimension", "encoder", "decoder", "hidden", "seed"]


def test_a_training_has_the_settings_of_its_own_optimizer_only():
    training = grid.training(CONFIG, {"optimizer": "sgd"})
    assert training["training"]["optimizers"] == {"sgd": {"learning_rate": 0.01}}


def test_an_unknown_stem_is_refused_by_name():
    with pytest.raises(WorkflowError, match="no configuration is named d63_relu-sigmoid_seed0"):
        grid.named(configurations(AXES), "d63_relu-sigmoid_seed0")


def test_codes_are_drawn_only_for_two_dimensions():
    cells = {stem: {"configuration": cell} | grid.line(cell, VARIANTS) for stem, cell in configurations(AXES).items()}
    assert grid.planar(cells) == [
        "d2_sigmoid-sigmoid_seed0",
        "d2_relu-sigmoid_seed0",
        "d2_sigmoid-relu_seed0",
    ]
    assert "codes" in grid.figures(grid.planar(cells))
    assert "codes" not in grid.figures([])
