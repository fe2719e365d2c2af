"""Import Keras once, and fork for each training that asks: see `autogrid.job.zygote`.

usage: preload.py FILE_DESCRIPTOR_OF_A_LISTENING_SOCKET
"""

import socket
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parent)

from autogrid.job import zygote


def preload():
    """What a training imports, and nothing of ours stays: a fork reads our code anew."""
    from autogrid.model.keras_start import lean_import

    with lean_import():
        import h5py  # noqa: F401
        import keras  # noqa: F401
        import tensorflow  # noqa: F401


if __name__ == "__main__":
    zygote.serve(socket.socket(fileno=int(sys.argv[1])), preload)
