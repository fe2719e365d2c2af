import re

import pytest
import yaml

from autogrid.provenance import code
from support.workflow import REPOSITORY


def pins(file):
    """The version of each requirement in a locked file."""
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", (REPOSITORY / "envs" / file).read_text(), re.MULTILINE))


LOCKS = ["requirements", "requirements-gpu", "requirements-parquet", "requirements-dev", "requirements-uv"]
PINS, GPU_PINS = pins("requirements.txt"), pins("requirements-gpu.txt")
PARQUET_PINS = pins("requirements-parquet.txt")


@pytest.mark.parametrize("file", sorted((REPOSITORY / "envs").glob("*.yaml")), ids=lambda file: file.name)
def test_conda_environments_have_the_pinned_versions(file):
    *_, pip = yaml.safe_load(file.read_text())["dependencies"]
    for requirement in pip["pip"]:
        name, version = requirement.replace("[and-cuda]", "").partition(" ;")[0].split("==")
        assert (PARQUET_PINS | GPU_PINS | PINS)[name] == version


RULES = [
    (script, environments)
    for file in sorted((REPOSITORY / "rules").glob("*.smk"))
    for rule in re.split(r"^rule ", file.read_text(), flags=re.MULTILINE)[1:]
    for script in re.findall(r'"\.\./scripts/(\w+\.py)"', rule)
    for environments in [re.findall(r'"\.\./envs/([\w-]+\.yaml)"', rule)]
]


@pytest.mark.parametrize(("script", "environments"), RULES, ids=[script for script, _ in RULES])
def test_the_conda_environment_of_a_rule_has_what_its_script_imports(script, environments):
    files = code.behind(script, lambda name: code.File.of((REPOSITORY / "scripts" / name).read_text()))
    imported = {library.lower() for file in files.values() for library in file.libraries}
    assert environments
    for name in environments:
        *_, pip = yaml.safe_load((REPOSITORY / "envs" / name).read_text())["dependencies"]
        assert imported <= {re.split(r"[=\[]", requirement)[0] for requirement in pip["pip"]}


@pytest.mark.parametrize("name", ["workflow", *LOCKS])
def test_direct_requirements_are_pinned_with_hashes(name):
    wanted = (REPOSITORY / f"envs/{name}.in").read_text().replace("[and-cuda]", "")
    locked = (REPOSITORY / f"envs/{name.replace('workflow', 'requirements')}.txt").read_text()
    for requirement in re.findall(r"^[\w-]+==[\w.]+", wanted, re.MULTILINE):
        assert re.search(rf"^{re.escape(requirement)}.*\\\n    --hash=sha256:", locked, re.MULTILINE), requirement


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_to_download_from(name):
    assert "://" not in (REPOSITORY / f"envs/{name}.txt").read_text()


def test_the_gpu_environment_changes_no_version_and_has_all_of_cuda_in_conda_too():
    assert {name for name, version in GPU_PINS.items() if PINS.get(name, version) != version} == set()
    cuda = {name for name in GPU_PINS if name.startswith("nvidia-")}
    assert GPU_PINS.keys() - PINS.keys() == cuda
    assert PINS.keys() - GPU_PINS.keys() == {"tensorflow-cpu"}
    listed = (REPOSITORY / "envs/tensorflow-gpu.yaml").read_text()
    assert cuda == set(re.findall(r"nvidia-[\w-]+", listed))


def test_both_containers_are_built_in_the_same_way():
    apptainer, docker = ((REPOSITORY / f"envs/{name}").read_text() for name in ("apptainer.def", "Dockerfile"))
    assert "sh envs/container.sh {{ requirements }}\n" in apptainer and "container.sh $requirements\n" in docker
    assert "\nFrom: debian:12-slim\n" in apptainer and "\nFROM debian:12-slim\n" in docker
    for definition in (apptainer, docker):
        assert "envs /opt/autoencoder-grid/envs\n" in definition
        assert "--build-arg requirements=envs/requirements-gpu.txt" in definition
        assert re.search(r"^(ARG|   ) requirements=envs/requirements\.txt$", definition, re.MULTILINE)
