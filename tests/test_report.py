"""The report, read as text; tests/browser tries it in Chromium."""

import json
import re
from html.parser import HTMLParser

import pytest

from conftest import REPOSITORY
from test_end_to_end import STEMS
from write_report import curve, page

TEMPLATE = (REPOSITORY / "report/page.html").read_text()


class Page(HTMLParser):
    """The elements of a page, as pairs of a tag and its attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def text(finished):
    return (finished.folder / "results/report.html").read_text()


def test_the_page_needs_no_other_file(text):
    links = [a[name] for _, a in Page(text).elements for name in ("src", "href") if name in a]
    assert links
    assert all(re.match("data:|#", link) for link in links)
    assert "url(" not in text and "@import" not in text


def test_every_picture_has_a_text_and_every_link_a_target(text):
    read = Page(text)
    assert len(read.all("img")) == 5 + 3 * len(STEMS)
    assert all(len(image["alt"]) > 20 for image in read.all("img"))
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"].removeprefix("#") for link in read.all("a")} <= set(ids)
    assert set(STEMS) <= set(ids)


def test_the_page_has_the_numbers_of_every_configuration(finished, text):
    read = Page(text).text
    for stem in STEMS:
        metrics = (finished.folder / f"results/metrics/{stem}.json").read_text()
        assert metrics.strip() in read
        assert f"{stem}: error {json.loads(metrics)['error']:.4f} nats a pixel" in read


def test_text_from_the_data_is_no_markup():
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    cell = dict.fromkeys(["error", "excess", "mse", "psnr", "compression_ratio", "compression_percent"], 0.5)
    cell |= dict.fromkeys(["dead_outputs", "collapsed_codes", "parameters"], 1)
    cell |= {"configuration": {"dimension": 2, "optimizer": hostile, "seed": 0, "loss": hostile}, "line": hostile}
    cell |= {"converged": None}
    cell |= dict.fromkeys(["stem", "thumbnail", "reconstructions", "units", "json"], hostile)
    cell |= {"published_error": None, "curve": curve([{"epoch": "1", "loss": "0.5", "val_loss": ""}])}
    read = Page(
        page(
            TEMPLATE,
            cells=[cell],
            axes=["dimension", "optimizer", "seed"],
            sentences=[hostile],
            protocol={hostile: hostile},
            baselines={"PCA": {}, "floor": 0.1},
            rates={"sentences": [hostile], "figures": {hostile: hostile}},
            classification=[{"name": hostile, "dimension": 2, "probe": hostile, "cnn": hostile}],
            figures={hostile: hostile},
            captions={hostile: hostile, "classification": hostile, "reconstructions": "", "units": ""},
            dataset=hostile,
            test_images=1,
            pixels=784,
        )
    )
    assert len(read.all("script")) == 1
    assert not any("onerror" in attributes for _, attributes in read.elements)
    assert read.text.count(hostile) > 5


def test_a_curve_spans_its_axes():
    history = [{"epoch": str(i), "loss": loss, "val_loss": ""} for i, loss in enumerate(("3", "2", "1"), 1)]
    history[1]["val_loss"] = "2.5"
    found = curve(history)
    assert found["points"] == {"loss": "100.0,0.0 200.0,75.0 300.0,150.0", "val_loss": "200.0,37.5"}
    assert (found["low"], found["high"], found["epochs"]) == (1, 3, 3)
