"""Figures of two, forty and three hundred classes, whatever they are called."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import plot_classes
import plot_codes
import plot_confusion
from autogrid.draw import class_names, style

CHANCE = np.random.default_rng(0)
HARD = [
    "a" * 120,
    "a" * 119 + "b",
    "$x^$ $",
    "cost $5",
    "{y}",
    "<b>&amp;",
    "ab\ncd\te",
    "ελληνικά",
    r"back\slash",
    "_^",
]
SETS = {"2": ["cat", "dog"], "40": [f"subject {i:02}" for i in range(40)], "300": [f"n{i:08}" for i in range(300)]}
SETS |= {"hard": HARD, "long": ["a class with a long name " + str(i) for i in range(40)]}


@pytest.fixture(autouse=True)
def words(monkeypatch):
    """What people are told."""
    found = []
    monkeypatch.setattr(class_names, "tell", found.append)
    return found


class FirstTwo(list):
    """An encoder of one linear layer: the first two pixels of an image."""

    def __init__(self):
        super().__init__([SimpleNamespace(activation="linear")])

    def __call__(self, images):
        return images[:, :2]


def figures(names):
    """Each figure that names classes."""
    labels, count = class_names.labels(names), len(names)
    errors = {str(i): float(error) for i, error in enumerate(CHANCE.random(count))}
    cell = {"line": "relu → sigmoid", "pair": "relu → sigmoid", "variant": {}, "error_by_class": errors}
    yield plot_classes.plot({"a": cell | {"configuration": {"dimension": 2}}}, labels)
    confusion = {name: {"confusion": np.eye(count).tolist(), "accuracy": 1} for name in ("probe", "cnn")}
    yield plot_confusion.plot({f"d' = {i}": confusion for i in range(3)}, "title", labels)
    autoencoder = SimpleNamespace(encoder=FirstTwo(), decoder=lambda codes: np.tile(codes[:, :1], 16))
    images, of = CHANCE.random((600, 16)).astype(np.float32), np.arange(600) % count
    yield plot_codes.plot({"relu → sigmoid": autoencoder}, images, of, (4, 4), labels)


@pytest.mark.parametrize("names", SETS.values(), ids=SETS)
def test_panels_keep_their_room_and_labels_do_not_cover_each_other(tmp_path, names):
    for figure in figures(names):
        style.save(figure, *(str(tmp_path / f"a.{form}") for form in ("png", "svg", "pdf")))
        renderer = FigureCanvasAgg(figure).get_renderer()
        whole = figure.get_tightbbox(renderer)
        for axes in [axes for axes in figure.axes if axes.get_label() != "<colorbar>"]:
            assert axes.get_window_extent(renderer).height > 0.15 * figure.bbox.height
            for axis in (axes.xaxis, axes.yaxis):
                boxes = [label.get_window_extent(renderer) for label in axis.get_ticklabels() if label.get_text()]
                side = "x" if axis is axes.xaxis else "y"
                edges = sorted((getattr(box, f"{side}0"), getattr(box, f"{side}1")) for box in boxes)
                assert all(end <= start + 1 for (_, end), (start, _) in zip(edges, edges[1:])), (names[:2], side)
        assert whole.width < 1.02 * figure.get_figwidth() and whole.height < 1.02 * figure.get_figheight()


def test_labels_are_short_and_no_two_are_the_same():
    labels = class_names.labels(["a" * 120, "a" * 119 + "b", "b" + "a" * 119 + "b", "cat", "two\nlines\t", "a" * 118])
    assert len(set(labels)) == 6 and max(map(len, labels)) <= class_names.LONGEST + len(" (5)")
    assert labels[3:5] == ["cat", "two lines"]


def test_signs_of_mathematics_are_drawn_as_they_are():
    text = style.figure(1, 1).text(0, 0, class_names.labels(["$x^$ $"])[0])
    assert text._preprocess_math(text.get_text()) == ("$x^$ $", False)


def test_a_name_whose_letters_no_font_has_is_drawn_as_a_number_and_that_is_said(words, monkeypatch):
    monkeypatch.setattr(class_names, "known", lambda: {class_names.STANDARD: class_names.font_manager.findfont("")})
    class_names.charmap.cache_clear()
    assert class_names.labels(["cat", "猫"]) == ["cat", "class 1"]
    (said,) = words
    assert "(class 1 is 猫): install one that has them" in said and "Installed fonts: DejaVu Sans." in said


def test_a_font_that_has_the_letters_is_used(words, monkeypatch):
    monkeypatch.setattr(class_names, "charmap", lambda family: frozenset("cat猫" if family == "Neko" else "cat"))
    monkeypatch.setattr(class_names, "known", lambda: {"Neko": "neko.ttf", "Other": "other.ttf"})
    monkeypatch.setattr(class_names.mpl, "rcParams", {})
    assert class_names.labels(["cat", "猫"]) == ["cat", "猫"] and not words
    assert class_names.mpl.rcParams["font.family"] == [class_names.STANDARD, "Neko"]
