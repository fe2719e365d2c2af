"""What a rule tracks of its code: every module, by content, the same on every Python."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from autogrid.plan import code
from conftest import REPOSITORY

SCRIPTS = REPOSITORY / "scripts"
ALL = sorted(str(file.relative_to(SCRIPTS)) for file in SCRIPTS.rglob("*.py"))
BY_RULES = [  # imported, such as `from autogrid.plan import grid, images`
    f"autogrid/{room}/{module}.py"
    for rules in (REPOSITORY / "rules").glob("*.smk")
    for room, modules in re.findall(r"^from autogrid\.(\w+) import (.*)$", rules.read_text(), re.MULTILINE)
    for module in modules.split(", ")
]
