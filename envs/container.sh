#!/bin/sh
# What a container of the workflow has: Debian's Python, git for the commit in records, and pinned, hashed requirements.
# usage: container.sh REQUIREMENTS (a locked file), as root in a Debian 12 with nothing else, such as from apptainer.def
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install --yes --no-install-recommends ca-certificates git python3-venv
rm -rf /var/lib/apt/lists/*
python3 -m venv /opt/venv
/opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement "$1"
