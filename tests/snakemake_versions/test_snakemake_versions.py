"""The small grid with the oldest Snakemake that the workflow allows, and with the newest on PyPI.

Each has an environment of its own in .cache/snakemake, made as `make env` does.
"""

import re
import subprocess
import sys

import install
import pytest

from support.workflow import REPOSITORY, copy_workflow

pytestmark = pytest.mark.snakemake

MINIMUM = re.search(r'^min_version\("(.*)"\)', (REPOSITORY / "Snakefile").read_text(), re.MULTILINE)[1]
OTHERS = [  # requirements, and the pins of all but Snakemake's own libraries
    re.sub(r"^snakemake.*\n|^-r .*\n", "", (REPOSITORY / "envs" / name).read_text(), flags=re.MULTILINE)
    for name in ("workflow.in", "requirements.in")
]
PINS = re.findall(r"^(?!snakemake)\S+==[^\\\n]*", (REPOSITORY / "envs/requirements.txt").read_text(), re.MULTILINE)


def environment(requirement):
    """The Python of an environment with a Snakemake, which is brought up to date if it is there."""
    cache = REPOSITORY / ".cache"
    folder = cache / "snakemake" / requirement
    python = folder / "bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    plugin = "snakemake-executor-plugin-slurm"
    (folder / "requirements.in").write_text("\n".join([*OTHERS, requirement, plugin, "pytest"]))
    (folder / "pins.txt").write_text("\n".join(PINS))
    with pytest.MonkeyPatch.context() as patch:  # tests have no cache, but so much is not downloaded every time
        patch.setenv("UV_CACHE_DIR", f"{cache}/uv")
        patch.setenv("PIP_CACHE_DIR", f"{cache}/pip")
        files = [f"--requirement={folder / 'requirements.in'}", f"--constraint={folder / 'pins.txt'}"]
        install.install(python, "--upgrade", *files)
    return python


VERSIONS = {"oldest": f"snakemake=={MINIMUM}.0", "newest": "snakemake"}
EACH_ALONE = [pytest.param(of, id=name, marks=pytest.mark.xdist_group(name)) for name, of in VERSIONS.items()]


@pytest.fixture(scope="module", params=EACH_ALONE)
def workflow(request, tmp_path_factory):
    """The small run, finished by a Snakemake."""
    workflow = copy_workflow(tmp_path_factory.mktemp("versions") / "clone")
    workflow.python = str(environment(request.param))
    workflow.snakemake()
    return workflow


def test_results_are_the_same_bytes(workflow, finished):
    assert workflow.files("**/*") == finished.files("**/*")


def test_a_second_run_is_planned_to_do_nothing(workflow):
    assert "Nothing to be done" in workflow.snakemake("--dry-run").said


def test_there_is_nothing_to_lint(workflow):
    assert "Congratulations" in workflow.snakemake("--lint", config=None).said


def test_it_reports(workflow):
    workflow.snakemake("--report", "snakemake-report.html")
    assert "results/figures/error.png" in (workflow.folder / "snakemake-report.html").read_text()


def test_it_verifies(workflow):
    assert workflow.snakemake("verify").said.count(": same bytes") == 6


def test_what_its_documentation_does_not_name_is_there_or_done_without(workflow):
    command = [workflow.python, "-m", "pytest", "--quiet", "-p", "no:cacheprovider", "tests/test_undocumented.py"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
