import inspect
import re

import keras
import pytest
import yaml

from autogrid.config.settings import ConfigError, check_files, read, schema
from autogrid.model.activations import ACTIVATIONS
from support.workflow import REPOSITORY

SCHEMA = schema(REPOSITORY / "schemas/config.schema.yaml")
CONFIG = yaml.safe_load((REPOSITORY / "config.yaml").read_text())
LOSSES, NAMES = SCHEMA["$defs"]["loss"], SCHEMA["$defs"]["activation"]
OPTIMIZERS = SCHEMA["properties"]["training"]["properties"]["optimizers"]["properties"]


def nested(path, value):
    """A config with one value, by a path such as ``training.epochs``."""
    for key in reversed(path.split(".")):
        value = {key: value}
    return value


def found(config, path):
    """The value at a path of a config as it is read."""
    value = read(config, SCHEMA)
    for key in path.split("."):
        value = value[key]
    return value


def test_an_empty_config_is_what_the_shipped_one_shows():
    defaults = read({}, SCHEMA)
    assert defaults == read(CONFIG, SCHEMA)

    def shows(shown, section):
        return all(
            key in shown and (not isinstance(value, dict) or key == "optimizers" or shows(shown[key], value))
            for key, value in section.items()
            if value != []  # that follow from others: a comment names them
        )

    assert shows(CONFIG | {"pathvars": {}}, defaults)


OVERLAYS = [file for pattern in ("config/*.yaml", "examples/*/*.yaml") for file in REPOSITORY.glob(pattern)]


@pytest.mark.parametrize("file", [file for file in OVERLAYS if not file.is_symlink()], ids=lambda file: file.stem)
def test_another_config_says_only_what_differs(file):
    def repeats(config, default, path):
        for key, value in config.items():
            if isinstance(value, dict):
                yield from repeats(value, default.get(key, {}), f"{path}.{key}")
            elif key in default and default[key] == value:
                yield f"{path}.{key}"

    assert list(repeats(yaml.safe_load(file.read_text()), read({}, SCHEMA), file.name)) == []


@pytest.mark.parametrize(
    ("path", "written", "meant"),
    [
        ("grid.dimension", ["3", "16"], [3, 16]),
        ("grid.dimension", 8, [8]),
        ("grid.dimension", "8", [8]),
        ("grid.activation", ["relu", "sigmoid"], [["relu", "sigmoid"]]),
        ("grid.activation", [["swish", "sigmoid"]], [["silu", "sigmoid"]]),
        ("grid.hidden", [256, "128"], [[256, 128]]),
        ("grid.hidden", 64, [[64]]),
        ("grid.hidden", [], [[]]),
        ("grid.hidden", [[], 64], [[], [64]]),
        ("grid.corruption", 0.0, [0]),
        ("grid.overcomplete", "true", True),
        ("training.epochs", "1e2", 100),
        ("training.epochs", 5.0, 5),
        ("training.optimizers.adam.learning_rate", "1e-3", 0.001),
        ("training.optimizers.sgd.nesterov", "False", False),
        ("training.loss", "mse", "mean_squared_error"),
        ("training.loss", "BCE", "binary_crossentropy"),
        ("preprocessing.divide_by", 128.0, 128),
        ("drawn_images", 3, [3]),
        ("rates.bits", "4", [4]),
        ("published", "null", None),
        ("training.patience", "5", 5),
        ("training.patience", "null", None),
    ],
)
def test_values_are_understood_as_people_write_them(path, written, meant):
    value = found(nested(path, written), path)
    assert value == meant
    assert repr(value) == repr(meant)  # 5.0 == 5, but Snakemake would rerun


