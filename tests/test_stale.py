"""Nothing stale, mixed or silently different behind exit status 0."""

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from autogrid.config import published
from autogrid.config.settings import ConfigError
from autogrid.measure.cells import read_cells, require_file
from support.grids import PAGES, STEMS, TABLES
from support.workflow import REPOSITORY, SMALL

CONFIGURATION = {"dimension": 2, "seed": 0, "epochs": 5}
FAIL = """
    if "{stem}" in snakemake.output.model:
        raise OSError("this one fails")
"""


def rows(workflow, table):
    with (workflow.folder / "results" / table).open() as file:
        return {row["stem"]: row for row in csv.DictReader(file)}


def test_the_order_of_the_grid_is_tracked_by_all_that_depends_on_it(rerun):
    rerun.edit("    - [relu, sigmoid]\n    - [sigmoid, relu]\n", "    - [sigmoid, relu]\n    - [relu, sigmoid]\n")
    assert rerun.planned() == {**TABLES, **PAGES}
    rerun.edit("dimension: [2, 8]", "dimension: [8, 2]")
    rerun.snakemake("results/summary.csv")
    assert list(rows(rerun, "summary.csv")) == [STEMS[3], STEMS[2], STEMS[1], STEMS[0]]


def test_rows_of_two_protocols_are_never_joined_and_the_refusal_says_how_to_mend_it(rerun):
    shutil.rmtree(rerun.folder / ".snakemake")
    rerun.edit("epochs: 3", "epochs: 4")
    rerun.edit("dimension: [2, 8]", "dimension: [2, 3]")
    tables = ["results/summary.csv", "results/summary.md"]
    new = [f"results/metrics/d3_{pair}_seed0.json" for pair in ("relu-sigmoid", "sigmoid-relu")]
    failed = rerun.snakemake(*tables, *new, check=False)
    assert failed.returncode
    assert "results/grid.json is the table of another grid" in failed.said
    failed = rerun.snakemake(*tables, "--forcerun", "tabulate_grid", check=False)
    assert failed.returncode
    assert "2 of 4 cells do not match the config:" in failed.said
    assert f"{STEMS[0]} was trained with configuration.epochs 3, not 4" in failed.said
    advice = re.search(r"To recompute them: snakemake --cores 1 (--forcerun .*)", failed.said)[1]
    rerun.snakemake(*tables, *advice.split())
    assert len(rows(rerun, "summary.csv")) == 4
    histories = rerun.files("history/d[23]*")
    assert len(histories) == 4 and all(text.count(b"\n") == 5 for text in histories.values())
    assert "nan" not in (rerun.folder / "results/summary.md").read_text()  # of a dimension that nobody published


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"configuration": CONFIGURATION | {"epochs": 3}}, "a was trained with configuration.epochs 3, not 5"),
        ({"divide_by": 128}, "a was trained with divide_by 128, not 255"),
        ({"optimizer": {"clipnorm": 1}}, "a was trained with optimizer.clipnorm 1, not None"),
        ({"data_sha256": {"train": "2"}}, "a was trained with other data"),
        (
            {"configuration": None},
            "a was trained with configuration None, not {'dimension': 2, 'seed': 0, 'epochs': 5}",
        ),
    ],
)
def test_a_cell_of_another_protocol_or_other_data_is_named_with_what_differs(tmp_path, change, said):
    wanted = {"configuration": CONFIGURATION, "optimizer": {}, "validation": {}, "patience": None}
    wanted |= {"divide_by": 255, "line": "relu → sigmoid"}
    data = {"train": "1"}
    (tmp_path / "sha256.json").write_text(json.dumps(data))
    file = tmp_path / "results/metrics/a.json"
    file.parent.mkdir(parents=True)
    stored = {**wanted, "data_sha256": data, "error": 0.1}
    file.write_text(json.dumps(stored))
    assert read_cells([file], {"a": wanted}, tmp_path / "sha256.json") == {"a": stored | {"selected": None}}
    file.write_text(json.dumps(stored | change))
    with pytest.raises(ValueError) as refusal:
        read_cells([file], {"a": wanted}, tmp_path / "sha256.json")
    assert said in str(refusal.value)
    assert f"--forcerun {tmp_path}/results/models/a.h5" in str(refusal.value)


def test_a_file_that_is_not_the_one_that_was_measured_is_named(tmp_path):
    file = tmp_path / "a.h5"
    file.write_text("b")
    with pytest.raises(ValueError, match="a.h5 is not the model of these metrics; to recompute it: snakemake"):
        require_file(file, "0" * 64, "model of these metrics")


def test_a_job_ends_with_its_snakemake(clone):
    clone.append(SMALL, "checkpoint_every: 1\n")
    clone.edit("epochs: 3", "epochs: 1000000")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "results/models/d2_relu-sigmoid_seed0.h5"]
    run = subprocess.Popen([*command, "--configfile", SMALL], cwd=clone.folder, stderr=subprocess.DEVNULL)
    checkpoint = clone.folder / "results/models/d2_relu-sigmoid_seed0.h5.checkpoint"
    until = time.monotonic() + 300
    while not checkpoint.exists() and time.monotonic() < until:
        time.sleep(0.1)
    jobs = [child for child in psutil.Process(run.pid).children(recursive=True) if "python" in child.name()]
    assert jobs
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    gone, alive = psutil.wait_procs(jobs, timeout=60)
    assert not alive


