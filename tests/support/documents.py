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
    """All commands of all documents."""
    return list(dict.fromkeys(command for name in names() for command in commands(name)))
