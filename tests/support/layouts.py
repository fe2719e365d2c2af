"""Small made images in the layouts of public data sets, what must be understood of each, and what must be refused."""

import gzip
import io
import json
import pickle
import tarfile
import zipfile
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from PIL import Image

from autogrid.data import idx
from autogrid.data.known import FILES

CHANCE = np.random.default_rng(0)
GREY = CHANCE.integers(0, 256, (12, 6, 5), np.uint8)
SQUARE = CHANCE.integers(0, 256, (12, 8, 8), np.uint8)
COLOUR = CHANCE.integers(0, 256, (12, 6, 5, 3), np.uint8)
TINY = CHANCE.integers(0, 256, (12, 32, 32, 3), np.uint8)  # as large as CIFAR's
LABELS = np.array([0, 1, 2] * 4, np.uint8)
NAMES = ["cat", "dog", "eel"]
ONE_HOT = np.eye(3)[LABELS]
ALL = {"train": range(12)}
HALVES = {"train": range(9), "test": range(9, 12)}
VALIDATED = {"train": range(6), "validation": range(6, 9)}
THIRDS = VALIDATED | {"test": range(9, 12)}


class Known(NamedTuple):
    """A layout that is understood.

    Parameters
    ----------
    make : callable
        Makes it below a folder, and returns the path to it.
    parts : dict of str to range
        Which images are in which split.
    classes : list of str
        None where there are no labels.
    images : array
        All of the images, as they must be read.
    note : str
        What must be said of it.
    """

    make: Callable
    parts: dict
    classes: list
    images: np.ndarray = GREY
    note: str = ""


class Refused(NamedTuple):
    """A layout that is refused: how it is made, and what is said."""

    make: Callable
    said: str


def picture(image, kind="png", **options):
    """The bytes of an image in a file."""
    file = io.BytesIO()
    (image if isinstance(image, Image.Image) else Image.fromarray(image)).save(file, kind, **options)
    return file.getvalue()


def write(folder, files):
    """Files by their names below a folder, which is returned."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def zipped(path, files):
    """A zip of files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def tarred(path, files, links=(), kind=tarfile.LNKTYPE):
    """A gzipped tar of files below a folder, and of links: pairs of a name and that of the file it leads to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:gz") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(f"./set/{name}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        for name, target in links:
            member = tarfile.TarInfo(f"./set/{name}")
            member.type, member.linkname = kind, f"./set/{target}" if kind == tarfile.LNKTYPE else target
            archive.addfile(member)
    return path


def pictures(pattern, which=range(12), images=GREY, kind="png"):
    """Files of some images by a pattern of their names: ``class`` and ``i`` are in braces."""
    return {pattern.format(i=i, label=NAMES[LABELS[i]]): picture(images[i], kind) for i in which}


def split(parts, pattern="{part}/{{label}}/{{i}}.png", names=None, images=GREY):
    """Files of images in splits, by a pattern that has also the name of the ``part``."""
    names = names or {}
    return {
        name: data
        for part, which in parts.items()
        for name, data in pictures(pattern.format(part=names.get(part, part)), which, images).items()
    }


def saved(path, array, **options):
    """An .npy of an array."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.save(file, array, **options)
    return path


