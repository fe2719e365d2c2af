"""Which files are images, and their splits and classes, by the folders that they are in.

Folders are splits, classes, or neither: one that is alone, such as that of an archive, and those that only hold
images, such as ``images/``. Below splits there are classes or none, and below classes there may be splits.
The names of folders in public data sets are in `names`.
"""

import re
from typing import NamedTuple

from autogrid.data import names as words
from autogrid.data.look import PARTS
from autogrid.data.names import some

SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pbm", ".pnm")
KINDS = "PNG, JPEG, BMP, GIF, TIFF, WebP, PGM, PPM"


class Labelled(NamedTuple):
    """A file by its name, the split that it belongs to (see `PARTS`), and its class, if it has one."""

    name: str
    part: str
    label: str | None


class Descent(NamedTuple):
    """An image on the way down its folders: its name, those above it that are settled, and the rest of its name."""

    name: str
    above: tuple
    rest: tuple

    def down(self):
        return self._replace(above=self.above + self.rest[:1], rest=self.rest[1:])


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
    list of Labelled, list of str
        The images, and sentences on what was left out.

    Raises
    ------
    ValueError
        If their layout is not known, or there are none.
    """
    names = list(dict.fromkeys(names))  # a zip may have one twice
    paths = [Descent(name, (), tuple(name.split("/"))) for name in names if is_image(name)]
    others = sorted(name for name in names if not is_image(name) and not name.endswith("/"))
    if not paths:
        raise ValueError(f"{where} has no images ({KINDS}){'; it has ' + some(others) if others else ''}")
    check_names(paths, where)
    notes = [f"Left out (not images): {some(others)}."] if others else []
    paths, companions = held(unwrapped(paths), where)
    splits, unused = divided(paths, where)
    check_classes([path for _, of_part in splits for path in of_part], names, where)
    found = [image for part, of_part in splits for image in labelled(part, of_part, where)]
    if companions + unused:
        notes.append(f"Left out (beside the images): {some(companions + unused)}.")
    found, more = sensible(found)
    notes += more
    return sorted(found, key=place), notes


def place(image):
    """The key to sort images by: their digest depends on the order, and must not depend on the folders' names."""
    return PARTS.index(image.part), natural(image.name.rpartition("/")[2]), natural(image.name)


def is_image(name):
    """Whether a file has an image's suffix."""
    return name.lower().endswith(SUFFIXES)


def check_names(paths, where):
    """Raise a ValueError for the first folder whose name is not UTF-8: classes are named after folders."""
    for folder in (folder for path in paths for folder in path.rest[:-1]):
        if shown(folder) != folder:
            raise ValueError(
                f"{where} has a folder named {shown(folder)!r}, which is not UTF-8: rename it, for example with "
                "convmv -f latin1 -t utf8 -r --notest"
            )


