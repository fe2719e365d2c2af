import pytest
from snakemake.exceptions import WorkflowError

from autogrid.config import grid
from autogrid.config.configuration import Configuration, Training
from autogrid.config.settings import ConfigError, read, schema
from autogrid.config.suited import suited
from autogrid.data import known
from support.workflow import REPOSITORY

SCHEMA = schema(REPOSITORY / "schemas/config.schema.yaml")
VARIANTS = grid.variants(SCHEMA["properties"]["grid"])


def config_of(**more):
    return suited(read(more, SCHEMA), known.look("mnist"), SCHEMA)


CONFIG = config_of()


def configurations(axes=None, **more):
    return grid.configurations(config_of(grid=axes or {}, **more), VARIANTS)


def lines(cells, **more):
    config = config_of(**more)
    axes = grid.apart(cells, VARIANTS, config)
    return [grid.line(cell, axes, VARIANTS)["line"] for cell in cells.values()]


def test_a_configuration_is_named_by_its_values():
    cells = configurations()
    assert len(cells) == 12
    assert cells["d64_relu-sigmoid_seed0"] == {
        **{"dimension": 64, "encoder": "relu", "decoder": "sigmoid", "code": "relu", "hidden": [], "corruption": 0},
        **{"architecture": "dense", "filters": [], "sparsity": 0, "optimizer": "adam", "learning_rate": 0.001},
        **{"epochs": 50, "train": 5000, "batch_size": 256},
        **{"loss": "binary_crossentropy", "seed": 0},
    }


def test_the_type_of_a_configuration_has_the_axes_of_the_schema():
    cell = next(iter(configurations().values()))
    assert cell.keys() == Configuration.__annotations__.keys()
    assert grid.training(CONFIG, cell).keys() == Training.__annotations__.keys()


def test_only_what_is_not_plain_is_part_of_a_files_name():
    more = {"hidden": [[256, 128], []], "corruption": [0.25, 0], "optimizer": ["adadelta", "adam"]}
    cells = configurations(more)
    assert len(cells) == 8 * 12
    assert next(iter(cells)) == "d2_sigmoid-sigmoid_hidden256-128_noise0.25_adadelta_seed0"
    assert cells["d8_relu-sigmoid_noise0.25_seed0"]["corruption"] == 0.25
    assert configurations().items() <= cells.items()


@pytest.mark.parametrize(
    ("axis", "values", "plain", "word"),
    [
        ("code", ["relu", "linear"], "relu", "code linear"),
        ("learning_rate", [0.001, 0.003], 0.001, "rate 0.003"),
        ("sparsity", [0, 1e-5], 0, "sparsity 1e-05"),
        ("epochs", [50, 200], 50, "epochs 200"),
        ("train", [5000, 1000], 5000, "images 1000"),
        ("batch_size", [256, 64], 256, "batch 64"),
        ("loss", ["bce", "mse"], "binary_crossentropy", "mean_squared_error"),
    ],
)
def test_a_setting_is_an_axis_whose_plain_value_leaves_names_as_they_are(axis, values, plain, word):
    one = {"dimension": 8, "activation": ["relu", "sigmoid"]}
    cells = configurations(one | {axis: values})
    assert list(cells) == ["d8_relu-sigmoid_seed0", f"d8_relu-sigmoid_{word.replace(' ', '')}_seed0"]
    assert cells["d8_relu-sigmoid_seed0"] == configurations(one)["d8_relu-sigmoid_seed0"]
    assert cells["d8_relu-sigmoid_seed0"][axis] == plain
    told = lines(cells)
    assert told[1] == f"relu → sigmoid, {word}"
    assert told[0] != "relu → sigmoid" and str(plain) in told[0]  # where another varies, the plain value is told too


def test_filters_are_an_axis_of_convolutions_only():
    one = {"dimension": 8, "activation": ["relu", "sigmoid"], "architecture": ["dense", "convolutional"]}
    cells = configurations(one | {"filters": [[16, 32], [8]]})
    assert {stem: cell["filters"] for stem, cell in cells.items()} == {
        "d8_relu-sigmoid_seed0": [],
        "d8_relu-sigmoid_convolutional_seed0": [16, 32],
        "d8_relu-sigmoid_convolutional_filters8_seed0": [8],
    }
    for filters in ([[16, 32]], [[8]]):  # that all convolutions have: told in names of files, if they are not plain
        assert lines(configurations(one | {"filters": filters})) == [
            "relu → sigmoid, dense",
            "relu → sigmoid, convolutional",
        ]
    assert lines(cells) == [
        "relu → sigmoid, dense",
        "relu → sigmoid, convolutional, filters 16-32",
        "relu → sigmoid, convolutional, filters 8",
    ]
    assert configurations(one | {"filters": [[8], [16, 32]]}).keys() == cells.keys()


