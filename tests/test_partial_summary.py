"""One failed configuration does not hide the others."""

import csv

GOOD, BAD = "d8_relu-sigmoid_seed0", "d2_sigmoid-relu_seed0"

# What a configuration has without being evaluated.
KNOWN = {"stem", "dimension", "encoder", "decoder", "hidden", "corruption", "optimizer", "seed", "published_error"}


def partial_summary(workflow):
    """The rows of the partial table, by stem."""
    workflow.snakemake("results/partial_summary.csv")
    with (workflow.folder / "results/partial_summary.csv").open() as file:
        return {row["stem"]: row for row in csv.DictReader(file)}


def test_a_failed_configuration_is_named_among_the_others(rerun):
    results = rerun.folder / "results"
    complete = partial_summary(rerun)
    assert {row["status"] for row in complete.values()} == {"done"}
    with (results / "summary.csv").open() as file:
        for row in csv.DictReader(file):
            assert row.items() <= complete[row["stem"]].items()

    (results / "summary.csv").unlink()
    (results / f"models/{BAD}.h5").write_bytes(b"no model")  # evaluation fails
    failed = rerun.snakemake("--keep-going", "--forcerun", "evaluate", check=False)
    assert failed.returncode != 0
    assert not (results / "summary.csv").exists(), "the summary itself needs all"

    rows = partial_summary(rerun)
    assert list(rows) == list(complete)
    assert rows.pop(BAD) | {"dimension": "2", "error": "", "status": "missing: not evaluated"} == {
        **dict.fromkeys(complete[BAD], ""),
        **{name: value for name, value in complete[BAD].items() if name in KNOWN},
        "status": "missing: not evaluated",
    }
    assert rows == {stem: row for stem, row in complete.items() if stem != BAD}

    config = rerun.folder / "tests/data/config.yaml"
    config.write_text(config.read_text().replace("epochs: 3", "epochs: 4"))  # and not trained again yet
    assert partial_summary(rerun)[GOOD]["status"] == "missing: trained with other settings"
    config.write_text(config.read_text().replace("epochs: 4", "epochs: 3"))

    (results / f"models/{GOOD}.h5").unlink()  # as when training is repeated and fails; its metrics stay
    assert partial_summary(rerun)[GOOD]["status"] == "missing: not trained"
    (results / f"models/{GOOD}.h5").write_bytes(b"another")
    row = partial_summary(rerun)[GOOD]
    assert (row["status"], row["error"]) == ("missing: evaluated for another model", "")