def archived(path, **arrays):
    """An .npz of arrays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    return path


def idx_files(names, images=GREY, compress=bytes, suffix=""):
    """Four idx files by their names."""
    arrays = images[:9], LABELS[:9], images[9:], LABELS[9:]
    return {f"{name}{suffix}": compress(idx.encode(array)) for name, array in zip(names, arrays)}


def table(which, label=0, header="label", end="\n"):
    """A CSV of square images: the class first, or last."""
    pixels = [f"pixel{i}" for i in range(64)]
    rows = [[header, *pixels] if label == 0 else [*pixels, header]] if header else []
    for i in which:
        row = [LABELS[i], *SQUARE[i].ravel()]
        rows.append(row if label == 0 else row[1:] + row[:1])
    return end.join(",".join(map(str, row)) for row in rows).encode() + b"\n"


def unlabelled(which):
    """A CSV of square images without classes."""
    rows = [[f"pixel{i}" for i in range(64)], *(SQUARE[i].ravel() for i in which)]
    return "\n".join(",".join(map(str, row)) for row in rows).encode()


def cifar(which, labels=1):
    """Binary records as those of CIFAR-10, or with two labels of CIFAR-100."""
    records = [bytes([0] * (labels - 1) + [LABELS[i]]) + TINY[i].transpose(2, 0, 1).tobytes() for i in which]
    return b"".join(records)


def parquet(path, parts, folder="data"):
    """Parquet as Hugging Face's `datasets` writes it."""
    import pyarrow
    from pyarrow import parquet

    (path / folder).mkdir(parents=True)
    features = {"image": {"_type": "Image"}, "label": {"names": NAMES, "_type": "ClassLabel"}}
    about = {b"huggingface": json.dumps({"info": {"features": features}}).encode()}
    for part, which in parts.items():
        images = [{"bytes": picture(GREY[i]), "path": f"{i}.png"} for i in which]
        made = pyarrow.table({"image": images, "label": [int(LABELS[i]) for i in which]}).replace_schema_metadata(about)
        parquet.write_table(made, path / folder / f"{part}-00000-of-00001.parquet")
    return path


def whole(a):
    """Keras' four arrays of all images."""
    return {"x_train": a[:9], "y_train": LABELS[:9], "x_test": a[9:], "y_test": LABELS[9:]}