def test_filters_without_convolutions_are_refused():
    with pytest.raises(ConfigError, match="grid.filters: it is only for convolutional in grid.architecture.*add it"):
        configurations({"filters": [8]})


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ({"architecture": "conv"}, "unknown 'conv'.*allowed: dense, convolutional"),
        ({"architecture": "Convolutional"}, "did you mean 'convolutional'"),
        ({"sparsity": -0.1}, r"grid.sparsity\[0\]: -0.1 is less than the minimum of 0"),
        ({"sparsity": float("inf")}, r"grid.sparsity\[0\]"),
        ({"filters": [[8, 0]]}, r"grid.filters\[0\]\[1\]: 0 is less than the minimum of 1"),
        ({"filters": []}, r"grid.filters\[0\]: \[\] should be non-empty"),
    ],
    ids=str,
)
def test_what_no_layer_can_have_is_refused_by_name(axes, message):
    with pytest.raises(ConfigError, match=message):
        configurations(axes)


def test_the_plain_learning_rate_is_that_of_the_optimizer():
    rates = {stem: cell["learning_rate"] for stem, cell in configurations({"optimizer": ["adam", "sgd"]}).items()}
    assert rates["d8_relu-sigmoid_seed0"] == 0.001 and rates["d8_relu-sigmoid_sgd_seed0"] == 0.01
    both = configurations({"optimizer": ["adam", "sgd"], "learning_rate": [0.01]})
    assert "d8_relu-sigmoid_rate0.01_seed0" in both and "d8_relu-sigmoid_sgd_seed0" in both


def test_what_does_not_vary_is_in_no_line():
    cells = configurations({"optimizer": "sgd", "hidden": [[], [64]], "epochs": 7})
    assert set(lines(cells)) == {
        f"{pair}, hidden {hidden}"
        for pair in ("sigmoid → sigmoid", "relu → sigmoid", "sigmoid → relu")
        for hidden in ("none", "64")
    }


def test_two_values_that_mean_the_same_are_refused():
    with pytest.raises(ConfigError, match="has non-unique elements"):
        configurations({"loss": ["mse", "mean_squared_error"]})


def test_a_training_has_the_settings_of_its_own_optimizer_only():
    cell = configurations({"optimizer": "sgd"})["d8_relu-sigmoid_sgd_seed0"]
    config = read({"training": {"optimizers": {"sgd": {"momentum": 0.9}, "adam": {"beta_1": 0.5}}}}, SCHEMA)
    assert grid.training(config, cell)["optimizer"] == {"momentum": 0.9}


def test_an_unknown_stem_is_refused_by_name():
    with pytest.raises(WorkflowError, match="no configuration is named d63_relu-sigmoid_seed0"):
        grid.named(configurations(), "d63_relu-sigmoid_seed0")


def test_codes_are_drawn_only_for_two_dimensions():
    grid_of = configurations()
    names = {stem: grid.line(cell, [], VARIANTS) for stem, cell in grid_of.items()}
    assert grid.planar(grid_of, names) == [
        "d2_sigmoid-sigmoid_seed0",
        "d2_relu-sigmoid_seed0",
        "d2_sigmoid-relu_seed0",
    ]
    assert "codes" in grid.figures(grid.planar(grid_of, names), [], labelled=True)
    assert "codes" not in grid.figures([], [], labelled=True)


def test_an_error_can_be_drawn_against_any_axis_of_numbers():
    cells = configurations({"epochs": [10, 50], "hidden": [[], [64]], "corruption": [0, 0.5]})
    axes = grid.apart(cells, VARIANTS, CONFIG)
    assert grid.numeric(cells, axes) == ["corruption", "epochs"]
    assert "error_against_epochs" in grid.figures([], grid.numeric(cells, axes), labelled=True)
