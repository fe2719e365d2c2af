"""The code behind a script: found by its imports, and digested without the parts that change no result."""

import ast
import functools
import hashlib
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

PACKAGE = "autogrid"
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
EMPTY = (None, [])

# The distribution of an import, and others that its results also depend on.
DISTRIBUTIONS = {
    "PIL": ["pillow"],
    "keras": ["keras", "h5py"],
    "matplotlib": ["matplotlib", "pillow"],
    "pandas": ["pandas", "tabulate"],
    "sklearn": ["scikit-learn", "scipy"],
    "yaml": ["pyyaml"],
}

# Distributions that own the same files, of which an environment has one.
EDITIONS = {"tensorflow": ["tensorflow", "tensorflow-cpu"]}


class File(NamedTuple):
    """A file of code: the digest of everything in it that decides a result, and the dotted names that it imports."""

    sha256: str
    imports: tuple

    @classmethod
    def of(cls, text):
        tree = ast.parse(text)
        return cls(hashlib.sha256(repr(canonical(tree)).encode()).hexdigest(), tuple(sorted(set(imports(tree)))))

    @property
    def modules(self):
        """The files of the package's modules that it imports: they are in its rooms, one level below it."""
        ours = (name.split(".") for name in self.imports)
        return {"/".join(parts[:3]) + ".py" for parts in ours if parts[0] == PACKAGE}

    @property
    def libraries(self):
        """The distributions that it imports, and others that its results depend on."""
        names = {name.partition(".")[0] for name in self.imports} - {PACKAGE, *sys.stdlib_module_names}
        return {distribution for name in names for distribution in DISTRIBUTIONS.get(name, [name])}


def behind(name, file):
    """A file of code and every module of the package that it imports, at any depth.

    Parameters
    ----------
    name : str
        A path below ``scripts/``, such as ``train.py``.
    file : callable
        Takes such a path and returns its `File`.

    Returns
    -------
    dict of str to File
        By path, in order.
    """
    found, new = {}, {name}
    while new:
        found |= {name: file(name) for name in new}
        new = set().union(*(found[name].modules for name in new)) - found.keys()
    return dict(sorted(found.items()))


@functools.cache
def of_job(script):
    """The files of code behind a script, see `behind`, as this process imports them."""
    folder = Path(__file__).parents[2]
    return behind(script, lambda name: File.of((folder / name).read_text(encoding="utf-8")))


def require(software):
    """Raise a RuntimeError unless this process imports the code that its run was planned with.

    Parameters
    ----------
    software : dict
        The param of a rule: the ``script`` and the digest of its ``code``.
    """
    folder = Path(__file__).parents[2]
    try:
        same = digest(of_job(software["script"])) == software["code"]
    except OSError:  # another copy of the package, which lacks a file
        same = False
    if not same:
        raise RuntimeError(
            f"the code in {folder} is not the code that this run was planned with: it was edited since, or it went "
            f"with the Snakemake that submitted this job, or another installation of {PACKAGE} is found first. Start "
            f"the run again; unset PYTHONPATH; pip uninstall {PACKAGE}"
        )


def digest(files):
    """One SHA-256 of some files of code, see `behind`."""
    return hashlib.sha256(repr([(name, file.sha256) for name, file in files.items()]).encode()).hexdigest()


def text_digest(texts):
    """One SHA-256 of some texts."""
    return hashlib.sha256(repr(list(texts)).encode()).hexdigest()


def imports(tree):
    """The dotted names of what a syntax tree imports, ``package.module.name`` for a name of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def canonical(node):
    """A syntax tree as nested lists, without docstrings, positions and empty fields, which differ between Pythons."""
    if isinstance(node, list):
        return [canonical(item) for item in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
        fields["body"] = node.body[1:]
    return [type(node).__name__, *([name, canonical(field)] for name, field in fields.items() if field not in EMPTY)]


@functools.cache
def installed(library):
    """The name and version of the installed distribution of a library; its own name and None if there is none."""
    for distribution in EDITIONS.get(library, [library]):
        try:
            return distribution, metadata.version(distribution)
        except metadata.PackageNotFoundError:
            continue
    return library, None


def version(library):
    """The installed version of a library, whichever distribution it comes in, or None."""
    return installed(library)[1]