def test_what_people_wrote_is_not_changed():
    config = nested("grid.dimension", "8")
    read(config, SCHEMA)
    assert config == nested("grid.dimension", "8")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("training.epoch", 3, "training: unknown 'epoch' (did you mean 'epochs'?); allowed: optimizers, loss, epochs"),
        ("training.epochs", "many", "training.epochs: 'many' is not of type 'integer'"),
        ("training.epochs", 2.5, "training.epochs: 2.5 is not of type 'integer'"),
        ("training.epochs", "nan", "training.epochs: nan is not of type 'integer'"),
        ("training.epochs", True, "training.epochs: True is not of type 'integer'"),
        ("training.epochs", [3], "training.epochs: [3] is not of type 'integer'"),
        ("dataset.image_shape", 32, "[32] is too short; what belongs there: Height and width in pixels"),
        ("training.optimizers.adam.learning_rate", float("nan"), "learning_rate: nan is not of type 'number'"),
        ("training.optimizers.adm", {}, "training.optimizers: unknown 'adm' (did you mean 'adam'?); allowed: adadelta"),
        ("training.optimizers.adam.rho", 0.9, "training.optimizers.adam: unknown 'rho'"),
        ("training.optimizers.adam.lr", 0.9, "training.optimizers.adam: unknown 'lr'; allowed: learning_rate, "),
        ("training.optimizers.adam.beta_1", 2, "adam.beta_1: 2 is greater than or equal to the maximum of 1"),
        ("training.optimizers.adam.epsilon", -1, "adam.epsilon: -1 is less than or equal to the minimum of 0"),
        ("training.optimizers.adam.clipnorm", -1, "adam.clipnorm: -1 is less than or equal to the minimum of 0"),
        ("training.optimizers.adam.amsgrad", 7, "adam.amsgrad: 7 is not of type 'boolean'"),
        ("training.optimizers.adam.weight_decay", True, "adam.weight_decay: True is not of type 'number'"),
        ("training.optimizers.adam.ema_momentum", 2, "adam.ema_momentum: 2 is greater than the maximum of 1"),
        ("training.optimizers.lion.beta_1", 0, "lion.beta_1: 0 is less than or equal to the minimum of 0"),
        (
            "training.optimizers.sgd",
            {"clipnorm": 1, "clipvalue": 1},
            "sgd: clipnorm and clipvalue are set; Keras takes",
        ),
        ("grid.optimizer", ["adm"], "grid.optimizer[0]: unknown 'adm' (did you mean 'adam'?); allowed: adadelta"),
        ("grid.optimizer", "Adam", "grid.optimizer[0]: unknown 'Adam' (did you mean 'adam'?)"),
        ("grid.corruption", [1], "grid.corruption[0]: 1 is greater than or equal to the maximum of 1"),
        ("grid.corruption", [-0.1], "grid.corruption[0]: -0.1 is less than the minimum of 0"),
        ("grid.hidden", [[64, 0]], "grid.hidden[0][1]: 0 is less than the minimum of 1"),
        ("training.loss", "msee", "training.loss: unknown 'msee'"),
        ("training.loss", "Hinge", "training.loss: unknown 'Hinge' (did you mean 'hinge'?); allowed: binary_crossentr"),
        ("grid.activation", [["rely", "relu"]], "grid.activation[0][0]: unknown 'rely' (did you mean 'relu'?)"),
        ("grid.activation", [["Relu", "relu"]], "grid.activation[0][0]: unknown 'Relu' (did you mean 'relu'?)"),
        ("grid.activation", [["relu"]], "grid.activation[0]: ['relu'] is too short"),
        ("grid.activation", "relu", "grid.activation[0]: ['relu'] is too short"),
        ("grid.dimension", [], "grid.dimension: [] should be non-empty"),
        ("grid.dimension", [2, "2"], "grid.dimension: [2, 2] has non-unique elements"),
        ("grid.dimension", [0], "grid.dimension[0]: 0 is less than the minimum of 1"),
        (
            "training",
            {"patience": 5, "validation": {"every": 2}},
            "training.patience: it needs a validation after every",
        ),
        ("training", {"patience": 5, "optimizers": {"adam": {"use_ema": True}}}, "training.patience: it keeps the"),
        ("training.patience", 0, "training.patience: 0 is less than the minimum of 1"),
        ("rates.bits", [4, 0], "rates.bits[1]: 0 is less than the minimum of 1"),
        ("rates.bits", 17, "rates.bits[0]: 17 is greater than the maximum of 16"),
        ("rates.qualities", [96], "rates.qualities[0]: 96 is greater than the maximum of 95"),
        ("grid", None, "grid: None is not of type 'object'"),
        ("grid", 3, "grid: 3 is not of type 'object'"),
    ],
)
def test_a_wrong_value_is_refused_in_a_line_that_names_it(path, value, message):
    with pytest.raises(ConfigError) as refusal:
        read(nested(path, value), SCHEMA)
    lines = str(refusal.value).splitlines()
    assert len(lines) == 2, lines
    assert message in lines[1]


