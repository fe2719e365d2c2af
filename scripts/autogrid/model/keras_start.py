"""TensorFlow without what a short job need not pay for.

An import of Keras costs 4 s from start to exit, more than training a small
autoencoder. Half of it is spent on garbage collection among millions of objects
that live until the end, and on libraries that Keras imports merely because they
are there.
"""

import contextlib
import gc
import os
import sys


@contextlib.contextmanager
def lean_import():
    """Import TensorFlow and Keras in this context to have them in half the time, and with Keras' own defaults."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # errors only
    for name in [name for name in os.environ if name.startswith("KERAS_")]:
        del os.environ[name]
    # A keras.json could set another backend, epsilon or float type: the same records, and other results.
    os.environ.update(KERAS_BACKEND="tensorflow", KERAS_HOME=os.devnull)
    hidden = [name for name in ("pandas", "matplotlib", "sklearn", "scipy") if name not in sys.modules]
    gc.disable()
    sys.modules.update(dict.fromkeys(hidden))  # None makes `import` raise ImportError
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
        gc.freeze()  # what is here now is never collected, at exit neither
        gc.enable()


def configure(threads):
    """Use that many threads, grow GPU memory as needed, and be deterministic."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    for gpu in tf.config.list_physical_devices("GPU"):
        tf.config.experimental.set_memory_growth(gpu, True)
    tf.config.experimental.enable_op_determinism()


def gpu():
    """The name of the GPU that TensorFlow uses, or None."""
    import tensorflow as tf

    for device in tf.config.list_physical_devices("GPU"):
        return tf.config.experimental.get_device_details(device).get("device_name", "GPU")
    return None
