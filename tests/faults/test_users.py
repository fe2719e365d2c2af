"""Several users in one folder, and with one cache; as root, who alone can be anybody."""

import os
import stat
import subprocess
import sys

import pytest

from support.workflow import SMALL, copy_workflow

GROUP = 64000
ALICE, BOB, CARL = 64001, 64002, 64003  # Carl is not of the group
MODEL = "results/models/{}_relu-sigmoid_seed0.h5"

pytestmark = [pytest.mark.faults, pytest.mark.skipif(os.geteuid() != 0, reason="only root can run as somebody else")]


def as_user(user, *command, umask="0022", folder=None, **environment):
    """Run a command as somebody: all but Carl are of the group, and may read everything, such as root's Python."""
    groups = ["--clear-groups"] if user == CARL else [f"--groups={GROUP}", "--inh-caps=+dac_read_search"]
    able = [] if user == CARL else ["--ambient-caps=+dac_read_search"]
    home = folder / f".home-{user}"
    home.mkdir(exist_ok=True)
    os.chown(home, user, user)
    script = f'umask {umask}; exec setpriv --reuid={user} --regid={user} {" ".join(groups + able)} "$@"'
    return subprocess.run(
        ["sh", "-c", script, "sh", *command],
        cwd=folder,
        env=os.environ | {"HOME": str(home), "USER": str(user), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def snakemake(user, workflow, *arguments, **keywords):
    command = [sys.executable, "-m", "snakemake", "--cores", "2", "--configfile", SMALL, *arguments]
    return as_user(user, *command, folder=workflow.folder, **keywords)


def give(folder, user, group):
    """Make a folder and all in it that of a user and a group, closed to others, as docs/cluster.md says."""
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, user, group)
        path.chmod(0o2770 if path.is_dir() else 0o660)


@pytest.fixture(autouse=True)
def reachable(tmp_path):
    """Let everybody through the folders above a test's own."""
    for folder in [tmp_path, *tmp_path.parents][:3]:
        folder.chmod(folder.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH | stat.S_IRGRP | stat.S_IROTH)


def test_a_group_shares_a_folder(clone):
    give(clone.folder, ALICE, GROUP)
    done = snakemake(ALICE, clone, "--", MODEL.format("d2"), umask="0007")
    assert done.returncode == 0, done.stdout
    done = snakemake(BOB, clone, "--forcerun", "train", "--", MODEL.format("d2"), MODEL.format("d8"), umask="0007")
    assert done.returncode == 0, done.stdout
    assert {(clone.folder / MODEL.format(d)).stat().st_uid for d in ("d2", "d8")} == {BOB}


def test_with_the_usual_umask_the_second_user_is_told_which_file_is_in_the_way(clone):
    give(clone.folder, ALICE, GROUP)
    assert snakemake(ALICE, clone, "--", MODEL.format("d2")).returncode == 0
    done = snakemake(BOB, clone, "--", MODEL.format("d8"))
    assert done.returncode != 0
    assert "PermissionError" in done.stdout and ".snakemake/locks" in done.stdout


def test_a_group_shares_a_cache_that_is_closed_to_others(tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    give(cache, ALICE, GROUP)
    clones = {}
    for user in (ALICE, BOB):
        clones[user] = copy_workflow(tmp_path / str(user))
        give(clones[user].folder, user, user)
        done = snakemake(user, clones[user], "--cache", "--", MODEL.format("d2"), SNAKEMAKE_OUTPUT_CACHE=str(cache))
        assert done.returncode == 0, done.stdout
    logs = [(clones[user].folder / "logs/train/d2_relu-sigmoid_seed0.log").read_text() for user in (ALICE, BOB)]
    assert "epoch 3/3" in logs[0] and logs[1] == ""

    model = next(cache.glob("*_model.h5"))
    assert as_user(CARL, "ls", str(tmp_path), folder=tmp_path).returncode == 0
    for command in (f"cat {model}", f"echo x >> {model}", f"ls {cache}", f"touch {cache}/x"):
        done = as_user(CARL, "sh", "-c", command, folder=tmp_path)
        assert done.returncode != 0 and "Permission denied" in done.stdout, command
