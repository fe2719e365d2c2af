"""What a rule tracks of its code: every module, by content, the same on every Python."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from autogrid.provenance import code, origin
from support.workflow import REPOSITORY

SCRIPTS = REPOSITORY / "scripts"
ALL = sorted(str(file.relative_to(SCRIPTS)) for file in SCRIPTS.rglob("*.py"))
BY_RULES = [  # imported, such as `from autogrid.config import grid, settings`
    f"autogrid/{room}/{module}.py"
    for rules in [REPOSITORY / "Snakefile", *(REPOSITORY / "rules").glob("*.smk")]
    for room, modules in re.findall(r"^from autogrid\.(\w+) import (.*)$", rules.read_text(), re.MULTILINE)
    for module in modules.split(", ")
]
OTHERS = [  # that are installed: by Debian, python.org …, or pyenv
    str(python)
    for version in ("3.10", "3.12", "3.13")
    for python in [
        *Path("/usr/bin").glob(f"python{version}"),
        *Path.home().glob(f".pyenv/versions/{version}.*/bin/python"),
    ]
]


def read(name):
    return (SCRIPTS / name).read_text()


def digest(text):
    return code.File.of(text).sha256


def test_modules_are_found_at_any_depth_however_they_are_imported():
    texts = {
        "a.py": "import os\nfrom autogrid.one import first\nif True:\n    import autogrid.two.second as s",
        "autogrid/one/first.py": "from autogrid.two.third import name",
        "autogrid/two/second.py": "from autogrid.one import first",
        "autogrid/two/third.py": "import numpy",
    }
    assert list(code.behind("a.py", lambda name: code.File.of(texts[name]))) == list(texts)


def test_no_script_imports_a_script_and_no_module_is_unused():
    scripts = {file.stem for file in SCRIPTS.glob("*.py")}
    used = set(BY_RULES)
    for name in ALL:
        file = code.File.of(read(name))
        assert not scripts & {module.partition(".")[0] for module in file.imports}, name
        used |= file.modules
    assert {name for name in ALL if name.startswith("autogrid/")} - used == {"autogrid/__init__.py"}


def test_the_include_makes_available_just_what_rules_import():
    listed = re.findall(r'"(\w+/\w+)"', (REPOSITORY / "rules/package.smk").read_text())
    assert {f"autogrid/{module}.py" for module in listed} | {"autogrid/provenance/code.py"} == set(BY_RULES)


def test_a_digest_ignores_comments_docstrings_and_layout_and_nothing_else():
    text = 'def f(a, b=1):\n    """What."""\n    return f"{a:>3}" + str(b)  # why\n'
    same = "'''Module.'''\ndef f(\n    a,\n    b = 1,\n):\n\n  return f'{a:>3}' + str(b)"
    assert digest(text) == digest(same)
    assert digest(text) != digest(text.replace("b=1", "b=2"))
    assert digest(text) != digest(text.replace(">3", ">4"))
    assert digest("x = 1") == digest("'What.'\nx = 1") != digest("x = 1\n'What.'")
    assert digest("def f():\n    return None") != digest("def f():\n    return")


@pytest.mark.parametrize("python", OTHERS)
def test_a_digest_is_the_same_on_every_python(python):
    program = f"""
import json, sys
sys.path.append({str(SCRIPTS)!r})
from autogrid.provenance import code, origin
print(json.dumps([code.File.of(open(f'{SCRIPTS}/{{name}}').read()) for name in {ALL!r}]))
"""
    done = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == json.loads(json.dumps([code.File.of(read(name)) for name in ALL]))


def test_libraries_are_tracked_with_those_that_their_results_depend_on():
    file = code.File.of("import os.path\nimport keras\nfrom sklearn.decomposition import PCA\nimport autogrid")
    assert file.libraries == {"h5py", "keras", "scikit-learn", "scipy"}
    assert code.version("keras").count(".") == 2
    assert code.version("no-such-distribution") is None


@pytest.mark.parametrize("distribution", ["tensorflow", "tensorflow-cpu"])
def test_a_library_is_named_in_records_by_the_distribution_that_is_installed(distribution, monkeypatch):
    def version(name):
        if name != distribution:
            raise code.metadata.PackageNotFoundError
        return "2.21.0"

    monkeypatch.setattr(code.metadata, "version", version)
    code.installed.cache_clear()
    assert origin.versions({"versions": {"tensorflow": "2.21.0"}}) == {distribution: "2.21.0"}
    assert code.version("tensorflow") == "2.21.0"  # what planning compares does not tell them apart
    code.installed.cache_clear()
