"""TensorFlow without the costs that a short job can avoid.

An import of Keras costs 4 s from start to exit, more than training a small
autoencoder. Half of it is spent on garbage collection among millions of objects
that live until the end, and on libraries that Keras imports merely because they are installed.
"""

import contextlib
import gc
import sys
from typing import Any

from autogrid.job import environment, gpu
from autogrid.provenance import origin


@contextlib.contextmanager
def lean_import():
    """Import TensorFlow and Keras in this context to have them in half the time, and with Keras' own defaults."""
    environment.prepare()
    names = ("pandas", "matplotlib", "sklearn", "scipy")
    imported = {name: sys.modules[name] for name in names if name in sys.modules}
    hidden: dict[str, Any] = dict.fromkeys(names)  # None makes `import` raise ImportError
    gc.disable()
    sys.modules.update(hidden)
    try:
        yield
    finally:
        for name in names:
            del sys.modules[name]
        sys.modules.update(imported)
        gc.freeze()  # objects that exist now are never collected, not even at exit
        gc.enable()


def configure(threads, gpu_asked=False):
    """Use a number of threads, a GPU only if one is requested, and deterministic operations.

    Returns
    -------
    dict
        What a record says about where a model was computed: the ``device``; the versions of its ``driver``
        and of ``cuda``, None on a processor; ``tf32``, whether products are rounded to ten bits,
        as TensorFlow would on a GPU automatically; and ``unused_gpu``, why an available GPU was not used.

    Raises
    ------
    RuntimeError
        If SLURM gave a GPU that cannot be used, see `gpu.decide`.
    """
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    tf.config.experimental.enable_op_determinism()
    tf.config.experimental.enable_tensor_float_32_execution(False)
    if gpu_asked and gpu.found():
        gpu.missing_libraries()  # loads the others, before TensorFlow looks for them
    listed = tf.config.list_physical_devices("GPU")
    used, unused = gpu.decide(gpu_asked, len(listed))
    tf.config.set_visible_devices(listed[:1] if used else [], "GPU")
    if used:
        tf.config.experimental.set_memory_growth(listed[0], True)
    return {
        "device": gpu.found()[0].name if used else origin.processor(),
        "driver": gpu.driver() if used else None,
        "cuda": gpu.cuda() if used else None,
        "tf32": tf.config.experimental.tensor_float_32_execution_enabled(),
        "unused_gpu": unused,
    }
