"""Published errors stand beside what was trained as they were, and nothing else."""

import pytest

from autogrid.config import grid, published
from autogrid.config.settings import read, schema
from autogrid.config.suited import suited
from autogrid.data import known
from support.workflow import REPOSITORY

SCHEMA = schema(REPOSITORY / "schemas/config.schema.yaml")
VARIANTS = grid.variants(SCHEMA["properties"]["grid"])
TABLE = REPOSITORY / "resources/published.csv"


def errors(config, table="notebook"):
    config = read(config | {"published": str(table)}, SCHEMA)
    config = suited(config, known.look(config["dataset"]["name"]), SCHEMA)
    return published.errors_of(grid.configurations(config, VARIANTS), VARIANTS, config, SCHEMA, TABLE)


def test_the_default_grid_has_all_twelve_in_the_order_of_the_table():
    rows = TABLE.read_text().splitlines()[1:]
    assert list(errors({}).values()) == [float(row.rpartition(",")[2]) for row in rows]
    assert len(rows) == 12


@pytest.mark.parametrize(
    ("change", "known"),
    [
        ({"training": {"epochs": 51}}, 0),
        ({"training": {"loss": "mse"}}, 0),
        ({"training": {"batch_size": 128}}, 0),
        ({"training": {"optimizers": {"adam": {"learning_rate": 0.01}}}}, 0),
        ({"split": {"train": 4000}}, 0),
        ({"training": {"optimizers": {"adam": {"beta_1": 0.1}}}}, 0),
        ({"training": {"optimizers": {"sgd": {"momentum": 0.1}}}}, 12),
        ({"training": {"patience": 1}}, 0),
        ({"split": {"shuffle": True}}, 0),
        ({"split": {"test": 500}}, 0),
        ({"split": {"validation": 500}}, 12),
        ({"preprocessing": {"divide_by": 300}}, 0),
        ({"dataset": {"image_shape": [14, 14]}}, 0),
        ({"dataset": {"name": "fashion-mnist"}}, 0),
        ({"grid": {"optimizer": ["sgd", "adam"]}}, 12),
        ({"grid": {"hidden": [[], [64]]}}, 12),
        ({"grid": {"corruption": 0.5}}, 0),
        ({"grid": {"code": "linear"}}, 0),
        ({"grid": {"epochs": [50, 200]}}, 12),
        ({"grid": {"dimension": [2, 3]}}, 3),
        ({"grid": {"seed": [3, 4]}}, 24),
    ],
)
def test_only_cells_of_the_protocol_have_one(change, known):
    assert len(errors(change)) == known


def test_a_table_that_says_nothing_of_the_protocol_is_of_plain_autoencoders(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("encoder,decoder,dimension,published_error\nrelu,sigmoid,8,0.1\n")
    assert errors({"training": {"epochs": 7}}, file) == {"d8_relu-sigmoid_seed0": 0.1}
    assert not errors({"grid": {"hidden": 64}}, file)
