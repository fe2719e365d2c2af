"""Names of splits, images and labels in public data sets: the one table, for folders, archives and arrays alike.

A name is read word by word: ``seg_train``, ``TrainingSet`` and ``x_train`` all have a word for the training set.
"""

import re
from typing import NamedTuple

# Words for each split, and public data sets that use them.
SPLITS = {
    "train": {
        "train": "ImageNet, CIFAR-10 and MedMNIST; seg_train of Intel Image Classification; train2017 of COCO",
        "training": "mnist_png, Brain Tumor MRI, Fruits-360; training_set of Cats and Dogs; Final_Training of GTSRB",
        "trainset": "the sets of PyTorch's tutorials",
        "trn": "arrays of fast.ai's first courses",
    },
    "validation": {
        "val": "ImageNet, imagenette, hymenoptera_data, chest_xray; val_images of MedMNIST; val2017 of COCO",
        "valid": "100 Sports, New Plant Diseases, the exports of Roboflow",
        "validation": "Cats and Dogs Filtered, Flowers, the sets of Hugging Face",
        "valset": "the sets of PyTorch's tutorials",
        "dev": "Tatoeba and other sets for speech and text",
    },
    "test": {
        "test": "ImageNet, CIFAR-10 and MedMNIST; seg_test of Intel Image Classification; test1 of Dogs vs. Cats",
        "testing": "mnist_png, Brain Tumor MRI",
        "testset": "the sets of PyTorch's tutorials",
        "tst": "arrays of fast.ai's first courses",
        "evaluation": "Food-11, beside training and validation",
        "eval": "the sets of speech challenges",
        "holdout": "competitions of DrivenData",
        "t10k": "MNIST, Fashion-MNIST, KMNIST",
    },
}
WORDS = {word: split for split, words in SPLITS.items() for word in words}
UNUSED = {"pred", "prediction", "unlabeled", "unlabelled", "extra"}  # seg_pred of Intel's, STL-10, SVHN
AFFIXES = {"set", "data", "dataset", "images", "image", "imgs", "img", "final", "split", "folder"}

# Folders that hold images without being a class, and folders beside them with information about the images.
HOLDERS = {"images", "image", "imgs", "img", "jpegimages"}
COMPANIONS = {"annotation", "annotations", "label", "labels", "mask", "masks", "trimaps", "xml", "xmls", "bbox", "gt"}
COMPANIONS |= {"groundtruth", "ground", "segmentation", "segmentations", "segmentationclass", "segmentationobject"}

# Arrays: Keras, scikit-learn, MedMNIST, KMNIST, and common names.
IMAGES = {"x", "images", "image", "imgs", "img", "data", "samples", "pixels", "faces", "features", "inputs"}
LABELS = {"y", "labels", "label", "targets", "target", "class", "lbls"}


class Level(NamedTuple):
    """Folders that are beside each other: the split that each one is, none if they are classes, and those left out."""

    splits: dict
    unused: list


def words(name):
    """The words of a name, in lower case; numbers are separate words, except for those in `WORDS`."""
    found = []
    for word in re.findall(r"[^\W_]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=\d{4}$)", " ", name)):
        word = word.lower()
        joined = re.fullmatch(rf"([xy])({'|'.join(WORDS)})|({'|'.join(WORDS)})([xy])", word)
        if joined:  # xtrain, ytest
            found += [part for part in joined.groups() if part]
        elif word in WORDS:
            found.append(word)
        else:
            found += re.findall(r"[^\W\d_]+|\d+", word)
    return found


def split(name):
    """The split that a name has a word for, and its other words; None and all of them if there is none, or several."""
    of = words(name)
    splits = {WORDS[word] for word in of if word in WORDS}
    if len(splits) != 1:
        return None, tuple(of)
    return splits.pop(), tuple(word for word in of if word not in WORDS)


def kind(name):
    """``y`` for labels or ``x`` for images, by the words of an array's name; None if it has no word for either."""
    of = set(words(name))
    return "y" if of & LABELS else "x" if of & IMAGES else None


def is_companion(name):
    """Whether a folder is about the images beside it: annotations, masks."""
    return bool(COMPANIONS.intersection(words(name)))


def is_holder(name):
    """Whether a folder only holds images."""
    return name.lower() in HOLDERS


def level(folders, where, are_plain):
    """Whether folders beside each other are splits or classes, by their names.

    A name looks like a split if all its other words are usual ones, such as "set", numbers or letters, or if another
    has the same other words and is another split: ``seg_train`` beside ``seg_test``. A class may be called "train"
    among others that do not look like splits, if the folders `are_plain`: they have images and no folders. A ValueError
    if some look like splits, but all together cannot be splits.
    """
    looks = {name: split(name) for name in sorted(folders)}
    shared = [rest for of, rest in set(looks.values()) if of]  # one entry for each split that has this rest
    found = {
        name: of
        for name, (of, rest) in looks.items()
        if of and (all(word in AFFIXES or word.isdigit() or len(word) == 1 for word in rest) or shared.count(rest) > 1)
    }
    divided = len(set(found.values())) > 1
    unused = [
        name for name in looks if name not in found and divided and (UNUSED & set(words(name)) or is_companion(name))
    ]
    others = [name for name in looks if name not in found and name not in unused]
    odd = [name for name in others if UNUSED & set(words(name))]
    if others and not odd and are_plain and [name.lower() for name in found] == ["train"]:
        return Level({}, [])  # the vehicle
    if found and others:
        raise ValueError(
            f"{where} has {some(found)}, which look{'s' * (len(found) == 1)} like a split, beside {some(others)}: "
            "if these are classes, rename the former; if they are splits, call them train, validation and test, or "
            "move the others out"
        )
    if len(found) == 1 and not divided:
        return Level(dict.fromkeys(found, "train"), [])
    for part in dict.fromkeys(found.values()):
        same = [name for name in found if found[name] == part]
        if len(same) > 1:
            raise ValueError(f"{where} has {some(same)}, which are all names for {part}: put their images into one")
    if found and "train" not in found.values():
        raise ValueError(f"{where} has {some(found)}, but no train: rename one of them, or put their images into one")
    return Level(found, unused)


def some(names, most=3):
    """The first of some names, and how many more there are."""
    names = list(names)
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")