def test_every_key_is_described_and_has_a_default():
    without_default = {"pathvars.results", "pathvars.resources", "pathvars.logs"}  # Snakemake has it

    def keys(schema, path=""):
        for key, value in schema.get("properties", {}).items():
            yield path + key, value
            yield from keys(value, f"{path}{key}.")

    for path, rule in keys(SCHEMA | {"$defs": {}}):
        if not path.startswith("training.optimizers."):
            assert "description" in rule, path
            assert "default" in rule or path in without_default, path


def keras_names(objects):
    """Keras' functions by their string names, those of classes left out."""
    return {name: value for name, value in objects.items() if isinstance(name, str) and inspect.isfunction(value)}


def test_activations_and_their_aliases_are_keras_own():
    known = keras_names(keras.src.activations.ALL_OBJECTS_DICT)
    # glu halves its input and threshold has no default, so neither is an activation of a Dense layer
    assert set(known) - {"glu", "threshold"} == {*NAMES["enum"], *NAMES["aliases"]}
    assert set(NAMES["enum"]) == set(ACTIVATIONS)
    assert all(known[alias] is known[name] for alias, name in NAMES["aliases"].items())


def test_losses_and_their_aliases_are_keras_own():
    known = keras_names(keras.src.losses.ALL_OBJECTS_DICT)
    assert {*LOSSES["enum"], *LOSSES["aliases"]} <= set(known)
    assert all(known[alias] is known[name] for alias, name in LOSSES["aliases"].items())
    aliases = {name for name, loss in known.items() if loss.__name__ in LOSSES["enum"]} - set(LOSSES["enum"])
    assert aliases == set(LOSSES["aliases"])


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_optimizers_their_parameters_and_default_rates_are_keras_own(name):
    known = inspect.signature(type(keras.optimizers.get(name)).__init__).parameters
    parameters = OPTIMIZERS[name]["propertyNames"]["enum"]
    assert set(parameters) <= set(known)
    assert set(parameters) <= set(SCHEMA["$defs"]["optimizer"]["properties"])
    assert found({}, f"training.optimizers.{name}.learning_rate") == known["learning_rate"].default


def test_an_optimizer_takes_whole_numbers_where_keras_wants_fractions():
    from autogrid.model.training import make_optimizer

    for name in OPTIMIZERS:
        momentum = {"momentum": 1} if "momentum" in OPTIMIZERS[name]["propertyNames"]["enum"] else {}
        assert make_optimizer(name, 1, {"weight_decay": 0} | momentum).learning_rate == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grid:\n  seed: [0]\n  dimension: [2]\n  seed: [1]\n", "line 4: seed is already in line 2"),
        ("grid: {seed: [0], seed: [0]}\n", "line 1: seed is already in line 1"),
        ("grid:\n  seed: [010]\n", "line 2: 010 is octal to YAML; write 10"),
        ("grid: {seed: [08]}\n", None),
        ("a: &a {b: 1}\nc: {<<: *a, b: 2}\n", None),
        ("a: 0\nb: 0.5\nc: [0x10]\n", None),
    ],
)
def test_configs_are_read_strictly(tmp_path, text, said):
    file = tmp_path / "config.yaml"
    file.write_text(text)
    if said is None:
        check_files([file, tmp_path / "missing.yaml"])
        return
    with pytest.raises(ConfigError, match=re.escape(f"{file}, {said}")):
        check_files([file])


@pytest.mark.parametrize("folder", ["results/", "./results", "a//b", "a/../b", "{here}/results"])
def test_a_folder_has_one_spelling(tmp_path, monkeypatch, folder):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="pathvars.results: write (results|a/b|b) for "):
        read({"pathvars": {"results": folder.format(here=tmp_path)}}, SCHEMA)
    read({"pathvars": {"results": "/scratch/somebody/results"}}, SCHEMA)
