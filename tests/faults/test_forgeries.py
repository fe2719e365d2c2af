"""`snakemake verify` names every forgery, however consistently its traces are covered, and nothing else."""

import json
import re
import shutil

import h5py
import numpy as np
import pytest

from support.workflow import SMALL

pytestmark = pytest.mark.faults

A, B, C, D = "d2_relu-sigmoid_seed0", "d8_relu-sigmoid_seed0", "d2_sigmoid-relu_seed0", "d8_sigmoid-relu_seed0"
STEMS = [A, B, C, D]


@pytest.fixture
def results(rerun):
    return rerun.folder / "results"


def verify(workflow):
    """The exit status of a verification, and by configuration or part what it says is wrong: lines."""
    done = workflow.snakemake("verify", check=False)
    verdicts = re.findall(r"^(\w\S*): (same bytes|same numbers|WRONG)(?:: (.*))?$", done.said, re.MULTILINE)
    parts = {part: [] for part, _, _ in verdicts}
    assert set(parts) == {"data", *STEMS, "comparison"}, done.said
    for part, verdict, line in verdicts:
        if verdict == "WRONG":
            parts[part].append(line)
    return done.returncode, parts


def snapshot(folder):
    """The bytes and times of all files of a folder."""
    return {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.rglob("*") if file.is_file()}


def rewrite(file, change):
    """Change what a JSON holds."""
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content, indent=2) + "\n")


def cover(workflow, results, stems):
    """Rewrite the records of models and histories that were changed, and make all that follows from them anew."""
    from autogrid.provenance.origin import sha256

    for stem in stems:
        digests = {"model_sha256": f"models/{stem}.h5", "history_sha256": f"history/{stem}.csv"}
        rewrite(
            results / f"provenance/{stem}.json",
            lambda record, digests=digests: record.update({name: sha256(results / of) for name, of in digests.items()}),
        )
    workflow.snakemake("--forcerun", "evaluate", "plot_learning_curves")


def kernel(file, layer):
    return file[f"model_weights/{layer}/{layer}/kernel"]


def replace(file, old, new):
    """Change a text once."""
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def replace_losses(file, factor):
    """Make all losses of a history lower."""
    heading, *rows = file.read_text().splitlines()
    cells = [row.split(",") for row in rows]
    lower = [[n, *(str(factor * float(loss)) if loss else "" for loss in losses), of] for n, *losses, of in cells]
    file.write_text("\n".join([heading, *map(",".join, lower)]) + "\n")


def test_untouched_results_are_confirmed_and_left_alone(rerun, results):
    before = snapshot(results)
    status, wrong = verify(rerun)
    assert status == 0 and not any(wrong.values())
    assert snapshot(results) == before
    report = json.loads((rerun.folder / "verification.json").read_text())
    assert report["configurations"] == 4 and len(report["trained_again"]) == 4
    assert {part["verdict"] for part in report["parts"].values()} == {"same bytes"}
    assert "| comparison | same bytes |" in (rerun.folder / "verification.md").read_text()


def test_models_that_were_changed_after_training_are_named_though_all_that_follows_was_made_from_them(rerun, results):
    def scale(stem, factor):
        with h5py.File(results / f"models/{stem}.h5", "r+") as file:
            kernel(file, "reconstruction")[:] *= factor

    scale(A, 1.05)
    with h5py.File(results / f"models/{B}.h5", "r+") as file:  # the same function, by other weights
        kernel(file, "code")[:] = kernel(file, "code")[:][:, ::-1]
        kernel(file, "reconstruction")[:] = kernel(file, "reconstruction")[:][::-1]
        bias = file["model_weights/code/code/bias"]
        bias[:] = bias[:][::-1]
    with h5py.File(results / f"models/{C}.h5", "r+") as file:  # units that were dead, made to say something
        bias = file["model_weights/reconstruction/reconstruction/bias"]
        bias[:] = np.maximum(bias[:], 0.01)
    replace_losses(results / f"history/{D}.csv", 0.9)
    cover(rerun, results, STEMS)
    status, wrong = verify(rerun)
    assert status != 0
    for stem in (A, B, C, D):
        assert any("trained again, its losses differ" in line for line in wrong[stem]), (stem, wrong)


def test_other_trainings_are_named_though_their_records_say_what_is_asked_for(rerun, results):
    other = rerun.folder.with_name("other")
    shutil.copytree(rerun.folder, other)
    config = (rerun.folder / SMALL).read_text()
    trained = {A: ("epochs: 3", "epochs: 5"), B: ("batch_size: 64", "batch_size: 32"), C: ("train: 500", "train: 400")}
    for stem, (old, new) in trained.items():
        (rerun.folder / SMALL).write_text(config.replace(old, new))
        rerun.snakemake(f"results/models/{stem}.h5")
        for name in (f"models/{stem}.h5", f"history/{stem}.csv"):
            shutil.copy(results / name, other / "results" / name)
    rerun.folder, results = other, other / "results"
    (results / f"models/{D}.h5").write_bytes((results / f"models/{C}.h5").read_bytes())  # another configuration's
    rerun.snakemake("--touch")
    cover(rerun, results, STEMS)
    status, wrong = verify(rerun)
    assert status != 0
    assert all(wrong[stem] for stem in STEMS), wrong


