"""A fork server: one process per run imports what its scripts import, once, and forks for each of their jobs.

Importing Keras takes longer than training many an autoencoder, and importing NumPy or matplotlib longer than evaluating
or drawing one. A fork of a process that has done so, and nothing else, is the same as that process: it makes the same
bytes.

The first job of a run that finds no server starts one; it ends when the run's Snakemake does. A job hands itself over:
a fork runs its script, and the job ends as that fork ends. Where a server is impossible, the job does its work itself,
and its log says why.

The server's address is an abstract one (unix(7)), a name that only the kernel keeps: no file is left behind, no path
can be too long, two servers cannot have it, and it is free when the server has ended. Because any user may take such a
name, both ends check whose process the other one is.
"""

import contextlib
import errno
import gc
import hashlib
import json
import logging
import os
import runpy
import select
import signal
import socket
import struct
import sys
import threading
import time
import traceback
from pathlib import Path

from autogrid.job import environment, gpu
from autogrid.job.begin import begin
from autogrid.job.parent import PATIENCE, pid_namespace, snakemake_pid

FORKED = "AUTOGRID_FORKED"  # the environment variable that tells a script that it runs in a fork
BEGUN = b"begun"  # what a fork says first; its exit status is the second and last
LARGEST = 1 << 20  # bytes of a request or an answer
WAITING = 1000  # jobs that can wait while the server imports
TRIES, PAUSE = 100, 0.01  # to connect to a server that another job is starting, and seconds between
TIMEOUT = 10  # seconds that a job which has connected may take to send its request
CREDENTIALS = struct.Struct("3i")  # struct ucred: process, user, group


class NotSharedError(Exception):
    """Why a job does without a fork server."""


def begin_job(name):
    """Begin the job of a script, in a fork of the run's server if possible, otherwise here.

    It is called above a script's other imports, and does nothing when a script is imported.

    Parameters
    ----------
    name : str
        The ``__name__`` of the script.
    """
    if name != "__main__":
        return
    environment.prepare()  # the server is a copy of the job that starts it
    job = sys.modules[name].snakemake
    reason = None if os.environ.pop(FORKED, None) else hand_over(job)
    begin(job)
    if reason:
        logging.info("imports are not shared: %s", reason)


def hand_over(job):
    """Let a fork of the run's server do a job, and end as it ends; if that is impossible, return why."""
    try:
        need_server(job)
        server = connected(snakemake_pid())
        request(server)
    except (NotSharedError, OSError) as error:
        return str(error)
    end_as_fork(server)


def need_server(job):
    """Raise a NotSharedError for a job that has to do without a server."""
    pid = snakemake_pid()
    if pid is None or not started(pid) or not same_files(pid):
        raise NotSharedError("this job cannot see its Snakemake: it runs in another container, or not on Linux")
    if job.threads != 1:  # the threads of NumPy do not survive a fork
        raise NotSharedError(f"this job has {job.threads} threads")
    if gpu.asked(job.resources) and gpu.found():
        raise NotSharedError("a fork cannot use a GPU that this job may use")


def started(pid):
    """When a process started, in clock ticks since the machine did; None if it has ended, reaped or not."""
    try:
        state, *fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if state in (b"Z", b"X") else int(fields[18])


def same_files(pid):
    """Whether a process sees the same files as this one, which is not so from within a container."""
    try:
        return os.readlink(f"/proc/{pid}/ns/mnt") == os.readlink("/proc/self/ns/mnt")
    except PermissionError:
        return False


def address(pid):
    """The address of the server of a run, by its Snakemake; jobs with another Python or other modules have another."""
    modules = repr((pid_namespace(), sys.executable, sys.path)).encode()
    return f"\0autogrid-{pid}-{started(pid)}-{hashlib.sha256(modules).hexdigest()[:16]}"


def connected(pid):
    """A socket that is connected to the run's server, which is started if there is none."""
    for _ in range(TRIES):
        server = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        refused = server.connect_ex(address(pid))
        if not refused:
            if user(server) != os.geteuid():
                raise NotSharedError(f"a process of user {user(server)} has the server's address")
            return server
        server.close()
        if refused != errno.ECONNREFUSED:
            raise OSError(refused, os.strerror(refused))
        start(pid)  # outside of an exception, which tracebacks of the server's forks would begin with
    raise NotSharedError("the job that was to start the server has not done so")


def user(connection):
    """The number of the user whose process is at the other end."""
    return CREDENTIALS.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size))[1]


