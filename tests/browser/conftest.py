"""Browsers and pages that tests share."""

import json
import shutil
from types import SimpleNamespace

import pytest

import compare_folders
from support import debian
from support.chromium import Chromium


@pytest.fixture(scope="session")
def chromium(tmp_path_factory):
    """Debian's Chromium, with one page."""
    debian.install({"chromium": "chromium"})
    browser = Chromium(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def report(finished):
    """The URL of the page of the small run."""
    return (finished.folder / "results/report.html").as_uri()


@pytest.fixture(scope="session")
def comparison(finished, tmp_path_factory):
    """The URL of a page that compares the small run with a copy of it that was trained longer."""
    folder = tmp_path_factory.mktemp("compared")
    for name in ("one", "two"):
        shutil.copytree(finished.folder / "results", folder / name)
    for file in (folder / "two/metrics").iterdir():
        record = json.loads(file.read_text())
        record["configuration"]["epochs"] = 30
        file.write_text(json.dumps(record | {"error": record["error"] / 2}))
    page = folder / "comparison.html"
    params = SimpleNamespace(folders=[str(folder / "one"), str(folder / "two")], page=str(page))
    compare_folders.main(SimpleNamespace(params=params))
    return page.as_uri()
