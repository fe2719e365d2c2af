"""Which files are images, and of which class: by the folders that they are in.

The layout is that of Keras' `image_dataset_from_directory`: a folder for each class, with or
without ``train/`` and ``test/`` above them. Images that are in no folder have no labels.
"""

import re
from typing import NamedTuple

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp")
KINDS = "PNG, JPEG, BMP, GIF, TIFF, WebP"
MOST = 3  # names that a message lists


class Image(NamedTuple):
    """A file by its name, the part of the data that it belongs to, train or test, and its class, if it has one."""

    name: str
    part: str
    label: str | None


def arrange(names, where):
    """The images among files, in their order: by the numbers and words in their names, whatever the folder.

    So images that are numbered through all classes keep their order.

    Parameters
    ----------
    names : list of str
        Files, with slashes; that of an empty folder ends with one.
    where : str
        What they are in, for messages.

    Returns
    -------
    list of Image, list of str
        The images, and sentences on what was left out.

    Raises
    ------
    ValueError
        If they are in no layout that is known, or there are none.
    """
    images = {name: name.split("/") for name in names if name.lower().endswith(SUFFIXES)}
    others = sorted(name for name in names if name not in images and not name.endswith("/"))
    if not images:
        raise ValueError(f"{where} has no images ({KINDS}){'; it has ' + some(others) if others else ''}")
    depth = wrappers(list(images.values()))
    parts = {parts[depth].lower() for parts in images.values()}
    divided = "train" in parts and all(len(parts) > depth + 1 for parts in images.values())
    if divided and parts - {"train", "test"}:
        raise ValueError(
            f"{where} has {some(sorted(parts - {'train', 'test'}))} beside train: move the images into train, which "
            "validation images are taken from, or test"
        )
    start = depth + divided
    found = [
        Image(name, parts[depth].lower() if divided else "train", parts[start] if len(parts) > start + 1 else None)
        for name, parts in images.items()
    ]
    notes = [f"Left out, as no images: {some(others)}."] if others else []
    check_classes(found, names, start, where)
    if any(image.part == "test" for image in found) and unlabelled(found, "train") != unlabelled(found, "test"):
        notes.append("Labels are left out, as only one of train and test has class folders.")
        found = [image._replace(label=None) for image in found]
    if len({image.label for image in found}) == 1 and found[0].label:
        notes.append(f"All images are in one class, {found[0].label}: that is taken for no labels.")
        found = [image._replace(label=None) for image in found]
    return sorted(found, key=lambda image: (natural(image.name.rpartition("/")[2]), natural(image.name))), notes


def wrappers(images):
    """How many folders there are above all others, as archives have them: of split names of images."""
    depth = 0
    while len({parts[depth] for parts in images}) == 1 and all(len(parts) > depth + 2 for parts in images):
        depth += 1
    return depth


def check_classes(images, names, start, where):
    """Raise a ValueError for images beside class folders, and for class folders without images.

    Parameters
    ----------
    images : list of Image
    names : list of str
        All files, and folders that are empty.
    start : int
        How many folders there are above those of the classes.
    where : str
    """
    for part in ("train", "test"):
        of_part = [image for image in images if image.part == part]
        inside, beside = (sorted(image.name for image in of_part if bool(image.label) is has) for has in (True, False))
        if inside and beside:
            raise ValueError(
                f"{where} has images in class folders, such as {inside[0]}, and beside them, such as {beside[0]}: "
                "move these into a class folder, or out of the data"
            )
    filled = {"/".join(image.name.split("/")[: start + 1]) for image in images if image.label}
    above = {folder.rpartition("/")[0] for folder in filled}
    folders = {"/".join(name.split("/")[: start + 1]) for name in names if name.count("/") > start}
    empty = sorted(folder for folder in folders - filled if folder.rpartition("/")[0] in above)
    if empty:
        raise ValueError(f"{where}/{empty[0]} has no images ({KINDS}): put some into it, or remove it")


def unlabelled(images, part):
    """Whether the images of a part have no labels."""
    return all(image.label is None for image in images if image.part == part)


def classes(images):
    """The names of the classes, in their order."""
    return sorted({image.label for image in images if image.label}, key=natural)


def natural(name):
    """What to sort a name by, so that 10 comes after 9."""
    return [int(word) if word.isdecimal() else word.lower() for word in re.split(r"(\d+)", name)], name


def some(names):
    """The first of some names."""
    return ", ".join(names[:MOST]) + (f" and {len(names) - MOST} more" if len(names) > MOST else "")
