import pytest
import yaml
from conftest import REPOSITORY
from grid import configuration, configurations, figures, planar, protocol

AXES = yaml.safe_load((REPOSITORY / "config.yaml").read_text())["grid"]


def test_grid_order_is_that_of_the_published_table():
    published = (REPOSITORY / "resources/published.csv").read_text().splitlines()[1:]
    cells = [f"{c['encoder']},{c['decoder']},{c['dimension']}" for c in configurations(AXES).values()]
    assert cells == [line.rpartition(",")[0] for line in published]


def test_a_configuration_is_named_by_its_values():
    grid = configurations(AXES)
    assert len(grid) == 12
    assert grid["d64_relu-sigmoid_seed0"] == {
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
    grid = configurations(AXES | more)
    assert len(grid) == 8 * 12
    assert next(iter(grid)) == "d2_sigmoid-sigmoid_hidden256-128_noise0.25_adadelta_seed0"
    assert grid["d8_relu-sigmoid_noise0.25_seed0"]["corruption"] == 0.25
    plain = configurations(AXES)
    assert plain.items() <= grid.items()
    assert plain == configurations({axis: AXES[axis] for axis in ("dimension", "activation", "seed")})


def test_a_training_has_the_settings_of_its_own_optimizer_only():
    training = {"epochs": 3, "optimizers": {"adam": {"learning_rate": 0.1}, "sgd": {}}}
    assert protocol(training, {"optimizer": "sgd"}) == {"epochs": 3, "optimizers": {"sgd": {}}}


def test_an_unknown_stem_is_refused_by_name():
    with pytest.raises(KeyError, match="d63_relu-sigmoid_seed0"):
        configuration(configurations(AXES), "d63_relu-sigmoid_seed0")


def test_codes_are_drawn_only_for_two_dimensions():
    assert list(planar(configurations(AXES))) == [
        "d2_sigmoid-sigmoid_seed0",
        "d2_relu-sigmoid_seed0",
        "d2_sigmoid-relu_seed0",
    ]
    assert "codes" not in figures(configurations(AXES | {"dimension": [8]}))
