"""Every module that a rule's script imports is an input of the rule: a change of code leaves nothing stale."""

import ast
import re

import pytest
from conftest import REPOSITORY

MODULES = {file.stem: file for file in (REPOSITORY / "scripts").glob("*.py")}
WITHOUT_EFFECT = {"joblog"}  # where a job's words go changes no result
UNTRACKED = {"fetch", "verify"}  # the result of one follows from digests, the other is never up to date


def imported(module):
    """All modules in scripts/ that one of them imports, at any depth."""
    tree = ast.parse(MODULES[module].read_text())
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    direct = names & MODULES.keys()
    return direct.union(*map(imported, direct))


def scripted_rules():
    """The text of each rule that tracks the code of its script, by the script's name."""
    for file in sorted((REPOSITORY / "rules").glob("*.smk")):
        for rule in file.read_text().split("\nrule ")[1:]:
            script = re.search(r'"../scripts/(\w+)\.py"', rule)
            if script and script[1] not in UNTRACKED:
                yield pytest.param(script[1], rule, id=script[1])


@pytest.mark.parametrize(("script", "rule"), list(scripted_rules()))
def test_a_rule_tracks_the_modules_of_its_script(script, rule):
    code = re.search(r"code=provenance\.code\((.*?)\)", rule, re.DOTALL)
    tracked = set(re.findall(r'"(\w+)"', code[1])) if code else set()
    assert tracked == imported(script) - WITHOUT_EFFECT
