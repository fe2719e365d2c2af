"""`snakemake bundle` packs what somebody else needs to verify the results."""

import json
import os
import subprocess

import pytest

import bundle
from autogrid.provenance import origin
from support.layouts import THIRDS, split, write
from support.workflow import REPOSITORY, Workflow, unpack

GIT = ["git", "-c", "user.name=Test", "-c", "user.email=test@example.org"]


def test_a_bundle_has_all_that_results_came_from_says_so_and_has_nothing_to_make_again(rerun, tmp_path):
    refused = rerun.snakemake("bundle", check=False)
    assert refused.returncode and "git init && git add --all" in refused.said

    rerun.write("notes.md", "One.\n")
    (rerun.folder / ".gitignore").write_text("results/\nresources/mnist-sample/\nlogs/\n.snakemake/\n")
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "workflow"]):
        subprocess.run([*GIT, *command], cwd=rerun.folder, check=True)
    rerun.snakemake("bundle")

    unpacked = Workflow(tmp_path / "unpacked")
    unpack(rerun.folder / "bundle.tar.gz", unpacked.folder)
    assert unpacked.files("**/*") == rerun.files("**/*")
    crate = {
        thing["@id"]: thing for thing in json.loads((unpacked.folder / "ro-crate-metadata.json").read_text())["@graph"]
    }
    packed = {str(file.relative_to(unpacked.folder)) for file in unpacked.folder.rglob("*") if file.is_file()}
    assert {part["@id"] for part in crate["./"]["hasPart"]} == packed - {"ro-crate-metadata.json"}
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=rerun.folder, capture_output=True, text=True
    ).stdout.strip()
    assert crate["Snakefile"]["version"] == commit
    assert not unpacked.planned("all", config="config.bundle.yaml")

    assert not rerun.planned("bundle")
    rerun.append("notes.md", "More.\n")
    assert rerun.planned("bundle") == {"bundle": 1}
    subprocess.run([*GIT, "commit", "--all", "--quiet", "--message", "more"], cwd=rerun.folder, check=True)
    os.utime(rerun.folder / "notes.md", (0, 0))
    assert rerun.planned("bundle") == {"bundle": 1}  # the crate names the commit


def test_results_of_another_config_are_refused_even_if_snakemake_takes_them_for_new(rerun):
    for command in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "workflow"]):
        subprocess.run([*GIT, *command], cwd=rerun.folder, check=True)
    rerun.edit("epochs: 3", "epochs: 2")
    rerun.snakemake("--touch")
    refused = rerun.snakemake("bundle", check=False)
    assert refused.returncode and "grid.json is the table of another grid" in refused.said


def test_a_repository_of_another_workflow_is_refused(tmp_path, monkeypatch):
    for name in ("Snakefile", "scripts/bundle.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    subprocess.run([*GIT, "init", "--quiet"], cwd=tmp_path, check=True)
    subprocess.run([*GIT, "add", "--all"], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    files = origin.tracked()
    assert files == ["Snakefile", "scripts/bundle.py"]
    bundle.require_workflow(files, tmp_path / "scripts")
    with pytest.raises(ValueError, match="git does not track it here"):
        bundle.require_workflow(files, REPOSITORY / "scripts")


def test_images_outside_of_the_folder_are_refused_before_anything_is_made(rerun, tmp_path):
    images = write(tmp_path / "pets", split(THIRDS))
    for name, path in (("outside", images), ("inside", "pets")):
        rerun.write(f"{name}.yaml", f"dataset: {{path: {path}}}\ngrid: {{dimension: 2}}\n")
    said = rerun.refused("bundle", config="outside.yaml")
    assert any(f"{images} is outside of this folder" in line for line in said), said
    write(rerun.folder / "pets", split(THIRDS))
    assert "bundle" in rerun.planned("bundle", config="inside.yaml")
