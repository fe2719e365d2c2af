"""Browsers that tests share."""

import pytest

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