def shown(name):
    """A name as it can be printed: bytes that are not UTF-8 as hexadecimal numbers."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def tops(paths):
    """The folders that are next for some paths; an empty name stands for images that are in none of them."""
    return {path.rest[0] if len(path.rest) > 1 else "" for path in paths}


def unwrapped(paths):
    """Paths below the folders that are above all images, as archives have them."""
    while len(tops(paths)) == 1 and all(len(path.rest) > 2 for path in paths):
        paths = [path.down() for path in paths]
    return paths


def held(paths, where):
    """Paths below a folder that only holds images, and the names of folders beside it, which are about them.

    A ValueError if other folders beside it have images.
    """
    folders = tops(paths)
    holders = [name for name in folders if words.is_holder(name)]
    if len(holders) != 1:
        return paths, []
    companions = sorted(name for name in folders - set(holders) if words.is_companion(name))
    others = sorted(folders - set(holders) - set(companions))
    if others:
        raise ValueError(
            f"{where} has images in {holders[0]} and in {some(name or '(no folder)' for name in others)}: if the "
            f"former is not a class, name {where}/{holders[0]} as the path, or move the others out; otherwise rename it"
        )
    return unwrapped(below(paths, holders[0])), companions


def divided(paths, where):
    """Pairs of a split and its paths, all to train on where no folder is a split; names of folders left out."""
    folders = tops(paths)
    level = words.level(folders - {""}, where, all(len(path.rest) <= 2 for path in paths))
    if level.splits:
        check_beside(paths, "folders of splits", where)
        found = [(part, *inner(below(paths, name), part, f"{where}/{name}")) for name, part in level.splits.items()]
        companions = [name for _, _, beside in found for name in beside]
        return [(part, of_part) for part, of_part, _ in found], [*level.unused, *dict.fromkeys(companions)]
    seconds = words.Level({}, [])
    if all(len(path.rest) > 2 for path in paths):  # cat/train, cat/test, dog/train, ...
        seconds = words.level({path.rest[1] for path in paths}, f"{where}: each class", False)
    if len(set(seconds.splits.values())) > 1:
        return [
            (part, [path for path in paths if path.rest[1] == name]) for name, part in seconds.splits.items()
        ], seconds.unused
    return [("train", paths)], []


def below(paths, folder):
    """Those of some paths that are in a folder, below it."""
    return [path.down() for path in paths if path.rest[0] == folder]


def inner(paths, part, where):
    """The paths of a split below a folder in it that only holds them: ``images/``, or ``seg_train/`` once more.

    And the names of the folders beside ``images/`` that are about them.
    """
    while len(tops(paths)) == 1 and len(paths[0].rest) > 1 and words.split(paths[0].rest[0])[0] == part:
        paths = [path.down() for path in paths]
    return held(paths, where)


def check_beside(paths, kind, where):
    """Raise a ValueError if some images are in folders of a kind and others beside these."""
    inside, beside = (sorted(path.name for path in paths if (len(path.rest) > 1) is has) for has in (True, False))
    if inside and beside:
        raise ValueError(
            f"{where} has images in {kind}, such as {inside[0]}, and beside them, such as {beside[0]}: "
            "move these into a folder, or out of the data"
        )


def labelled(part, paths, where):
    """The images of a split with their classes, if they are in folders."""
    check_beside(paths, "class folders", where)
    return [Labelled(path.name, part, path.rest[0] if len(path.rest) > 1 else None) for path in paths]


def check_classes(paths, names, where):
    """Raise a ValueError for a folder beside those of classes that has no images, unless it is about these.

    The paths are of all splits, the names of all files, and of folders that are empty.
    """
    files = [tuple(name.split("/")) for name in names]
    for above in {path.above for path in paths if len(path.rest) > 1}:
        filled = {path.rest[0] for path in paths if path.above == above}
        beside = {parts[len(above)] for parts in files if is_below(parts, above)}
        empty = sorted(name for name in beside - filled if not words.is_companion(name))
        if empty:
            folder = "/".join((*above, empty[0]))
            raise ValueError(f"{where}/{folder} has no images ({KINDS}): put some into it, or remove it")


def is_below(parts, above):
    """Whether a file, by the parts of its name, is in a folder of a folder."""
    return parts[: len(above)] == above and len(parts) > len(above) + 1


def sensible(images):
    """Images, without labels if these say nothing or if only some splits have them, and sentences on why."""
    has = {part: {bool(image.label) for image in images if image.part == part} for part in PARTS}
    without = [part for part in PARTS if has[part] == {False}]
    notes, labels = [], {image.label for image in images if image.part == "train"}
    if without and {True} in has.values():
        notes.append(f"Labels are left out, because the images of {' and '.join(without)} are not in class folders.")
    elif len(labels) == 1 and None not in labels:
        notes.append(f"All images to train on are in one class, {labels.pop()}: they count as unlabelled.")
    return [image._replace(label=None) for image in images] if notes else images, notes


def classes(images):
    """The names of the classes, in their order."""
    return sorted({image.label for image in images if image.label}, key=natural)


def natural(name):
    """The key to sort a name by: 10 comes after 9."""
    return [int(word) if word.isdecimal() else word.lower() for word in re.split(r"(\d+)", name)], name
