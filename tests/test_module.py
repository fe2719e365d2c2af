"""The workflow as a module of another one: the example."""

from conftest import Workflow

LITTLE = """
grid: {dimension: [3], activation: [[relu, sigmoid]]}
training: {epochs: 2}
"""


def test_another_workflow_runs_it_on_its_own_images(clone):
    example = Workflow(clone.folder / "examples/own-images")
    example.write("little.yaml", LITTLE)
    example.snakemake(config="little.yaml")
    assert {"models/d3_relu-sigmoid_seed0.h5", "summary.csv", "report.html", "figures/gallery.png"} <= {
        name.removeprefix("results/") for name in example.files("**/*")
    }
    assert "4.69 %" in (example.folder / "results/report.html").read_text()  # 3 of 64 pixels
    assert not (clone.folder / "results").exists()

    assert "d3_relu-sigmoid_seed0: ok" in example.snakemake("verify", config="little.yaml").said

    (example.folder / "results/metrics/d3_relu-sigmoid_seed0.json").write_text("{}")
    said = example.snakemake("verify", config="little.yaml", check=False).said
    assert "data: ok" in said and "d3_relu-sigmoid_seed0: WRONG" in said
