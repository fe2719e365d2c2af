"""A process that has imported Keras once and forks for each training, as Android's zygote does for apps.

To import Keras takes longer than to train many an autoencoder. A fork of a process that has done so, and
nothing else, is that process: what it trains has the same bytes. Nobody needs to know that there is one:
a script that hands itself over ends as it would have ended by itself, and does its work by itself where
there is no zygote.
"""

import contextlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import threading
import traceback

ADDRESS = "AUTOGRID_ZYGOTE"  # the environment variable that tells jobs where its socket is
THREADS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]  # variables that keep it at one thread
BEGUN = b"begun"  # what a fork says first; its exit status is the second and last
LARGEST = 1 << 20  # bytes of a request
WAITING = 1000  # jobs that may wait until Keras is imported


def hand_over(snakemake):
    """Let a fork of the zygote run this very script, and end as it ends; return where there is no zygote.

    A job of several threads goes on by itself: the zygote is a process of one.
    """
    address = os.environ.pop(ADDRESS, None)
    if address is None or snakemake.threads != 1:
        return
    request = {"script": os.path.abspath(sys.argv[0]), "folder": os.getcwd(), "environment": dict(os.environ)}
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as fork:
        try:
            fork.connect(address)
            socket.send_fds(fork, [json.dumps(request).encode()], [0, 1, 2])
            begun = fork.recv(len(BEGUN))
        except OSError:  # it has ended, or the environment is too large for a message
            return
        if not begun:  # it could not import Keras, or not fork
            return
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # at Ctrl-C the fork has the last word, in its log
        status = fork.recv(16)
    if not status:
        print("the fork of the zygote that ran this job was killed", file=sys.stderr)
    os._exit(int(status or 1))


def bind(path):
    """The socket of a zygote-to-be, at a path: jobs can ask from now on."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    listener.bind(path)
    listener.listen(WAITING)
    return listener


def serve(listener, preload):
    """Fork for each request, until stdin ends: that is a pipe from Snakemake, which ends however Snakemake does.

    Parameters
    ----------
    listener : socket.socket
    preload : callable
        Imports what jobs need, when the first one asks. It starts no thread: a fork has one only.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # at Ctrl-C it ends without a word
    loaded = False
    while listener in select.select([listener, sys.stdin], [], [])[0]:
        request, _ = listener.accept()
        if not loaded:
            preload()
            loaded = True
        if os.fork() == 0:
            listener.close()
            run(request)
        request.close()
        reap(os.WNOHANG)
    reap()
    os._exit(0)  # to take Keras apart takes longer than to end


def reap(options=0):
    """Let forks go that have ended, or all as they end: what they computed is then counted as Snakemake's."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, options)[0]:
            pass


def run(request):
    """Become the process that asked, run its script, and tell it the status."""
    message, files, _, _ = socket.recv_fds(request, LARGEST, 3)
    asked = json.loads(message)
    request.send(BEGUN)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv[:] = [asked["script"]]
    sys.path[0] = os.path.dirname(asked["script"])
    for name in [name for name in sys.modules if name.partition(".")[0] == "autogrid"]:
        del sys.modules[name]  # code of ours is read anew, as by any job
    threading.Thread(target=end_with, args=[request], daemon=True).start()
    status = run_script(asked["script"])
    request.send(str(status).encode())
    os._exit(status)


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


def end_with(request):
    """End this process as soon as the one that asked for it has ended, however that was."""
    request.recv(1)  # nothing is ever sent: this returns when the other end is closed
    os._exit(1)