def test_files_that_were_edited_swapped_or_lost_are_named(rerun, results):
    rewrite(results / f"metrics/{A}.json", lambda metrics: metrics.update(error=0.0123))
    rewrite(results / f"metrics/{B}.json", lambda metrics: metrics["versions"].update(numpy="1.0"))
    one, two = (results / f"reconstructions/{stem}.png" for stem in (C, D))
    kept = one.read_bytes()
    shutil.copyfile(two, one)
    two.write_bytes(kept)
    flipped = bytearray((results / "data/test_labels.npy").read_bytes())
    flipped[-1] ^= 1
    (results / "data/test_labels.npy").write_bytes(flipped)
    replace(results / "summary.md", "0.", "0.0")
    rows = (results / "summary.csv").read_text().splitlines()
    (results / "summary.csv").write_text("\n".join([rows[0], rows[2], rows[1], *rows[3:]]) + "\n")
    replace(results / "report.html", " is ahead at ", " is far ahead at ")
    with np.load(results / "principal_components.npz") as stored:
        arrays = dict(stored)
    np.savez(results / "principal_components.npz", **arrays | {"mean": arrays["mean"] + 0.01})
    (results / "figures/error.png").write_bytes((results / "figures/gallery.png").read_bytes())
    (results / "figures/codes.png").unlink()
    before = snapshot(results)

    status, wrong = verify(rerun)

    def named(part, *texts):
        for text in texts:
            assert any(text in line for line in wrong[part]), (text, wrong[part])

    assert status != 0
    assert snapshot(results) == before, "verification changed a file"
    assert wrong["data"] == []
    named(A, f"metrics/{A}.json has '\"error\": 0.0123,'", f"metrics/{A}.json has error 0.0123, Keras computes 0.")
    named(B, f"metrics/{B}.json has ")
    named(C, f"reconstructions/{C}.png ")
    named(D, f"reconstructions/{D}.png ")
    named("comparison", "data/test_labels.npy", "summary.md has", "summary.csv has", "report.html has")
    named(
        "comparison",
        "principal_components.npz differs",
        "figures/error.png has a shape",
        "figures/codes.png is missing",
    )


def test_records_that_are_not_true_are_named(rerun, results):
    rewrite(results / f"provenance/{A}.json", lambda record: record["configuration"].update(epochs=30))
    rewrite(results / f"provenance/{B}.json", lambda record: record["data_sha256"].update(train="another split"))
    rewrite(results / f"provenance/{C}.json", lambda record: record["code_sha256"].update({"train.py": "other code"}))
    (results / f"provenance/{D}.json").write_text("[]")
    (results / f"metrics/{D}.json").write_text("[]")

    status, wrong = verify(rerun)

    assert status != 0
    assert "stale: trained with configuration {'epochs': 30}, should be {'epochs': 3}" in wrong[A][0]
    assert "stale: trained with code_sha256 {'train.py': 'other code'}" in wrong[C][0]
    assert f"provenance/{D}.json cannot be read: it holds no JSON object" in wrong[D][0]


def test_stale_results_are_named(rerun, results):
    rerun.append("scripts/autogrid/model/autoencoder.py", "CHANGED = True\n")
    rerun.edit("epochs: 3", "epochs: 4")
    (results / f"models/{D}.h5").unlink()
    status, wrong = verify(rerun)
    assert status != 0
    for stem in STEMS:
        assert any("trained with configuration" in line and "'epochs': 4" in line for line in wrong[stem])
        assert any("code_sha256 {'autogrid/model/autoencoder.py': " in line for line in wrong[stem])
    assert any(f"models/{D}.h5 is missing" in line for line in wrong[D])


def test_what_was_wrong_can_be_made_again_as_verify_says(rerun, results):
    wrong = [f"provenance/{A}.json", f"history/{B}.csv", f"units/{C}.png", "data/test_labels.npy", "figures/codes.svg"]
    for name in wrong:
        (results / name).write_bytes(b"")
    said = rerun.snakemake("verify", check=False).said
    assert all(f"WRONG: results/{name}" in said for name in wrong), said
    assert "snakemake --cores 2 --forcerun FILE" in said
    rerun.snakemake("--forcerun", *(f"results/{name}" for name in wrong))
    assert "WRONG" not in rerun.snakemake("verify").said


PROCESSOR = {  # plays another processor: NumPy and OpenBLAS without the wide vectors of this one
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL",
    "XLA_FLAGS": "--xla_cpu_max_isa=AVX2",
}


def test_honest_results_pass_on_another_processor_and_elsewhere(rerun):
    rerun.snakemake("rates")
    rerun.folder = rerun.folder.rename(rerun.folder.with_name("moved"))
    for file in rerun.folder.glob("results/**/*"):
        file.touch()
    done = rerun.snakemake("verify", check=False, **PROCESSOR)
    assert done.returncode == 0, done.said
    assert "WRONG" not in done.said


def test_honest_results_of_another_number_of_threads_pass(clone):
    clone.snakemake("all", "--set-threads", "train=2")
    done = clone.snakemake("verify", check=False)
    assert done.returncode == 0, done.said
    assert "threads 2 there, 1 here" in (clone.folder / "verification.md").read_text()
