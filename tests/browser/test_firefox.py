"""The page in Firefox, by WebDriver BiDi: nothing fails, links lead to their parts, the networks compute."""

import json
import subprocess
from pathlib import Path

import pytest

from support import debian, npm

pytestmark = pytest.mark.browser

PARTS = ["findings", "squeeze", "figures", "explore", "table", "compare"]


def test_the_page_works_in_firefox(request, report):
    debian.install({"firefox-esr": "firefox-esr"})
    modules = npm.installed(request.config.cache.mkdir("npm"))
    command = ["node", Path(__file__).with_name("firefox.mjs"), modules, report, *PARTS]
    told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=300).stdout)
    assert told["errors"] == []
    assert all(abs(told["found"].pop(part)) < 2 for part in PARTS), told
    assert told["found"]["shown"] == "2 of 4 configurations are shown."
    assert all(said.startswith("error 0.") for said in told["found"]["squeezed"])
    assert len(told["found"]["squeezed"]) == 2
