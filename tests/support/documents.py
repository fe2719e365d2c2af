"""The documents, the links and commands in them, and how each command is tested."""

import re
import subprocess

from support.workflow import REPOSITORY

CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^```(?:bash|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`((?:\.venv/bin/\w+|apptainer|chmod|git|gpg|make|mkdir|pip|python|sbatch|snakemake|uv) [^`]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def names():
    """The documents that git tracks or would track, by their paths in the repository."""
    files = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "*.md"]
    listed = subprocess.run(files, cwd=REPOSITORY, check=True, capture_output=True, text=True).stdout.split()
    return [name for name in listed if (REPOSITORY / name).exists()]


def text(name):
    """The text of a document."""
    return (REPOSITORY / name).read_text(encoding="utf-8")


def prose(name):
    """The text of a document without blocks of code."""
    return re.sub(r"^```.*?^```", "", text(name), flags=re.MULTILINE | re.DOTALL)


def links(name):
    """The targets of a document's links within the repository: path, empty for the document itself, and anchor."""
    found = (link for link in LINK.findall(prose(name)) if not re.match(r"\w+:", link))
    return [link.partition("#")[::2] for link in found]


def anchors(name):
    """The anchors of a document's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.*)$", prose(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def commands(name):
    """The commands of a document: lines of consoles and shells, and code in its prose that begins like one."""
    lines = [line[2:] for block in CONSOLE.findall(text(name)) for line in block.splitlines() if line.startswith("$ ")]
    lines += [line for block in SHELL.findall(text(name)) for line in block.splitlines()]
    lines += INLINE.findall(prose(name))
    return list(dict.fromkeys(filter(None, (re.sub(r"\s+#.*$", "", line).strip() for line in lines))))


def all_commands():
    """All commands of all documents but the changelog, which names them in short."""
    return list(dict.fromkeys(command for name in names() if name != "CHANGELOG.md" for command in commands(name)))


# Commands that a test runs as they are, or on a small grid.
TESTED = {
    ".venv/bin/pytest -q tests/test_grid.py": "tests/test_grid.py::test_a_configuration_is_named_by_its_values",
    ".venv/bin/snakemake --cores 2 verify --configfile config.bundle.yaml": "tests/strangers/test_bundle_unpacked.py"
    "::test_a_bundle_is_enough_to_install_the_workflow_and_to_verify_its_results",
    "python scripts/decompress.py results/compressed/d32_relu-sigmoid_seed0_bits4.aeg "
    "results/codecs/d32_relu-sigmoid_seed0.npz images.npy": "tests/test_rates.py"
    "::test_one_command_restores_the_images_that_were_measured",
    "snakemake --cores 4 results/summary.csv --batch summarise=1/10": "tests/strangers/test_batches.py"
    "::test_batches_make_the_table_of_a_single_run",
    "snakemake --cores 4 --cache": "tests/test_caching.py::test_a_second_clone_with_the_same_cache_trains_nothing",
    "export SNAKEMAKE_OUTPUT_CACHE=/path/to/a/shared/folder": "tests/test_caching.py"
    "::test_a_second_clone_with_the_same_cache_trains_nothing",
    "python examples/own-images/draw.py": "tests/strangers/test_own_images.py"
    "::test_the_example_draws_its_images_and_plans_the_grid_of_them",
    "snakemake --cores 4 --configfile examples/own-images/config.yaml": "tests/strangers/test_own_images.py"
    "::test_the_example_draws_its_images_and_plans_the_grid_of_them",
    "snakedeploy deploy-workflow $(git remote get-url origin) ../my-project --tag v0.1.0": "tests/strangers/"
    "test_deployment.py::test_a_deployed_workflow_makes_and_verifies_everything_and_reports_it",
    "cd ../my-project && snakemake --cores 4 --software-deployment-method conda": "tests/strangers/test_deployment.py"
    "::test_every_rule_runs_in_its_conda_environment",
    "snakemake --cores 4 --software-deployment-method conda": "tests/strangers/test_deployment.py"
    "::test_every_rule_runs_in_its_conda_environment",
    "snakemake --cores 4 --software-deployment-method apptainer": "tests/container/test_container.py"
    "::test_results_are_those_of_a_run_without_a_container",
    "sbatch --cpus-per-task 16 --mem 16G --time 60 --wrap 'snakemake --cores 16 --keep-going'": "tests/cluster/"
    "test_cluster.py::test_the_whole_grid_is_one_job_as_the_readme_says",
    "snakemake --workflow-profile profiles/slurm verify": "tests/cluster/test_cluster.py"
    "::test_verification_is_one_submission_and_trains_again_inside_of_it",
    "sbatch --cpus-per-task 8 --mem 8G --time 30 --wrap 'snakemake --cores 8 verify'": "tests/cluster/test_cluster.py"
    "::test_verification_is_one_submission_and_trains_again_inside_of_it",
    "sbatch --mem 1000 --time … --wrap 'snakemake --workflow-profile profiles/slurm'": "tests/cluster/test_cluster.py"
    "::test_snakemake_itself_can_be_a_job_and_submit_others",
    "snakemake --workflow-profile profiles/slurm --dry-run": "tests/cluster/test_cluster.py"
    "::test_a_rerun_submits_nothing",
    "chmod 2770": "tests/faults/test_users.py::test_a_group_shares_a_folder",
    "mkdir -m 2770 CACHE && chgrp GROUP CACHE": "tests/faults/test_users.py"
    "::test_a_group_shares_a_cache_that_is_closed_to_others",
    "snakemake --workflow-profile profiles/kubernetes": "tests/cloud/test_cloud.py"
    "::test_verify_makes_the_same_bytes_where_snakemake_runs_and_writes_its_verdict_there",
    "snakemake --workflow-profile profiles/kubernetes --dry-run": "tests/cloud/test_cloud.py"
    "::test_a_second_run_does_nothing_and_an_edited_config_trains_what_is_new",
    "snakemake --cores": "tests/cluster/test_cluster.py::test_snakemake_runs_inside_an_allocation",
}

# Commands that no test runs, and why.
NOT_HERE = {
    "source .venv/bin/activate": "changes a shell",
    "make env && . .venv/bin/activate": "the same",
    "make env GPU=1 && . .venv/bin/activate": "the same, and downloads CUDA's libraries",
    ".venv/bin/pre-commit install": "changes the repository of whoever runs it",
    "git tag -a v0.1.0 -m 0.1.0": "the same",
    ".venv/bin/python -m ipykernel install --user --name autoencoder-grid": "changes the home of whoever runs it",
    "git clone <this repository> && cd <its folder>": "has a placeholder",
    "$EDITOR profiles/slurm/config.yaml": "is done by people",
    "tmux": "needs a terminal",
    "snakemake --workflow-profile profiles/slurm": "needs a SLURM, on which the profile is tested",
    'sinfo -o "%P %l %G"': "shows what a cluster has",
    "sbatch --test-only --gpus 1 --mem 2000 --time 10 --wrap true": "shows what a cluster would do",
    "apptainer build autoencoder-grid.sif envs/apptainer.def": "needs Apptainer",
    "pip install snakedeploy": "is pip's",
    "pip install tensorboard": "is pip's",
    "pip install --require-hashes -r envs/requirements-gpu.txt": "downloads CUDA's libraries",
    "tensorboard --logdir results/projector": "is TensorBoard's",
    ".venv/bin/pip install torch jax": "is pip's",
    "python benchmarks/gpu.py": "needs a GPU",
    "gpg --detach-sign bundle.tar.gz": "needs a key",
    "snakemake --cores N": "has a placeholder",
    ".venv/bin/pip install snakemake-executor-plugin-kubernetes snakemake-storage-plugin-s3": "is pip's",
    "$EDITOR profiles/kubernetes/config.yaml": "is done by people",
    "docker build --file envs/Dockerfile --tag my-registry/autoencoder-grid .": "needs Docker",
    "docker push my-registry/autoencoder-grid": "needs Docker",
    "export SNAKEMAKE_STORAGE_S3_ACCESS_KEY=… SNAKEMAKE_STORAGE_S3_SECRET_KEY=…": "has placeholders",
    "aws s3 sync s3://my-bucket/autoencoder-grid/results results": "needs a bucket at Amazon",
    "snakemake --version": "is Snakemake's",
}


def planned(command):
    """Whether a command starts Snakemake in the workflow's folder and nothing else: a test plans it in a clone."""
    return command.removeprefix(".venv/bin/").startswith("snakemake ") and command not in TESTED | NOT_HERE
