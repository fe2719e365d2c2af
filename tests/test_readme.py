import re

import config_reference
import yaml

from support.workflow import REPOSITORY

README = (REPOSITORY / "README.md").read_text()


def test_the_readme_names_every_section_of_the_config():
    sections = yaml.safe_load((REPOSITORY / "schemas/config.schema.yaml").read_text())["properties"]
    table = README.partition("## Change the grid")[2].partition("###")[0]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == set(sections)


def test_every_file_that_the_readme_shows_exists():
    for name in re.findall(r"\((docs/[^)]+)\)|`(config[\w.-]*\.yaml|schemas/[\w.]+|CITATION\.cff)`", README):
        assert (REPOSITORY / "".join(name)).exists(), name


def test_the_reference_of_the_config_is_that_of_the_schema():
    fresh = config_reference.reference()
    assert (REPOSITORY / "docs/config.md").read_text() == fresh, "run: make docs/config.md"
