"""What documents show is run: commands, Python, the notebook; and they make a site without a dead link."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from support import documents
from support.workflow import REPOSITORY, SMALL, copy_workflow

pytestmark = pytest.mark.strangers

PLANNED = [command for command in documents.all_commands() if documents.planned(command)]
NEEDS_NO_PLAN = ["--unlock"]  # options of commands that plan nothing
SMALLER = {"d64_": "d8_", "d32_": "d8_"}  # configurations of the published grid, and of the small one in their place


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A clone with a folder of images and a config for it, and the folders of results that are compared."""
    clone = copy_workflow(tmp_path_factory.mktemp("documents") / "clone")
    (clone.folder / "faces").mkdir()
    for i in range(30):
        Image.effect_noise((8, 8), 50 + i).save(clone.folder / f"faces/{i}.png")
    clone.write("faces.yaml", "dataset: {path: faces}\n")
    return clone


@pytest.mark.parametrize("command", PLANNED)
def test_a_command_is_understood_and_can_be_planned(clone, command):
    arguments = shlex.split(command)[1:]
    if not set(arguments) & set(NEEDS_NO_PLAN):
        clone.plan(*arguments, config=None)
    else:
        clone.snakemake(*arguments, config=None)


BLOCKS = [(name, block) for name in documents.names() for block in documents.PYTHON.findall(documents.text(name))]


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_python_in_a_document_runs_on_the_small_grid(finished, rated, name, block):
    if "torch" in block:
        pytest.importorskip("torch")
    for published, small in SMALLER.items():
        block = block.replace(published, small)
    folder = rated.folder if "codecs" in block else finished.folder
    subprocess.run([sys.executable, "-c", block], cwd=folder, check=True)


@pytest.fixture(scope="module")
def rated(finished, tmp_path_factory):
    """The small run with codes in files."""
    folder = tmp_path_factory.mktemp("rated") / "clone"
    shutil.copytree(finished.folder, folder, symlinks=True)
    rated = type(finished)(folder)
    rated.snakemake("rates")
    return rated


def test_the_notebook_runs_from_a_fresh_clone_on(tmp_path, monkeypatch):
    import nbformat  # by `make dev`, like the next
    from nbclient import NotebookClient

    clone = copy_workflow(tmp_path / "clone")
    (clone.folder / "Makefile").write_text(documents.text("Makefile"))
    (clone.folder / ".venv").symlink_to(sys.prefix)
    (clone.folder / "config.yaml").write_text((REPOSITORY / SMALL).read_text())  # so that it takes seconds
    monkeypatch.setenv("PYTHON", "true")  # the environment is there
    notebook = nbformat.read(clone.folder / "examples/explore.ipynb", as_version=4)
    where = {"metadata": {"path": str(clone.folder / "examples")}}
    NotebookClient(notebook, timeout=1200, kernel_name="python3", resources=where).execute()
    said = "\n".join(str(cell.get("outputs")) for cell in notebook.cells)
    assert len(re.findall("'image/png'", said)) == 3
    for name in ("summary.csv", "linear/summary.csv", "comparison.html"):
        assert (clone.folder / "results" / name).exists(), name


def test_the_documents_make_a_site_without_a_dead_link_or_anything_from_elsewhere(tmp_path):
    sphinx = Path(sys.executable).with_name("sphinx-build")
    recipe = documents.text("Makefile").partition("\nsite: dev\n")[2].splitlines()[0].split()[1:]
    subprocess.run([sphinx, *recipe[:-1], tmp_path / "site"], cwd=REPOSITORY, check=True, env=os.environ)
    pages = {file: file.read_text() for file in (tmp_path / "site").rglob("*.html")}
    assert {f"{name.removesuffix('.md')}.html" for name in documents.names() if not name.startswith(".github/")} <= {
        str(file.relative_to(tmp_path / "site")) for file in pages
    }
    for file in [*pages, *(tmp_path / "site").rglob("*.css")]:
        assert not re.search(r"""(?:src=|<link[^>]+href=|url\()["']?(?:https?:)?//""", file.read_text()), file
