"""Store MNIST as Keras' mnist.npz, for every benchmark to read.

usage: mnist_npz.py SOURCE TARGET

SOURCE is what dataset.path can be: a folder of idx(.gz) files or such an .npz.
"""

import sys
from pathlib import Path

import numpy as np

if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    sys.path.append(str(Path(__file__).parents[1] / "scripts"))
    from autogrid.data import sources

    arrays = sources.from_path(source)
    np.savez(target, **{key: arrays[name] for name, key in sources.NPZ_NAMES.items()})
