"""Formats that are not read, and what to do with files in them."""

SAVE = "np.savez('images.npz', x_train=…, y_train=…)"
PICKLE = (
    "is a pickle, which is never read, as it could run code: where you trust it, load it yourself and store the arrays "
    f"with {SAVE}"
)
ADVICE = {
    ".pkl": PICKLE,
    ".pickle": PICKLE,
    ".pt": PICKLE.replace("load it", "torch.load it"),
    ".pth": PICKLE.replace("load it", "torch.load it"),
    ".mat": "is of MATLAB: scipy.io.loadmat reads it; store the arrays with " + SAVE,
    ".h5": "is HDF5: h5py.File reads it; store the arrays with " + SAVE,
    ".hdf5": "is HDF5: h5py.File reads it; store the arrays with " + SAVE,
    ".tfrecord": "holds records of TensorFlow: tf.data.TFRecordDataset reads it; store the images as PNG files",
    ".rar": "is a RAR, which is not read: unpack it, and name the folder",
    ".7z": "is a 7z, which is not read: unpack it, and name the folder",
    ".zip": "is an archive in the folder: name it as the path, or unpack it",
    ".tar": "is an archive in the folder: name it as the path, or unpack it",
    ".tar.gz": "is an archive in the folder: name it as the path, or unpack it",
    ".tgz": "is an archive in the folder: name it as the path, or unpack it",
    ".parquet": "is Parquet in an archive: unpack that, and name the folder",
    ".heic": "is HEIC, which is not read: convert the images to JPEG or PNG",
    ".svg": "is a drawing, which has no pixels: convert the images to PNG",
}
CIFAR = {"data_batch_1", "test_batch", "batches.meta"}


def advice(names):
    """A sentence on the first file that is in such a format, beginning with its name; None if none is.

    Parameters
    ----------
    names : iterable of str
    """
    for name in sorted(names):
        last = name.rpartition("/")[2]
        if last in CIFAR:
            return (
                f"{name} is of CIFAR-10 for Python, a pickle, which is never read, as it could run code: get "
                "cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html, and name that"
            )
        for suffix, said in ADVICE.items():
            if last.lower().endswith(suffix):
                return f"{name} {said}"
    return None
