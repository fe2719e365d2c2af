"""A full or read-only disk: a clear error, no file that passes for complete, and a plain run afterwards."""

import os
import shutil
import subprocess

import pytest

from support.workflow import copy_workflow

# What is on a disk of its own, by the rule that fills it, in the order of the run.
DISKS = {
    "prepare": "results/data",
    "train": "results/models",
    "evaluate": "results/metrics",
    "plot_reconstructions": "results/reconstructions",
    "plot_": "results/figures",  # whichever comes first
}
# The other outputs of the rules that have several.
MORE = {
    "train": ["results/history", "results/provenance"],
    "plot_reconstructions": ["results/units", "results/thumbnails"],
}
# Single files, by their rule: on a full disk with what they are made from.
TABLES = {
    "summarise": "summary.csv",
    "baselines": "baselines.csv",
    "write_report": "report.html",
}
PAGE = 4096  # bytes that are free on a full disk: a write begins, and fails

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(
        os.geteuid() != 0 or not shutil.which("mount"), reason="mounting small disks needs root: sudo make test-faults"
    ),
]


def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)


@pytest.fixture
def unmounted():
    """A list of mount points, unmounted in the end whatever happens."""
    points = []
    yield points
    for point in reversed(points):
        subprocess.run(["umount", "--lazy", str(point)], check=False)


def fill(disk, free=PAGE):
    """Fill a disk but for some free bytes; the file to delete to make room."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(PAGE))
        except OSError:
            file.truncate(file.tell() - free)
    return ballast


def results(workflow):
    return {name: content for name, content in workflow.files("**/*").items() if "ballast" not in name}


def test_each_kind_of_output_on_a_full_disk(clone, finished, unmounted):
    ballasts = {}
    for rule, folder in DISKS.items():
        disk = clone.folder / folder
        disk.mkdir(parents=True)
        mount("-t", "tmpfs", "-o", "size=8m", "tmpfs", disk)
        unmounted.append(disk)
        ballasts[rule] = fill(disk)
    for rule, ballast in ballasts.items():
        done = clone.snakemake("--keep-going", check=False)
        assert done.returncode != 0
        assert f"Error in rule {rule}" in done.said
        assert "No space left on device" in done.said, done.said
        left = {file.name for file in ballast.parent.iterdir()} - {"ballast", ".snakemake_timestamp"}
        whole = {file.name for file in (finished.folder / DISKS[rule]).iterdir()}
        for name in left & whole:  # configurations that fitted into the last page
            assert (ballast.parent / name).read_bytes() == (finished.folder / DISKS[rule] / name).read_bytes()
        ballast.unlink()
    clone.snakemake()
    assert results(clone) == finished.files("**/*")


@pytest.mark.parametrize(("rule", "folder"), [(rule, folder) for rule, more in MORE.items() for folder in more])
def test_the_other_outputs_of_a_rule_on_a_full_disk(rerun, finished, unmounted, rule, folder):
    disk = rerun.folder / folder
    shutil.rmtree(disk)
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk)
    unmounted.append(disk)
    ballast = fill(disk, free=0)
    done = rerun.snakemake("--forcerun", rule, check=False)
    assert done.returncode != 0
    assert f"Error in rule {rule}" in done.said
    assert "No space left on device" in done.said, done.said
    ballast.unlink()
    rerun.snakemake()
    assert results(rerun) == finished.files("**/*")


@pytest.mark.parametrize("rule", TABLES)
def test_a_table_and_the_report_on_a_full_disk(rerun, finished, unmounted, rule):
    disk = rerun.folder / "results"
    kept = disk.rename(rerun.folder / "kept")
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=32m", "tmpfs", disk)
    unmounted.append(disk)
    shutil.copytree(kept, disk, dirs_exist_ok=True)  # with their times
    (disk / TABLES[rule]).unlink()
    ballast = fill(disk, free=0)
    done = rerun.snakemake(f"results/{TABLES[rule]}", check=False)
    assert done.returncode != 0
    assert f"Error in rule {rule}" in done.said
    assert "No space left on device" in done.said, done.said
    assert not (disk / TABLES[rule]).exists()
    ballast.unlink()
    rerun.snakemake()
    assert results(rerun) == finished.files("**/*")


def test_a_full_disk_under_everything(tmp_path, finished, unmounted):
    disk = tmp_path / "disk"
    disk.mkdir()
    mount("-t", "tmpfs", "-o", "size=20m", "tmpfs", disk)
    unmounted.append(disk)
    workflow = copy_workflow(disk / "clone")
    ballast = fill(disk)
    done = workflow.snakemake(check=False)
    assert done.returncode != 0
    assert "No space left on device" in done.said, done.said
    ballast.unlink()
    workflow.snakemake()
    assert workflow.files("**/*") == finished.files("**/*")


def test_what_only_looks_needs_no_write_access(clone, unmounted):
    mount("--bind", clone.folder, clone.folder)
    unmounted.append(clone.folder)
    mount("-o", "remount,bind,ro", clone.folder)
    for option in ("--list", "--lint"):
        clone.snakemake(option, config=None)


def test_a_read_only_folder_of_results(clone, finished, unmounted):
    folder = clone.folder / "results"
    folder.mkdir()
    mount("--bind", folder, folder)
    unmounted.append(folder)
    mount("-o", "remount,bind,ro", folder)
    done = clone.snakemake(check=False)
    assert done.returncode != 0
    assert "Read-only file system" in done.said
    mount("-o", "remount,bind,rw", folder)
    clone.snakemake()
    assert clone.files("**/*") == finished.files("**/*")