def start(pid):
    """Start the server, or wait a moment if another job is just starting it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
        try:
            listener.bind(address(pid))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            time.sleep(PAUSE)
            return
        listener.listen(WAITING)
        if os.fork() == 0:
            try:
                detach(listener)
                serve(listener, pid)
            except BaseException:
                os._exit(1)
            sys.exit()  # in order: libraries remove their temporary folders


def detach(listener):
    """Leave the process group, the name, the stdio and the files of the job that started this process."""
    os.setpgid(0, 0)
    sys.argv[:] = ["fork_server"]
    null = os.open(os.devnull, os.O_RDWR)  # if an import fails, its job says so; and TensorFlow is verbose
    for number in range(3):
        os.dup2(null, number)
    for number in set(map(int, os.listdir("/proc/self/fd"))) - {0, 1, 2, listener.fileno()}:
        with contextlib.suppress(OSError):  # that of the listing
            os.close(number)


def request(server):
    """Ask the server for a fork that runs this very script; a NotSharedError says why there is none."""
    script = {"file": os.path.abspath(sys.argv[0]), "source": sys.modules["__main__"].__file__}
    process = {"folder": os.getcwd(), "group": os.getpgrp(), "environment": os.environ | {FORKED: "1"}}
    socket.send_fds(server, [json.dumps(script | process).encode()], [0, 1, 2])
    answer = server.recv(LARGEST)
    if answer != BEGUN:
        raise NotSharedError(answer.decode() or "the server has ended")


def end_as_fork(server):
    """End this process with the status of the fork that does its work."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # at Ctrl-C the fork has the last word, in its log
    status = server.recv(LARGEST)
    if not status:
        print("the fork that ran this job was killed", file=sys.stderr)
    os._exit(int(status or 1))


def serve(listener, pid):
    """Fork for each request until the run's Snakemake has ended. It starts no thread: a fork has one only."""
    imported, since = set(), started(pid)
    while since and started(pid) == since:
        if select.select([listener], [], [], PATIENCE)[0]:
            asker, _ = listener.accept()
            with asker:
                answer(asker, imported, listener)
        reap(os.WNOHANG)
    reap()


def reap(options=0):
    """Reap forks that have ended, or all as they end: their processor time is then counted as the server's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def answer(asker, imported, listener):
    """Import what the script of a request imports, if that is new, and fork for it; or say why that is impossible."""
    files = []
    try:
        asker.settimeout(TIMEOUT)
        message, files, _, _ = socket.recv_fds(asker, LARGEST, 3)
        if user(asker) == os.geteuid() and message:
            asked = json.loads(message)
            import_for(asked, imported)
            fork(asker, asked, files, listener)
    except Exception as error:
        with contextlib.suppress(OSError):  # the job has ended
            asker.send(f"{type(error).__name__}: {error}".encode()[:LARGEST])
    finally:
        for file in files:
            os.close(file)


def import_for(asked, imported):
    """Import what a script imports, by importing it; none of our own modules stay, because jobs read our code again."""
    if asked["source"] not in imported:
        gc.disable()
        runpy.run_path(asked["file"], run_name=Path(asked["source"]).stem)
        for name in [name for name in sys.modules if name.partition(".")[0] == "autogrid"]:
            del sys.modules[name]
        gc.freeze()  # memory that forks share is not collected, which would copy it
        gc.enable()
        imported.add(asked["source"])


def fork(asker, asked, files, listener):
    """Let a fork become the process that asked, run its script, and tell it the status."""
    if os.fork() == 0:
        status = 1
        try:
            listener.close()
            become(asked, files)
            asker.settimeout(None)
            threading.Thread(target=end_with, args=[asker], daemon=True).start()
            asker.send(BEGUN)
            status = run_script(asked["file"])
            asker.send(str(status).encode())
        finally:
            os._exit(status)


def become(asked, files):
    """Take over the standard files, folder, environment, arguments and process group of the process that asked."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    with contextlib.suppress(PermissionError):  # that process is in another session
        os.setpgid(0, asked["group"])
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv[:] = [asked["file"]]
    sys.path[0] = os.path.dirname(asked["file"])


def run_script(path):
    """The exit status of a script."""
    status = 0
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return status


def end_with(asker):
    """End this process as soon as the one that asked for it has ended, however it ended."""
    asker.recv(1)  # nothing is ever sent: this returns when the other end is closed
    os._exit(1)
