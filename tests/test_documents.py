"""The documents say what is there: links, commands, versions, the reference of the config, the notebook."""

import json
import re
import shlex
import subprocess

import config_reference
import pytest
import yaml

from support import documents
from support.workflow import REPOSITORY

WORKFLOWS = sorted((REPOSITORY / ".github/workflows").glob("*.yml"))
TARGETS = set(" ".join(re.findall(r"^([\w/. -]+):(?!=)", documents.text("Makefile"), re.MULTILINE)).split())


@pytest.mark.parametrize("name", documents.names())
def test_links_within_the_repository_lead_to_a_file_and_a_heading(name):
    for path, anchor in documents.links(name):
        target = (REPOSITORY / name).parent / path if path else REPOSITORY / name
        assert target.exists(), f"{name}: {path}"
        if anchor:
            assert anchor in documents.anchors(target.resolve().relative_to(REPOSITORY)), f"{name}: {path}#{anchor}"


def test_the_readme_has_about_a_thousand_words():
    assert 900 <= len(documents.text("README.md").split()) <= 1100


def test_the_readme_leads_to_every_document():
    linked, new = set(), {"README.md"}
    while new:
        linked |= new
        paths = {(REPOSITORY / name).parent / path for name in new for path, _ in documents.links(name) if path}
        found = {str(path.resolve().relative_to(REPOSITORY)) for path in paths if path.suffix == ".md"}
        new = found - linked
    assert {name for name in documents.names() if not name.startswith(".github/")} == linked


@pytest.mark.parametrize("command", documents.all_commands())
def test_every_command_is_planned_or_tested_or_listed_as_not_runnable_here(command):
    program, *arguments = command.split()
    if program == "make" and not command.endswith(".venv/bin/activate"):
        assert arguments[0] in TARGETS
    elif command in documents.TESTED:
        file, _, test = documents.TESTED[command].partition("::")
        assert f"def {test}(" in documents.text(file)
    else:
        assert command in documents.NOT_HERE or documents.planned(command)


def test_make_understands_every_target():
    subprocess.run(["make", "--dry-run", *sorted(TARGETS - {".PHONY"})], cwd=REPOSITORY, check=True)


def test_no_command_is_listed_that_no_document_has():
    assert {*documents.TESTED, *documents.NOT_HERE} <= set(documents.all_commands())


def test_citation_changelog_and_deploy_command_have_the_same_version():
    citation = yaml.safe_load(documents.text("CITATION.cff"))
    version, date = re.search(r"^## (\d[\d.]*) \(([\d-]+)\)$", documents.text("CHANGELOG.md"), re.MULTILINE).groups()
    assert (citation["version"], str(citation["date-released"])) == (version, date)
    assert re.findall(r"--tag v(\S+)", documents.text("README.md")) == [version]


def test_the_reference_of_the_config_is_that_of_the_schema():
    assert documents.text("docs/config.md") == config_reference.reference(), "run: make docs/config.md"


def test_the_notebook_is_kept_without_outputs():
    for cell in json.loads(documents.text("examples/explore.ipynb"))["cells"]:
        assert cell.get("outputs", []) == [] and cell.get("execution_count") is None


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_workflows_call_targets_of_make_and_nothing_else(file):
    for job in yaml.safe_load(file.read_text())["jobs"].values():
        for step in job["steps"]:
            if "run" not in step:
                assert step["uses"].startswith("actions/")
                continue
            several = job["strategy"]["matrix"].get("target", [])
            for line in [step["run"].replace("${{ matrix.target }}", target) for target in several] or [step["run"]]:
                program, target = line.split()
                assert program == "make" and target in TARGETS


def test_pre_commit_runs_the_style_checks_of_make_test():
    hooks = yaml.safe_load(documents.text(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    recipe = documents.text("Makefile").partition("\ntest: dev\n")[2].partition("\n\n")[0]
    checks = [shlex.split(line.replace("$(BIN)", ".venv/bin")) for line in recipe.splitlines()]
    checks = [" ".join(check).removesuffix(" Snakefile rules") for check in checks if "pytest" not in check[0]]
    assert [hook["entry"] for hook in hooks] == checks
