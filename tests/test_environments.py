import re

import pytest
import yaml

from conftest import REPOSITORY

PINS = dict(re.findall(r"^([\w-]+)==([\w.]+)", (REPOSITORY / "envs/requirements.txt").read_text(), re.MULTILINE))


@pytest.mark.parametrize("file", sorted((REPOSITORY / "envs").glob("*.yaml")), ids=lambda file: file.name)
def test_conda_environments_have_the_pinned_versions(file):
    *_, pip = yaml.safe_load(file.read_text())["dependencies"]
    for requirement in pip["pip"]:
        name, version = requirement.split("==")
        assert PINS[name] == version


def test_direct_requirements_are_pinned_with_hashes():
    locked = (REPOSITORY / "envs/requirements.txt").read_text()
    for name, version in re.findall(r"^([\w-]+)==([\w.]+)", (REPOSITORY / "envs/requirements.in").read_text(), re.M):
        assert re.search(rf"^{name}=={re.escape(version)}.*\\\n    --hash=sha256:", locked, re.MULTILINE), name
