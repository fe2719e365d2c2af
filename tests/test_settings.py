import copy
import inspect

import keras
import pytest
import yaml
from activations import ACTIVATIONS
from conftest import REPOSITORY
from settings import check

SCHEMA = REPOSITORY / "schemas/config.schema.yaml"
CONFIG = yaml.safe_load((REPOSITORY / "config.yaml").read_text())
RULES = yaml.safe_load(SCHEMA.read_text())


def test_the_shipped_config_is_accepted():
    check(CONFIG, SCHEMA)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("training.epoch", 3, "training: unknown 'epoch' (did you mean 'epochs'?); allowed: optimizers, loss, epochs"),
        ("training.epochs", "many", "training.epochs: 'many' is not of type 'integer'"),
        ("training.epochs", 2.0, "training.epochs: 2.0 is not of type 'integer'"),
        ("training.optimizers.adam.learning_rate", float("nan"), "learning_rate: nan is not of type 'number'"),
        (
            "training.optimizers.adm",
            {},
            "training.optimizers: unknown 'adm' (did you mean 'adam'?); allowed: adadelta, ",
        ),
        ("training.optimizers.adam.rho", 0.9, "training.optimizers.adam: unknown 'rho'; allowed: learning_rate, "),
        (
            "grid.optimizer",
            ["adm"],
            "grid.optimizer: 'adm' (did you mean 'adam'?) has no settings in training.optimizers",
        ),
        ("grid.optimizer", ["sgd"], "grid.optimizer: 'sgd' has no settings in training.optimizers; allowed: adam"),
        ("grid.corruption", [1], "grid.corruption[0]: 1 is greater than or equal to the maximum of 1"),
        ("grid.corruption", [-0.1], "grid.corruption[0]: -0.1 is less than the minimum of 0"),
        ("grid.corruption", 0.5, "grid.corruption: 0.5 is not of type 'array'"),
        ("grid.hidden", [[64, 0]], "grid.hidden[0][1]: 0 is less than the minimum of 1"),
        ("grid.hidden", [64], "grid.hidden[0]: 64 is not of type 'array'"),
        ("training.loss", "mse", "training.loss: unknown 'mse'; allowed: binary_crossentropy"),
        ("grid.activation", [["rely", "relu"]], "grid.activation[0][0]: unknown 'rely' (did you mean 'relu'?)"),
        ("grid.activation", [["relu"]], "grid.activation[0]: ['relu'] is too short"),
        ("grid.dimension", [], "grid.dimension: [] should be non-empty"),
        ("grid.dimension", [2, 2], "grid.dimension: [2, 2] has non-unique elements"),
        ("grid.dimension", [0], "grid.dimension[0]: 0 is less than the minimum of 1"),
        ("grid.dimension", [785], "grid.dimension: 785 is more than the 784 pixels of an image"),
        ("split.train", 5001, "split: train 5001 + validation 55000 are more than the 60000 training images"),
        ("training.validation.images", 55001, "training.validation.images: 55001 is more than split.validation"),
        ("drawn_images", [10000], "drawn_images: 10000 is not among the test images 0 … 9999"),
        ("published", "typo.csv", "published: there is no file typo.csv; name a CSV, or null"),
        ("grid", None, "grid: None is not of type 'object'"),
    ],
)
def test_a_wrong_value_is_refused_in_a_line_that_names_it(path, value, message):
    config = copy.deepcopy(CONFIG)
    *parents, key = path.split(".")
    section = config
    for parent in parents:
        section = section[parent]
    section[key] = value
    with pytest.raises(ValueError) as refusal:
        check(config, SCHEMA)
    lines = str(refusal.value).splitlines()
    assert len(lines) == 2
    assert message in lines[1]


def test_a_code_larger_than_the_image_is_fine_if_said_so():
    check(CONFIG | {"grid": CONFIG["grid"] | {"dimension": [785], "overcomplete": True}}, SCHEMA)


def test_axes_may_be_left_out_unless_their_optimizer_has_no_settings():
    axes = {axis: CONFIG["grid"][axis] for axis in ("dimension", "activation", "seed", "overcomplete")}
    check(CONFIG | {"grid": axes}, SCHEMA)
    with pytest.raises(ValueError, match="grid.optimizer: 'adam' has no settings.*allowed: sgd"):
        check(CONFIG | {"grid": axes, "training": CONFIG["training"] | {"optimizers": {"sgd": {}}}}, SCHEMA)


def test_every_key_is_described():
    def undescribed(schema, path):
        for key, value in schema.get("properties", {}).items():
            if "description" not in value:
                yield f"{path}.{key}"
            yield from undescribed(value, f"{path}.{key}")

    assert not list(undescribed(RULES, "config"))


def test_activations_are_keras_own():
    ours = RULES["$defs"]["activation"]["enum"]
    known = {name for name in keras.src.activations.ALL_OBJECTS_DICT if isinstance(name, str)}
    # glu halves its input and threshold has no default, so neither is an activation of a Dense layer
    assert set(ours) == known - {"glu", "threshold"} == set(ACTIVATIONS)


def test_optimizers_and_their_parameters_are_keras_own():
    for name, rules in RULES["properties"]["training"]["properties"]["optimizers"]["properties"].items():
        known = inspect.signature(type(keras.optimizers.get(name)).__init__).parameters
        assert set(rules["propertyNames"]["enum"]) <= set(known), name
