"""Debian packages that tests need beside Python's."""

import os
import shutil
import subprocess


def which(program):
    """The path of a program, or None; daemons are no part of everyone's PATH."""
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/usr/bin")


def install(programs):
    """Install the packages of missing programs as root, or raise a PermissionError that says which.

    Parameters
    ----------
    programs : dict of str to str
        The package that has each program.
    """
    missing = sorted({package for program, package in programs.items() if not which(program)})
    if missing and os.geteuid() != 0:
        raise PermissionError(f"missing Debian packages: {', '.join(missing)}; install them, or run as root")
    if missing:
        apt_get = ["apt-get", "--quiet", "--yes", "--no-install-recommends"]
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*apt_get, "update"], check=True, env=environment)
        subprocess.run([*apt_get, "install", *missing], check=True, env=environment)
