"""`snakemake verify` names every file that was tampered with, and nothing else."""

import json
import re
import shutil

import pytest

A, B, C, D = "d2_relu-sigmoid_seed0", "d8_relu-sigmoid_seed0", "d2_sigmoid-relu_seed0", "d8_sigmoid-relu_seed0"


@pytest.fixture
def results(rerun):
    return rerun.folder / "results"


def verify(workflow):
    """The exit status of a verification and what it says is wrong: lines, by configuration or part."""
    done = workflow.snakemake("verify", check=False)
    parts = {part: [] for part in re.findall(r"^(\w\S*): (?:ok|WRONG)", done.said, re.MULTILINE)}
    assert set(parts) == {"data", A, B, C, D, "comparison"}, done.said
    for part, line in re.findall(r"^(\w\S*): WRONG: (.*)$", done.said, re.MULTILINE):
        parts[part].append(line)
    return done.returncode, parts


def snapshot(folder):
    """The bytes and times of all files of a folder."""
    return {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


def replace(file, old, new):
    """Change a text once."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def flip(file):
    """Change a bit in the middle of a file."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def swap(one, other):
    """Let two files change places."""
    kept = one.read_bytes()
    shutil.copyfile(other, one)
    other.write_bytes(kept)


def test_files_that_were_edited_swapped_or_lost_are_named(rerun, results):
    metrics = json.loads((results / f"metrics/{A}.json").read_text())
    replace(results / f"metrics/{A}.json", str(metrics["error"]), "0.0123")
    flip(results / f"models/{B}.h5")
    swap(results / f"reconstructions/{C}.png", results / f"reconstructions/{D}.png")
    replace(results / f"history/{C}.csv", "\n2,1.", "\n2,0.")
    replace(results / f"provenance/{D}.json", '"epochs": 3', '"epochs": 30')
    flip(results / "data/test_labels.npy")
    replace(results / "summary.md", "0.", "0.0")
    (results / "figures/error.png").write_bytes((results / "figures/gallery.png").read_bytes())
    (results / "figures/codes.png").unlink()
    before = snapshot(results)

    status, wrong = verify(rerun)

    def named(part, *files):
        for file in files:
            assert any(file in line for line in wrong[part]), (file, wrong[part])

    assert status != 0
    assert snapshot(results) == before, "verification changed a file"
    assert wrong["data"] == []
    named(A, f"metrics/{A}.json has '\"error\": 0.0123,'", f'should have \'"error": {metrics["error"]}')
    named(A, f"metrics/{A}.json has error 0.0123, Keras computes {metrics['error']:.4f}"[:-1])
    named(B, f"models/{B}.h5 has SHA-256", "its training stored")
    named(C, f"reconstructions/{C}.png has SHA-256", f"history/{C}.csv has SHA-256")
    named(D, f"reconstructions/{D}.png has SHA-256", "is stale: trained with training {")
    named("comparison", "data/test_labels.npy", "summary.md", "figures/error.png", "figures/codes.png is missing")
    assert not any(f"{stem}." in line for stem in (B, C, D) for line in wrong[A])


def test_models_of_other_trainings_are_named(rerun, results):
    swap(results / f"models/{A}.h5", results / f"models/{C}.h5")
    for folder, kind in {"models": "h5", "history": "csv", "provenance": "json", "metrics": "json"}.items():
        shutil.copyfile(results / f"{folder}/{A}.{kind}", results / f"{folder}/{B}.{kind}")  # a whole configuration
    (results / f"models/{D}.h5").write_bytes((results / f"models/{D}.h5").read_bytes()[:5000])
    replace(results / "summary.csv", f"\n{C},2,", f"\n{C},3,")

    status, wrong = verify(rerun)

    assert status != 0
    assert f"models/{A}.h5 has SHA-256" in wrong[A][0]
    assert "is stale: trained with configuration {'dimension': 2}, should be {'dimension': 8}" in wrong[B][0]
    assert f"models/{C}.h5 has SHA-256" in wrong[C][0]
    assert f"models/{D}.h5 has SHA-256" in wrong[D][0]
    assert any("cannot be read" in line for line in wrong[D])
    assert any("not everything could be made again" in line for line in wrong["comparison"])


def test_stale_code_a_stale_config_and_bad_data_are_named(rerun, results):
    rerun.append("scripts/autogrid/model/autoencoder.py", "CHANGED = True\n")
    flip(rerun.folder / "resources/mnist-sample/t10k-images-idx3-ubyte")
    (results / f"models/{D}.h5").unlink()
    rerun.edit("epochs: 3", "epochs: 4")

    status, wrong = verify(rerun)

    assert status != 0
    assert "mnist-sample/t10k-images-idx3-ubyte has SHA-256" in wrong["data"][0]
    for stem in (A, B, C, D):
        assert any("is stale: trained with training" in line and "'epochs': 4" in line for line in wrong[stem])
        assert any(
            "is stale: trained with code_sha256 {'autogrid/model/autoencoder.py': " in line for line in wrong[stem]
        )
    assert any(f"models/{D}.h5 is missing" in line for line in wrong[D])


def test_a_summary_row_that_is_not_its_metrics_is_named(rerun, results):
    swap_rows = (results / "summary.csv").read_text().splitlines()
    swap_rows[1], swap_rows[2] = swap_rows[2], swap_rows[1]
    (results / "summary.csv").write_text("\n".join(swap_rows) + "\n")
    status, wrong = verify(rerun)
    assert status != 0
    assert "summary.csv has" in wrong["comparison"][0] and "should have" in wrong["comparison"][0]
    assert [line for part, lines in wrong.items() if part != "comparison" for line in lines] == []


def test_a_record_of_other_data_code_or_libraries_and_json_of_another_shape_are_named(rerun, results):
    records = {stem: results / f"provenance/{stem}.json" for stem in (A, B, C)}
    stale = {stem: json.loads(record.read_text()) for stem, record in records.items()}
    stale[A]["data_sha256"]["train"] = "another split"
    stale[B]["versions"]["tensorflow"] = "1.0"
    del stale[C]["code_sha256"]
    for stem, record in records.items():
        record.write_text(json.dumps(stale[stem]))
    (results / f"provenance/{D}.json").write_text("[]")
    (results / f"metrics/{D}.json").write_text("[]")
    metrics = json.loads((results / f"metrics/{C}.json").read_text())
    (results / f"metrics/{C}.json").write_text(json.dumps(metrics | {"error": None}))

    status, wrong = verify(rerun)

    assert status != 0
    assert "stale: trained with data_sha256 {'train': 'another split'}, should be {'train': " in wrong[A][0]
    assert "stale: trained with versions {'tensorflow': '1.0'}, should be {'tensorflow': " in wrong[B][0]
    assert "stale: trained with code_sha256 None, should be {'autogrid/" in wrong[C][0]
    assert any(f"metrics/{C}.json has error None, Keras computes" in line for line in wrong[C])
    assert f"provenance/{D}.json cannot be read: it holds no JSON object" in wrong[D][0]
    assert any(f"metrics/{D}.json cannot be read" in line for line in wrong[D])


def test_what_was_wrong_can_be_made_again_as_verify_says(rerun, results):
    wrong = [f"provenance/{A}.json", f"history/{B}.csv", f"units/{C}.png", "data/test_labels.npy", "figures/codes.svg"]
    for name in wrong:
        (results / name).write_bytes(b"")
    said = rerun.snakemake("verify", check=False).said
    assert all(f"WRONG: results/{name}" in said for name in wrong), said
    assert "snakemake --cores 2 --forcerun FILE" in said
    rerun.snakemake("--forcerun", *(f"results/{name}" for name in wrong))
    assert "WRONG" not in rerun.snakemake("verify").said