EMNIST = [f"emnist-letters-{name}" for name in ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")]
EMNIST += [f"emnist-letters-{name}" for name in ("test-images-idx3-ubyte", "test-labels-idx1-ubyte")]
DIGITS = ["0", "1", "2"]
TURNED = GREY.transpose(0, 2, 1)
LAST = {"train": "Training", "validation": "Validation", "test": "Testing"}
SEG = {"train": "seg_train/seg_train", "test": "seg_test/seg_test"}
CATS = {"train": "training_set/training_set", "test": "test_set/test_set"}

KNOWN = {
    # Folders
    "class folders": Known(lambda f: write(f, pictures("{label}/{i}.png")), ALL, NAMES),
    "train, test": Known(lambda f: write(f, split(HALVES)), HALVES, NAMES),
    "train, val": Known(
        lambda f: write(f, split(VALIDATED, names={"validation": "val"})),
        VALIDATED,
        NAMES,
    ),
    "train, val, test": Known(lambda f: write(f, split(THIRDS, names={"validation": "val"})), THIRDS, NAMES),
    "train, valid, test": Known(lambda f: write(f, split(THIRDS, names={"validation": "valid"})), THIRDS, NAMES),
    "training, testing": Known(
        lambda f: write(f / "mnist_png", split(HALVES, names={"train": "training", "test": "testing"})),
        HALVES,
        NAMES,
    ),
    "Training, Validation, Testing": Known(lambda f: write(f, split(THIRDS, names=LAST)), THIRDS, NAMES),
    "TRAIN, DEV, TEST": Known(
        lambda f: write(f, split(THIRDS, names={"train": "TRAIN", "validation": "DEV"})),
        THIRDS,
        NAMES,
    ),
    "training, validation, evaluation": Known(
        lambda f: write(f, split(THIRDS, names={"train": "training", "test": "evaluation"})),
        THIRDS,
        NAMES,
    ),
    "seg_train/seg_train, and seg_pred": Known(
        lambda f: write(f, split(HALVES, names=SEG) | pictures("seg_pred/seg_pred/{i}.png", range(3))),
        HALVES,
        NAMES,
        note="Left out (beside the images): seg_pred.",
    ),
    "training_set/training_set": Known(lambda f: write(f, split(HALVES, names=CATS)), HALVES, NAMES),
    "train, test1 without classes": Known(
        lambda f: write(f, split(HALVES, "{part}/{{i}}.png", names={"test": "test1"})),
        HALVES,
        [],
    ),
    "train2017, val2017, annotations": Known(
        lambda f: write(
            f, split(VALIDATED, "{part}2017/{{i}}.png", names={"validation": "val"}) | {"annotations/a.json": b"{}"}
        ),
        VALIDATED,
        [],
        note="Left out (not images): annotations/a.json.",
    ),
    "images and labels below train and valid": Known(
        lambda f: write(
            f,
            split(THIRDS, "{part}/images/{{i}}.png", names={"validation": "valid"})
            | {f"train/labels/{i}.txt": b"0" for i in range(6)},
        ),
        THIRDS,
        [],
    ),
    "images and masks below train and test": Known(
        lambda f: write(f, split(HALVES, "{part}/images/{{i}}.png") | split(HALVES, "{part}/masks/{{i}}.png")),
        HALVES,
        [],
        note="Left out (beside the images): masks.",
    ),
    "a normal class alone to train on": Known(
        lambda f: write(
            f / "bottle",
            pictures("train/good/{i}.png", range(9))
            | pictures("test/broken/{i}.png", range(9, 12))
            | pictures("ground_truth/broken/{i}_mask.png", range(9, 12)),
        ),
        HALVES,
        [],
        note="All images to train on are in one class, good: they count as unlabelled.",
    ),
    "a validation set without classes": Known(
        lambda f: write(
            f,
            pictures("train/{label}/images/{i}.png", range(6))
            | pictures("val/images/{i}.png", range(6, 9))
            | pictures("test/{label}/{i}.png", range(9, 12)),
        ),
        THIRDS,
        [],
        note="Labels are left out, because the images of validation are not in class folders.",
    ),
    "arrays without labels for validation": Known(
        lambda f: archived(
            f / "a.npz", **whole(GREY) | {"x_train": GREY[:6], "y_train": LABELS[:6], "x_val": GREY[6:9]}
        ),
        THIRDS,
        [],
        note="Labels are left out, because the validation images have none (y_validation).",
    ),
    "images beside annotations": Known(
        lambda f: write(
            f, pictures("images/{i}.png") | pictures("annotations/trimaps/{i}.png") | {"annotations/list.txt": b""}
        ),
        ALL,
        [],
        note="Left out (beside the images): annotations.",
    ),
    "JPEGImages beside others without images": Known(
        lambda f: write(f / "VOC2012", pictures("JPEGImages/{i}.png") | {"Annotations/1.xml": b"", "Sets/a.txt": b""}),
        ALL,
        [],
    ),
    "images in folders of classes": Known(lambda f: write(f, pictures("{label}/images/{i}.png")), ALL, NAMES),
    "Final_Training/Images, .ppm": Known(
        lambda f: write(
            f / "GTSRB",
            pictures("Final_Training/Images/{label}/{i}.ppm", range(9), COLOUR, "ppm")
            | pictures("Final_Test/Images/{label}/{i}.ppm", range(9, 12), COLOUR, "ppm")
            | {"Final_Training/Images/cat/GT.csv": b"a;b"},
        ),
        HALVES,
        NAMES,
        COLOUR,
    ),
    ".pgm": Known(
        lambda f: write(f, pictures("{label}/{i}.pgm", kind="ppm") | {"README": b""}),
        ALL,
        NAMES,
    ),
    "splits below classes": Known(
        lambda f: write(f, split(HALVES, "{{label}}/{part}/{{i}}.png")),
        HALVES,
        NAMES,
    ),
    "a class called train": Known(
        lambda f: write(f, {name.replace("eel", "train"): data for name, data in pictures("{label}/{i}.png").items()}),
        ALL,
        ["cat", "dog", "train"],
    ),
    "a class called train below train": Known(
        lambda f: write(f, {name.replace("eel", "train"): data for name, data in split(HALVES).items()}),
        HALVES,
        ["cat", "dog", "train"],
    ),
    "classes with a split's word": Known(
        lambda f: write(
            f,
            {
                name.replace("cat", "train_station").replace("dog", "test_tube"): data
                for name, data in pictures("{label}/{i}.png").items()
            },
        ),
        ALL,
        ["train_station", "test_tube", "eel"],
    ),
    "no folders": Known(lambda f: write(f, pictures("{i}.png", images=COLOUR)), ALL, [], COLOUR),
    "img_align_celeba/img_align_celeba": Known(
        lambda f: write(f, pictures("img_align_celeba/img_align_celeba/{i}.png")), ALL, []
    ),
    # Archives
    "a zip": Known(lambda f: zipped(f / "a.zip", split(THIRDS, "set/{part}/{{label}}/{{i}}.png")), THIRDS, NAMES),
    "a tar with hard links": Known(
        lambda f: tarred(
            f / "a.tar.gz",
            pictures("{label}/{i}.png", range(11)) | {"0.bin": picture(GREY[11])},
            [("eel/11.png", "0.bin")],
        ),
        ALL,
        NAMES,
    ),
    "a tar with symbolic links": Known(
        lambda f: tarred(
            f / "a.tar.gz",
            pictures("{label}/{i}.png", range(11)) | {"0.bin": picture(GREY[11])},
            [("eel/11.png", "../0.bin")],
            tarfile.SYMTYPE,
        ),
        ALL,
        NAMES,
    ),
    # Arrays
    "Keras' .npz": Known(lambda f: archived(f / "a.npz", **whole(GREY)), HALVES, DIGITS),
    "an .NPZ": Known(lambda f: archived(f / "A.NPZ", **whole(GREY)), HALVES, DIGITS),
    "MedMNIST's .npz": Known(
        lambda f: archived(
            f / "pathmnist.npz",
            train_images=COLOUR[:6],
            train_labels=LABELS[:6, None],
            val_images=COLOUR[6:9],
            val_labels=LABELS[6:9, None],
            test_images=COLOUR[9:],
            test_labels=LABELS[9:, None],
        ),
        THIRDS,
        DIGITS,
        COLOUR,
    ),
    "X_train, Y_train of strings": Known(
        lambda f: archived(f / "a.npz", X_train=GREY, Y_train=np.array(NAMES)[LABELS]),
        ALL,
        NAMES,
    ),
    "trainX, testY": Known(
        lambda f: archived(f / "a.npz", trainX=GREY[:9], trainY=LABELS[:9], testX=GREY[9:], testY=LABELS[9:]),
        HALVES,
        DIGITS,
    ),
    "images and labels": Known(lambda f: archived(f / "a.npz", images=GREY, labels=LABELS), ALL, DIGITS),
    "data, images, target": Known(
        lambda f: archived(
            f / "a.npz", data=SQUARE.reshape(12, 64), images=SQUARE, target=LABELS, target_names=np.arange(10)
        ),
        ALL,
        DIGITS,
        SQUARE,
        "Left out (neither images nor labels): data, target_names.",
    ),
    "arr_0 and arr_1": Known(lambda f: archived(f / "a.npz", arr_0=GREY, arr_1=LABELS), ALL, DIGITS),
    "one-hot labels": Known(lambda f: archived(f / "a.npz", x_train=GREY, y_train=ONE_HOT), ALL, DIGITS),
    "labels as floats": Known(lambda f: archived(f / "a.npz", x_train=GREY, y_train=LABELS.astype(float)), ALL, DIGITS),
    "a folder with one .npz": Known(
        lambda f: write(archived(f / "a/b.npz", **whole(GREY)).parent, {"LICENSE": b""}),
        HALVES,
        DIGITS,
    ),
    "a folder with one .npy": Known(lambda f: saved(f / "a/b.npy", COLOUR).parent, ALL, [], COLOUR),
    "a folder of .npy": Known(
        lambda f: [saved(f / f"a/{name}.npy", array) for name, array in whole(GREY).items()][0].parent,
        HALVES,
        DIGITS,
    ),
    "a folder of .npz of single arrays": Known(
        lambda f: (
            [
                archived(f / f"a/kmnist-{name}.npz", arr_0=array)
                for name, array in zip(["train-imgs", "train-labels", "test-imgs", "test-labels"], whole(GREY).values())
            ][0].parent
        ),
        HALVES,
        DIGITS,
    ),
    "train.npz and test.npz": Known(
        lambda f: (
            [
                archived(f / f"a/{part}.npz", x=GREY[which.start : which.stop], y=LABELS[which.start : which.stop])
                for part, which in HALVES.items()
            ][0].parent
        ),
        HALVES,
        DIGITS,
    ),
    "rows of pixels": Known(
        lambda f: archived(f / "a.npz", x=SQUARE.reshape(12, 64), y=LABELS),
        ALL,
        DIGITS,
        SQUARE,
        "Rows of 64 values are images of 8 × 8.",
    ),
    "many rows of pixels alone": Known(
        lambda f: saved(f / "a.npy", np.tile(SQUARE.reshape(12, 64), (60, 1))),
        {"train": range(720)},
        [],
        np.tile(SQUARE, (60, 1, 1)),
    ),
    "a channel first": Known(lambda f: saved(f / "a.npy", GREY[:, None]), ALL, []),
    "three channels first": Known(
        lambda f: saved(f / "a.npy", COLOUR.transpose(0, 3, 1, 2)),
        ALL,
        [],
        COLOUR,
        "Arrays of 3 × 6 × 5 have their channels first.",
    ),
    "a channel last": Known(lambda f: saved(f / "a.npy", GREY[..., None]), ALL, []),
    "in Fortran's order": Known(lambda f: saved(f / "a.npy", np.asfortranarray(COLOUR)), ALL, [], COLOUR),
    # idx
    "idx": Known(lambda f: write(f, idx_files(FILES)), HALVES, DIGITS),
    "idx, gzipped": Known(lambda f: write(f, idx_files(FILES, compress=gzip.compress, suffix=".gz")), HALVES, DIGITS),
    "idx with a point": Known(
        lambda f: write(f, idx_files([name.replace("-idx", ".idx") for name in FILES])),
        HALVES,
        DIGITS,
    ),
    "idx, both gzipped and not, in raw": Known(
        lambda f: write(f / "raw", idx_files(FILES) | idx_files(FILES, compress=gzip.compress, suffix=".gz")).parent,
        HALVES,
        DIGITS,
    ),
    "a single idx file": Known(lambda f: write(f, {"a-idx3-ubyte": idx.encode(GREY)}) / "a-idx3-ubyte", ALL, []),
    "prefixed idx, zipped": Known(
        lambda f: zipped(
            f / "a.zip",
            {f"gzip/{name}": data for name, data in idx_files(EMNIST, TURNED, gzip.compress, ".gz").items()},
        ),
        HALVES,
        DIGITS,
        note="EMNIST stores its images transposed: they are turned upright.",
    ),
    "prefixed idx": Known(
        lambda f: write(f, idx_files([f"digits-{name}" for name in FILES])),
        HALVES,
        DIGITS,
    ),
    # Tables, binaries
    "label, pixel0, … and a table without labels": Known(
        lambda f: write(
            f,
            {"train.csv": table(range(9)), "test.csv": unlabelled(range(9, 12)), "sample.csv": b"ImageId,Label\n1,0\n"},
        ),
        HALVES,
        [],
        SQUARE,
        "Labels are left out, because the test images have none (y_test).",
    ),
    "fashion-mnist_train.csv, fashion-mnist_test.csv": Known(
        lambda f: write(f, {f"fashion-mnist_{part}.csv": table(which) for part, which in HALVES.items()}),
        HALVES,
        DIGITS,
        SQUARE,
    ),
    "a table with its labels last, from Windows": Known(
        lambda f: write(f, {"a.csv": table(range(12), label=1, end="\r\n")}) / "a.csv",
        ALL,
        DIGITS,
        SQUARE,
    ),
    "a table without a header": Known(
        lambda f: write(f, {"a.csv": table(range(12), header="")}) / "a.csv",
        ALL,
        DIGITS,
        SQUARE,
    ),
    "binary records": Known(
        lambda f: tarred(
            f / "cifar-10-binary.tar.gz",
            {
                "data_batch_1.bin": cifar(range(5)),
                "data_batch_2.bin": cifar(range(5, 9)),
                "test_batch.bin": cifar(range(9, 12)),
                "batches.meta.txt": b"cat\n",
            },
        ),
        HALVES,
        DIGITS,
        TINY,
    ),
    "binary records with two labels": Known(
        lambda f: write(f, {"train.bin": cifar(range(9), 2), "test.bin": cifar(range(9, 12), 2)}),
        HALVES,
        DIGITS,
        TINY,
    ),
    "Parquet": Known(lambda f: parquet(f, THIRDS), THIRDS, NAMES),
}

CLASSES = pictures("{label}/{i}.png")
REFUSED = {
    "val and test alone": Refused(
        lambda f: write(f, split({"val": range(6), "test": range(6, 12)})),
        "has test, val, but no train",
    ),
    "two names for train": Refused(
        lambda f: write(f, split({"trainA": range(6), "trainB": range(6, 12)})),
        "has trainA, trainB, which are all names for train: put their images into one",
    ),
    "splits beside classes": Refused(
        lambda f: write(f, CLASSES | pictures("val/{i}.png")),
        "has val, which looks like a split, beside cat, dog, eel: if these are classes, rename the former",
    ),
    "train with folders beside classes": Refused(
        lambda f: write(f, CLASSES | pictures("train/{label}/{i}.png")),
        "has train, which looks like a split, beside cat, dog, eel",
    ),
    "another test set": Refused(
        lambda f: write(
            f, split({"Training": range(6), "Test": range(6, 9)}) | pictures("test-multiple_fruits/{i}.png")
        ),
        "beside test-multiple_fruits",
    ),
    "images in images and elsewhere": Refused(
        lambda f: write(f, pictures("images/{i}.png") | pictures("cats/{i}.png")),
        "has images in images and in cats: if the former is not a class",
    ),
    "images beside splits": Refused(
        lambda f: write(f, split(HALVES) | {"example.png": picture(GREY[0])}),
        "has images in folders of splits, such as test/cat/9.png, and beside them, such as example.png",
    ),
    "images and arrays": Refused(
        lambda f: write(saved(f / "labels.npy", LABELS).parent, CLASSES),
        "has images, such as cat/0.png, and arrays, such as labels.npy: name the one or the other",
    ),
    "a single image in colour": Refused(
        lambda f: saved(f / "a.npy", CHANCE.integers(0, 256, (200, 300, 3), np.uint8)),
        "one image with 3 channels, or 200 grey ones of 300 × 3: if it is one, store several, np.stack(images)",
    ),
    "a single grey image": Refused(
        lambda f: saved(f / "a.npy", np.zeros((64, 64), np.uint8)),
        "which is one image, or 64 flat ones of 8 × 8: if it is one, store several",
    ),
    "rows of no square": Refused(
        lambda f: archived(f / "a.npz", x=GREY.reshape(12, 30), y=LABELS),
        "rows of 30 values are not square images: store them as (n, height, width)",
    ),
    "rows of colours": Refused(
        lambda f: archived(f / "a.npz", x=TINY.reshape(12, 3072), y=LABELS),
        "rows of 3 × 32 × 32 values in an unknown order: store images.reshape(-1, 32, 32, 3), or where",
    ),
    "channels at either end": Refused(
        lambda f: saved(f / "a.npy", np.zeros((9, 3, 8, 3), np.uint8)),
        "whose channels are its second axis or its last",
    ),
    "images last": Refused(
        lambda f: saved(f / "a.npy", TINY.transpose(1, 2, 3, 0)), "store images.transpose(3, 0, 1, 2)"
    ),
    "grey images last": Refused(
        lambda f: saved(f / "a.npy", SQUARE.transpose(1, 2, 0)),
        "looks like (height, width, n), as MATLAB has it: store images.transpose(2, 0, 1)",
    ),
    "objects": Refused(
        lambda f: saved(f / "a.npy", np.array([GREY[0], None], object)),
        "array of Python objects, which are never read, because they could run code: store numbers, np.stack(images)",
    ),
    "labels as objects": Refused(
        lambda f: archived(f / "a.npz", x=GREY, y=np.array(NAMES, object)[LABELS]),
        "y in {path} is an array of Python objects, which are never read, because they could run code: store "
        "labels.astype(str), or of numbers labels.astype(int)",
    ),
    "several labels for an image": Refused(
        lambda f: archived(f / "a.npz", x=GREY, y=np.ones((12, 14), int)),
        "not a single 1 in each row of zeros",
    ),
    "several labels": Refused(
        lambda f: archived(f / "a.npz", x=GREY, fine_labels=LABELS, coarse_labels=LABELS),
        "has several arrays that can be labels of train",
    ),
    "only a test set": Refused(
        lambda f: archived(f / "a.npz", x_test=GREY, y_test=LABELS), "but no images to train on"
    ),
    "several data sets of idx files": Refused(
        lambda f: write(f, idx_files(EMNIST) | idx_files([name.replace("letters", "digits") for name in EMNIST])),
        "has several arrays that can be images of train",
    ),
    "pickled batches": Refused(
        lambda f: write(f, {f"cifar/{n}": pickle.dumps({}) for n in ("data_batch_1", "test_batch")}),
        "data_batch_1 is from CIFAR-10 for Python, a pickle, which is never read, because it could run code: get cifar",
    ),
    "a pickle": Refused(
        lambda f: write(f, {"a.pickle": pickle.dumps({})}) / "a.pickle",
        "is a pickle, which is never read",
    ),
    "MATLAB's": Refused(lambda f: write(f, {"a/train_32x32.mat": b"MATLAB"}), "scipy.io.loadmat reads it"),
    "HDF5": Refused(lambda f: write(f, {"a.h5": b"\x89HDF"}) / "a.h5", "h5py.File reads it"),
    "a table of colours": Refused(
        lambda f: write(f, {"a.csv": b"label," + b",".join(b"p%d" % i for i in range(192)) + b"\n"}) / "a.csv",
        "has 193 columns, label, p0, p1 … p191: a table of pixels has a column for each pixel of a square image",
    ),
    "a table with a hole": Refused(
        lambda f: write(f, {"a.csv": table(range(3)) + b"1,2\n"}) / "a.csv", "correct or remove that line"
    ),
    "a tar with a link that leads nowhere": Refused(
        lambda f: tarred(f / "a.tar.gz", pictures("{label}/{i}.png", range(11)), [("eel/11.png", "0.bin")]),
        "set/eel/11.png is a link to no file in the tar: make it again with tar --dereference",
    ),
    "a name that is not UTF-8": Refused(
        lambda f: write(f, CLASSES | {b"caf\xe9/0.png".decode("utf-8", "surrogateescape"): picture(GREY[0])}),
        r"has a folder named 'caf\\xe9', which is not UTF-8: rename it",
    ),
    "a folder with an archive": Refused(
        lambda f: zipped(f / "a/archive.zip", CLASSES).parent,
        "archive.zip is an archive in the folder: name it as the path, or unpack it",
    ),
    "an .npz of something else": Refused(
        lambda f: zipped(f / "a.npz", {"a.txt": b""}), "a.npz has no arrays; store np.savez("
    ),
    "a class without images": Refused(lambda f: write(f, CLASSES | {"owl/notes.txt": b""}), "owl has no images (PNG"),
}
