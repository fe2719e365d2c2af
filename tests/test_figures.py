"""Figures of many lines: what can be told apart in them."""

import numpy as np
import pandas as pd
import pytest

import plot_codes
import plot_error_against
from autogrid.draw import lines, style
from autogrid.model import numpy_model
from support.workflow import SMALL


def grid(pairs, dimensions, rates=(0.001, 0.01)):
    """Cells as in ``grid.json``, on lines along the learning rate, and their table of runs."""
    cells = {
        f"{pair} {d} {rate}": {
            "configuration": {"dimension": d},
            "pair": pair,
            "variant": {"learning_rate": f"learning rate {rate}"},
        }
        for pair in pairs
        for d in dimensions
        for rate in rates
    }
    cells = plot_error_against.lines_along(cells, "learning_rate")
    runs = [
        {"stem": stem, "line": cell["line"], "dimension": cell["configuration"]["dimension"], "seed": 0}
        | {"learning_rate": float(stem.split()[-1]), "error": 1 / (number + 1), "mse": 0.1}
        for number, (stem, cell) in enumerate(cells.items())
    ]
    return cells, pd.DataFrame(runs)


@pytest.mark.parametrize(
    ("pairs", "dimensions", "panels", "lines_in_each"),
    [(["a", "b"], [2, 8], 2, 4), (["a", "b"], [2, 4, 8, 16, 32], 4, 5), (list("abcde"), [2, 8], 10, 2)],
)
def test_lines_along_an_axis_have_panels_where_they_are_too_many(pairs, dimensions, panels, lines_in_each):
    cells, runs = grid(pairs, dimensions)
    fig = plot_error_against.plot(runs, "learning_rate", "learning rate", cells)
    assert len(fig.axes) == panels
    for axes in fig.axes:
        named = [line for line in axes.lines if not line.get_label().startswith("_")]
        looks = {(line.get_color(), line.get_marker(), line.get_linestyle()) for line in named}
        assert len(looks) == len(named) == lines_in_each
    if panels > 2:
        assert len({axes.get_ylim() for axes in fig.axes[: panels // 2]}) == 1  # they can be compared


def test_lines_beside_each_other_stay_near_their_place():
    runs = pd.DataFrame([{"line": f"line {i}", "dimension": d, "error": 1.0} for i in range(40) for d in (1, 100)])
    axes = style.figure(5, 5).subplots()
    lines.draw(axes, runs, "error", {f"line {i}": {"color": "black"} for i in range(40)})
    places = np.array([line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 2])
    assert len(set(places)) >= 40 and np.abs(np.log(places)).max() < 0.025 * np.log(100)


@pytest.mark.parametrize(
    ("activation", "low", "high"),
    [("sigmoid", 0, 1), ("tanh", -1, 1), ("relu", 0, np.inf), ("linear", -np.inf, np.inf), ("softmax", 0, 1)],
)
def test_the_plane_has_no_codes_that_an_activation_cannot_have(activation, low, high):
    assert plot_codes.reach(activation) == pytest.approx((low, high), abs=1e-9)
    middle = 0.5 if activation != "relu" else 0.0
    bounds = plot_codes.window(np.full((100, 2), middle) + np.linspace(0, 1e-3, 100)[:, None], [0, 1], activation)
    assert (bounds >= low - 1e-9).all() and (bounds <= high + 1e-9).all()
    assert (bounds[:, 1] - bounds[:, 0] > 0.9).all()  # of inactive units


def test_planes_of_many_lines_have_rows():
    random = np.random.default_rng(0)
    images = random.random((50, 16)).astype(np.float32)

    def layers(shape):
        return numpy_model.Layers([numpy_model.Dense(random.normal(size=shape), np.zeros(shape[1]), "sigmoid")])

    autoencoders = {f"line {i}": numpy_model.Autoencoder(layers((16, 2)), layers((2, 16))) for i in range(6)}
    fig = plot_codes.plot(autoencoders, images, np.arange(50) % 3, (4, 4), ["a", "b", "c"])
    assert len(fig.axes) == 2 * 6
    assert fig.get_figwidth() < 16
    titles = [axes.get_title().split("\n")[0] for axes in fig.axes if axes.get_title()]
    assert titles == list(autoencoders)
    for plane, decoded in zip(fig.axes[:4], fig.axes[4:8]):
        assert plane.get_xlim() == decoded.get_xlim() and plane.get_ylim() == decoded.get_ylim()


def test_figures_are_made_as_pdf_too_if_the_config_asks_and_verified_like_any_output(rerun):
    rerun.append(SMALL, "pdf: true\n")
    rerun.snakemake()
    before = rerun.files("figures/*")
    pdfs, pngs = ([name for name in before if name.endswith(form)] for form in (".pdf", ".png"))
    assert pdfs == [name.replace(".png", ".pdf") for name in pngs]
    for name in pdfs:
        assert before[name].startswith(b"%PDF")
        assert b"CreationDate" not in before[name] and b"/Type3" not in before[name], name
    gallery, changed = (rerun.folder / f"results/figures/{name}.pdf" for name in ("gallery", "error"))
    gallery.unlink()
    assert rerun.planned() == {"plot_gallery": 1, "write_report": 1}
    rerun.snakemake()
    assert rerun.files("figures/*") == before
    changed.write_bytes(changed.read_bytes() + b"% changed\n")
    done = rerun.snakemake("verify", check=False)
    assert done.returncode
    wrong = [line for line in done.said.splitlines() if ": WRONG" in line]
    assert len(wrong) == 1 and "error.pdf has '% changed" in wrong[0], wrong


@pytest.mark.parametrize(
    ("pairs", "variants", "columns", "rows"), [(3, 2, 3, 2), (6, 1, 6, 1), (7, 1, 4, 2), (1, 5, 4, 2)]
)
def test_panels_are_in_a_column_for_each_pair_or_where_these_are_many_in_reading_order(pairs, variants, columns, rows):
    cells = {
        f"{pair} {variant}": {"line": f"{pair}, {variant}", "pair": pair}
        for pair in map(str, range(pairs))
        for variant in range(variants)
    }
    fig, panels = style.panels(cells, 2, 2)
    assert panels.keys() == {cell["line"] for cell in cells.values()} and len(fig.axes) == pairs * variants
    places = {line: axes.get_subplotspec() for line, axes in panels.items()}
    assert {place.get_gridspec().get_geometry() for place in places.values()} == {(rows, columns)}
    in_columns = [place.colspan.start for place in places.values()]
    assert in_columns == ([i // variants for i in range(6)] if pairs in (3, 6) else [i % 4 for i in range(len(places))])
