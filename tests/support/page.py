"""The report's page: how it is made, and how to read one."""

import json
import re
from html.parser import HTMLParser

from autogrid.findings import grid_findings
from autogrid.measure.measures import BY_NAME
from support.grids import STEMS
from support.workflow import REPOSITORY

PAGE = REPOSITORY / "resources/page"


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


def configurations(workflow):
    """The configurations of a finished run, as `explorer` takes them."""
    results, cells = workflow.folder / "results", []
    for stem in STEMS:
        record = json.loads((results / f"metrics/{stem}.json").read_text())
        files = {"history": f"history/{stem}.csv", "images": f"thumbnails/{stem}.png", "units": f"units/{stem}.png"}
        known = {"stem": stem, "line": stem[3:], "published_error": None, "selected": None, "record": record}
        cells.append(record | known | {name: results / file for name, file in files.items()})
    return cells


def content(cells):
    """What a page is rendered with beside its explorer."""
    return {
        "name": "page.html",
        "cells": cells,
        "answer": ["The answer."],
        "sentences": ["A sentence."],
        "recovery": [],
        "caveats": ["A caveat."],
        "glance": {"count": 1, "width": 28, "height": 28, "original": "data:,", "columns": []},
        "line": "relu → sigmoid",
        "measure": BY_NAME["error"],
        "networks": {"json": "", "left_out": ["They are too large."], "centred": False},
        "protocol": {"epochs": "3"},
        "images": ["What they are."],
        "devices": ["Trained on a processor."],
        "baselines": {"PCA": {}, "floor": 0.1},
        "rates": {},
        "classification": {},
        "figures": {},
        "labels": {},
        "findings": grid_findings,
        "dataset": "mnist",
        "test_images": 1,
        "pixels": 784,
    }


def data_of(text):
    """What the scripts of a page compute with."""
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[1])