def test_after_a_failed_run_the_old_table_stays_it_is_said_and_a_partial_one_says_what_is_missing(rerun):
    results = rerun.folder / "results"
    complete, before = rows(rerun, "summary.csv"), rerun.files("summary.*")
    rerun.append("scripts/train.py", FAIL.format(stem=STEMS[0]))
    failed = rerun.snakemake("--keep-going", check=False)
    assert failed.returncode
    assert rerun.files("summary.*") == before
    assert "tables and figures are those of an earlier run" in failed.said
    assert "with the target partial_summary it tabulates" in failed.said

    (results / "metrics/.ipynb_checkpoints").mkdir()
    (results / "metrics/dangling.json").symlink_to("nowhere")

    def partial(*arguments):
        rerun.snakemake("partial_summary", *arguments)
        return rows(rerun, "partial_summary.csv")

    table = partial()
    assert [row.pop("status") for row in table.values()] == ["missing: not trained", "done", "done", "done"]
    for stem in STEMS[1:]:
        assert complete[stem].items() == table[stem].items()
    assert (table[STEMS[0]]["dimension"], table[STEMS[0]]["error"]) == ("2", "")

    (results / f"models/{STEMS[1]}.h5").unlink()
    record = json.loads((results / f"provenance/{STEMS[2]}.json").read_text())
    record["data_sha256"]["train"] = "other data"
    (results / f"provenance/{STEMS[2]}.json").write_text(json.dumps(record))
    (results / f"models/{STEMS[3]}.h5").write_bytes(b"another")
    assert [row["status"] for row in partial("--rerun-triggers", "mtime").values()] == [
        "missing: not trained",
        "missing: not trained",
        "missing: trained with other data",
        "missing: not the model that its training stored",
    ]


HEADER = "encoder,decoder,dimension,published_error\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no rows"),
        (HEADER, "has no rows"),
        (HEADER.replace(",", ";") + "relu;relu;2;0.1\n", "unknown 'encoder;deco"),
        ("mse," + HEADER + "1,relu,relu,2,0.1\n", "unknown 'mse'; allowed: dataset, encoder, "),
        (HEADER.strip() + ",encoder\nrelu,relu,2,0.1,relu\n", "has encoder twice"),
        (HEADER + "relu,relu,2,0.1\nrely,relu,2,0.1\n", "line 3: encoder: unknown 'rely' (did you mean 'relu'?)"),
        (HEADER + "relu,relu,2,0.1\nrelu,relu,2,0.2\n", "has relu, relu, 2 twice"),
        (HEADER + "relu,relu,two,0.1\n", "line 2: dimension: 'two' is not of type 'integer'"),
        (HEADER + "relu,relu,2.5,0.1\n", "line 2: dimension: 2.5 is not of type 'integer'"),
        (HEADER + "relu,relu,2,nan\n", "line 2: published_error: nan is not of type 'number'"),
        (HEADER + "relu,relu,2\n", "line 2: published_error: '' is not of type 'number'"),
        (HEADER + "relu,relu,2,0.1,5\n", "line 2: unknown 'value without a column'"),
    ],
)
def test_published_errors_are_checked_before_any_job(tmp_path, text, said):
    file = tmp_path / "mine.csv"
    file.write_text(text)
    with pytest.raises(ConfigError) as refusal:
        published.read(file, ["encoder", "decoder", "dimension", "epochs"], ["relu", "sigmoid"])
    assert str(refusal.value).startswith(f"published: {file}") and said in str(refusal.value)


def test_a_missing_table_of_published_errors_is_refused_while_planning(clone):
    clone.append(SMALL, "published: typo.csv\n")
    status, said = clone.plan(check=False)
    assert status and "ConfigError:\npublished: typo.csv cannot be read" in said


def test_a_figure_of_a_dimension_that_was_dropped_is_listed_and_not_on_the_page(rerun):
    rerun.edit("dimension: [2, 8]", "dimension: [8]")
    rerun.snakemake()
    assert "codes in the plane" not in (rerun.folder / "results/report.html").read_text().lower()
    assert "results/figures/codes.png" in rerun.snakemake("--list-untracked").said


def test_no_file_of_a_person_or_of_a_host_is_deleted(rerun):
    note = rerun.folder / "results/figures/error_against_notes.png"
    note.write_text("mine")
    rerun.append(
        "Snakefile",
        'rule mine:\n    output:\n        update("results/mine.txt")\n    shell:\n        "date >> {output}"\n',
    )
    rerun.snakemake("mine")
    rerun.snakemake("mine", "--forcerun", "mine", "plot_error")
    assert note.exists()
    assert len((rerun.folder / "results/mine.txt").read_text().splitlines()) == 2


def test_a_copy_inside_of_another_repository_does_not_record_its_commit(tmp_path):
    from autogrid.provenance.origin import revision

    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    folder = tmp_path / "copy/scripts"
    folder.mkdir(parents=True)
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", "-C", tmp_path, *identity, "commit", "--quiet", "--allow-empty", "-m", "a"], check=True)
    assert revision(folder) == {"commit": None, "uncommitted_changes": None}
    assert revision(REPOSITORY / "scripts")["commit"]
    assert Path(folder).exists()
