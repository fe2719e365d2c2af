"""Tables, figures and the page join many configurations: none of them may stand beside models that it is not of."""

from pathlib import Path

from autogrid.start.start import before_jobs

OF_CLASSES = ["classification.csv", "figures/accuracy.*", "figures/confusion.*"]


def remove_at_start(workflow, results, figures, labelled):
    """When a run begins, delete what joins configurations and is to be made anew, or is of no grid any more.

    Snakemake deletes an output just before it makes it again. But if a configuration fails, that never
    comes, and a table of the models before would stay.

    Parameters
    ----------
    workflow : snakemake.workflow.Workflow
    results : str
        The folder that tables and the page lie in, and figures in a folder of it.
    figures : dict
        The figures that can be drawn of this grid.
    labelled : bool
        Whether classes can be told: what is of them goes away where they cannot.
    """
    places = {Path(results), Path(results, "figures")}

    def remove():
        for job in workflow.dag.needrun_jobs():
            for file in map(Path, job.output):
                if file.parent in places:
                    file.unlink(missing_ok=True)
        gone = [f"figures/{name}.*" for name in {"classes", "codes"} - figures.keys()]
        for pattern in gone + ([] if labelled else OF_CLASSES):
            for file in Path(results).glob(pattern):
                file.unlink()
        for file in Path(results).glob("figures/error_against_*"):
            if file.stem not in figures:
                file.unlink()

    before_jobs(workflow, remove)
