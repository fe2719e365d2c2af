"""Formats that are not read, and what to do with files in them."""

SAVE = "store the arrays with np.savez('images.npz', x_train=…, y_train=…)"
PICKLE = "a pickle, which is never read, because it could run code"
ADVICE = {
    ("data_batch_1", "test_batch", "batches.meta"): f"is from CIFAR-10 for Python, {PICKLE}: get "
    "cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html, and name that",
    (".pkl", ".pickle"): f"is {PICKLE}: if you trust it, load it yourself and {SAVE}",
    (".pt", ".pth"): f"is {PICKLE}: if you trust it, torch.load it yourself and {SAVE}",
    (".mat",): f"is a MATLAB file: scipy.io.loadmat reads it; {SAVE}",
    (".h5", ".hdf5"): f"is HDF5: h5py.File reads it; {SAVE}",
    (".tfrecord",): "holds TensorFlow records: tf.data.TFRecordDataset reads it; store the images as PNG files",
    (".rar", ".7z"): "is an archive in a format that is not read: unpack it, and name the folder",
    (".zip", ".tar", ".tar.gz", ".tgz"): "is an archive in the folder: name it as the path, or unpack it",
    (".parquet",): "is Parquet in an archive: unpack that, and name the folder",
    (".heic",): "is HEIC, which is not read: convert the images to JPEG or PNG",
    (".svg",): "is a drawing, which has no pixels: convert the images to PNG",
}


def advice(names):
    """A sentence on the first of some files that is in such a format, beginning with its name; None if none is."""
    for name in sorted(names):
        for endings, said in ADVICE.items():
            if name.lower().endswith(endings):
                return f"{name} {said}"
    return None
