from autogrid.measure.summary import COLUMNS, summarise
from summarise import as_notebook


def cell(dimension, encoder, error, variant=None, published=None):
    configuration = {"dimension": dimension, "encoder": encoder, "decoder": "sigmoid", "hidden": [], "seed": 0}
    line = ", ".join([f"{encoder} → sigmoid", *(variant or {}).values()])
    return {
        "configuration": configuration,
        "line": line,
        "variant": variant or {},
        "published_error": published,
        "code_size": dimension / 784,
        "compression_ratio": 784 / dimension,
        "error": error,
        "psnr": None,
        "model_sha256": "0",
    }


CELLS = {
    "b": cell(8, "relu", 0.2, published=0.21),
    "a": cell(2, "relu", 0.3),
    "c": cell(2, "tanh", 0.4, {"corruption": "noise 0.5"}),
}


def test_rows_keep_grid_order_and_meet_their_published_error():
    table = summarise(CELLS)
    assert table.index.tolist() == ["b", "a", "c"]
    assert table["published_error"].fillna(-1).tolist() == [0.21, -1, -1]
    assert list(table.columns) == [*CELLS["a"]["configuration"], *COLUMNS]


def test_measures_on_noisy_images_have_columns_of_their_own():
    noisy = {"noisy": {"0.5": {"error": 0.3, "mse": 0.03}}}
    table = summarise({"a": cell(2, "relu", 0.2) | noisy})
    assert table.loc["a", ["error_noise_0.5", "mse_noise_0.5"]].tolist() == [0.3, 0.03]


def test_the_notebooks_table_has_a_block_per_line_and_a_column_per_dimension():
    first, second = as_notebook(summarise(CELLS), CELLS).split("## ")[1:]
    assert first.startswith("Encoder: relu | Decoder: sigmoid\n")
    assert "| d' = 8   | d' = 2   |" in first
    assert "| error, seed 0   | 0.2000   | 0.3000   |" in first
    assert "| published error | 0.2100   |          |" in first
    assert second.startswith("Encoder: tanh | Decoder: sigmoid | noise 0.5\n")
    assert "published" not in second
