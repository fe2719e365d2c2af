"""Packages of npm that tests use; none of them is a part of the page."""

import subprocess

from support import debian

PACKAGES = {"axe-core": "4.14.1", "puppeteer-core": "24.43.1"}


def installed(cache):
    """The folder node_modules with `PACKAGES`, below a folder that lasts from one run of the tests to the next."""
    debian.install({"npm": "npm"})
    folder = cache / "-".join(f"{name}-{version}" for name, version in PACKAGES.items())
    if not (folder / "complete").exists():
        command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
        subprocess.run([*command, *(f"{name}@{version}" for name, version in PACKAGES.items())], check=True)
        (folder / "complete").touch()
    return folder / "node_modules"
