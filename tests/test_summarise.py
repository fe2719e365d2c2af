from autogrid.measure.summary import summarise
from summarise import as_notebook


def cell(dimension, encoder, error, hidden=(), corruption=0, optimizer="adam"):
    return {
        "configuration": {
            "dimension": dimension,
            "encoder": encoder,
            "decoder": "sigmoid",
            "hidden": list(hidden),
            "corruption": corruption,
            "optimizer": optimizer,
            "seed": 0,
        },
        "compression_ratio": dimension / 784,
        "error": error,
        "mse": 0.1,
        "psnr": 10,
        "dead_outputs": 0,
        "collapsed_codes": 0,
        "parameters": 1,
        "model_sha256": "0",
    }


METRICS = {"b": cell(8, "relu", 0.2), "a": cell(2, "relu", 0.3), "c": cell(2, "tanh", 0.4)}
PUBLISHED = [
    {"encoder": "relu", "decoder": "sigmoid", "dimension": 2, "published_error": 0.31},
    {"encoder": "relu", "decoder": "sigmoid", "dimension": 8, "published_error": 0.21},
]


def test_rows_keep_grid_order_and_meet_their_published_error():
    table = summarise(METRICS, PUBLISHED)
    assert table.index.tolist() == ["b", "a", "c"]
    assert table["published_error"].fillna(-1).tolist() == [0.21, 0.31, -1]
    required = ["dimension", "encoder", "decoder", "seed", "compression_ratio", "error", "mse", "published_error"]
    assert set(required) <= set(table.columns)


def test_the_notebooks_table_has_a_block_per_pair_and_a_column_per_dimension():
    lines = {stem: {"line": stem != "c", "variant": [], **METRICS[stem]} for stem in METRICS}
    first, second = as_notebook(summarise(METRICS, PUBLISHED), lines).split("## ")[1:]
    assert first.startswith("Encoder: relu | Decoder: sigmoid")
    assert "| d' = 8   | d' = 2   |" in first
    assert "| error, seed 0   | 0.2000   | 0.3000   |" in first
    assert "published" not in second


def test_published_errors_stand_beside_what_was_published_only():
    cells = {
        "plain": cell(2, "relu", 0.3, optimizer="adadelta"),
        "deep": cell(2, "relu", 0.2, hidden=[64], optimizer="adadelta"),
        "noise": cell(2, "relu", 0.2, corruption=0.5, optimizer="adadelta"),
        "other": cell(2, "relu", 0.2),
    }
    table = summarise(cells, PUBLISHED)
    assert table["published_error"].fillna(-1).tolist() == [0.31, -1, -1, -1]
    lines = {stem: {"line": stem, "variant": [stem, "adadelta"], **cells[stem]} for stem in cells}
    headings = [block.partition("\n")[0] for block in as_notebook(table, lines).split("## ")[1:]]
    assert headings == [f"Encoder: relu | Decoder: sigmoid | {stem} | adadelta" for stem in cells]
