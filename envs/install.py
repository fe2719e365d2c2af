"""Make .venv from locked requirements, or leave it as it is if it is up to date. Run by `make env`.

usage: python3 envs/install.py [--gpu] [--parquet] [--dev]

uv installs them, or pip where uv is not available. What an environment lacks is added to it. If its Python, its folder
or a locked file has changed, it is made from scratch: two distributions of TensorFlow, which own the same files, never
meet.
"""

import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

SUPPORTED = [(3, 11), (3, 12), (3, 13)]
LOCKS = Path(__file__).resolve().parent
ENVIRONMENT = (LOCKS.parent / ".venv").resolve()  # on another disk, if it is a link
PYTHON = ENVIRONMENT / "bin/python"
RECORD = ENVIRONMENT / "installed.json"
WORKFLOW, GPU = "requirements.txt", "requirements-gpu.txt"
ADDED = {"--parquet": "requirements-parquet.txt", "--dev": "requirements-dev.txt"}


def obstacle(version, path):
    """Why a version of Python, a pair, cannot make an environment in a folder, and what to do; or None."""
    if version not in SUPPORTED:
        found, *needed = ("{}.{}".format(*each) for each in (version, *SUPPORTED))
        return f"python3 is Python {found}; the libraries need {', '.join(needed)}: make env PYTHON=python3.12"
    unsafe = re.search(r"[^\w@%+=.,/-]", str(path))
    if unsafe:
        return f"{str(path)!r} has a {unsafe[0]!r}, which breaks the programs of an environment: rename the folder"
    if not importlib.util.find_spec("ensurepip"):
        return "python3 cannot make environments: sudo apt install python3-venv"
    return None


def wanted(has, options):
    """What an environment should be made of: Python, folder and the SHA-256 of each locked file.

    Parameters
    ----------
    has : dict
        What it is made of now; CUDA's libraries stay once they are there.
    options : collection of str
        ``--gpu`` for CUDA's libraries, and those of `ADDED`.
    """
    locks = [GPU if "--gpu" in options or GPU in has else WORKFLOW]
    locks += [lock for option, lock in ADDED.items() if option in options]
    digests = {name: hashlib.sha256((LOCKS / name).read_bytes()).hexdigest() for name in locks}
    return {"python": "{}.{}".format(*sys.version_info), "base": sys.base_prefix, "folder": str(ENVIRONMENT), **digests}


def missing(has, wanted):
    """The locked files to install, and whether that needs a new environment."""
    locks = [name for name in wanted if name.endswith(".txt")]
    anew = locks[0] not in has or any(has.get(name, value) != value for name, value in wanted.items())
    return [name for name in locks if anew or name not in has], anew


def install(python, *what):
    """Install into the environment of a Python, with the arguments of pip: by uv if possible, otherwise by pip."""
    uv = Path(shutil.which("uv") or PYTHON.with_name("uv"))
    if not uv.exists():
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes"]
        subprocess.run([*pip, f"--requirement={LOCKS / 'requirements-uv.txt'}"], capture_output=True)
    if uv.exists():
        # Imports compile what they need, for less, unless Python is told to write no bytecode.
        compiled = ["--compile-bytecode"] if sys.dont_write_bytecode else []
        command = [uv, "pip", "install", "--quiet", *compiled, f"--python={python}", *what]
        if subprocess.run(command, capture_output=True).returncode == 0:
            return
    print("uv is not available, or cannot install here: pip does it, which takes some minutes", flush=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *what], check=True)


def main(arguments):
    reason = obstacle(sys.version_info[:2], ENVIRONMENT)
    if reason:
        sys.exit(reason)
    has = json.loads(RECORD.read_text()) if RECORD.exists() else {}
    asked = wanted(has, arguments)
    locks, anew = missing(has, asked)
    if anew:
        print(f"making {'a new ' if ENVIRONMENT.exists() else ''}.venv with Python {asked['python']}", flush=True)
        RECORD.unlink(missing_ok=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        has = {}
    if locks:
        install(PYTHON, "--require-hashes", *(f"--requirement={LOCKS / name}" for name in locks))
        RECORD.write_text(json.dumps(has | asked))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)
