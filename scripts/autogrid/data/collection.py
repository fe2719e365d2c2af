"""A collection of images at a path, whatever it is stored as: looked at, and read."""

import hashlib
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

from autogrid.data import arrays, files, folders, memory, picture
from autogrid.data.look import Look, combined

FORMS = "a folder, zip or tar of images, an .npy or .npz, or idx files"
BRIGHT = 128  # of 255: where no value of an array is as large, its largest one is taken for white
PARTS = ("train", "test")


def at(path):
    """The collection at a path.

    Returns
    -------
    Pictures or Arrays
        Each has a ``look()``, which reads all of it, a ``glance()``, which reads headers only, a ``stamp()``,
        which reads nothing, and ``read(shape)``.

    Raises
    ------
    ValueError
        That says what is there instead.
    """
    path = Path(path).expanduser()
    if not path.exists():
        raise ValueError(f"{path} does not exist; it can be {FORMS}")
    stored = arrays.stored(path)
    if stored:
        return Arrays(path, stored)
    container = files.container(path, memory.total())
    if container:
        return Pictures(path, container)
    if path.suffix.lower() in folders.SUFFIXES:
        raise ValueError(f"{path} is one image: name the folder that it and others are in")
    raise ValueError(f"{path} is none of what it can be: {FORMS}")


def digest(stamps):
    """A digest of what files are called, how long they are and when they changed: it costs no look into them."""
    return hashlib.sha256(json.dumps(sorted(stamps)).encode()).hexdigest()


class Pictures:
    """Image files in a folder, a zip or a tar."""

    def __init__(self, path, container):
        self.path, self.container = path, container
        self.files = container.files() if path.is_dir() else None  # that of an archive takes longer

    def arranged(self):
        """The images in their order, and notes on what was left out."""
        self.files = self.files or self.container.files()
        return folders.arrange([file.name for file in self.files], str(self.path))

    def stamp(self):
        return digest(self.files or [files.stamp(self.path)])

    def glance(self):
        images, _ = self.arranged()
        ((name, data),) = self.container.contents([images[0].name])
        header = picture.header(data, self.name(name))
        return len(images), (header.height, header.width, *([3] if header.colour else []))

    def kept(self):
        """Bytes that are in memory while images are read: one picture is read after the other."""
        return 0

    def look(self):
        images, notes = self.arranged()
        headers, digests = {}, {}
        for name, data in self.container.contents([image.name for image in images]):
            headers[name], digests[name] = picture.header(data, self.name(name)), hashlib.sha256(data).hexdigest()
        colours, depths = ({header[i] for header in headers.values()} for i in (2, 3))
        if len(depths) > 1:
            one, other = (next(name for name in headers if headers[name].deep is deep) for deep in depths)
            raise ValueError(
                f"{self.name(one)} and {self.name(other)} are one of 8 and one of more bits a value: save them alike"
            )
        return Look(
            sizes=[[*size, n] for size, n in Counter(header[:2] for header in headers.values()).most_common()],
            colour=True in colours,
            white=None if True in depths else 255,
            images={part: sum(image.part == part for image in images) for part in PARTS},
            classes=folders.classes(images),
            labelled=images[0].label is not None,
            sha256=combined((f"{image.part}/{image.label or ''}", digests[image.name]) for image in images),
            notes=[*notes, *remarks(headers.values())],
        )

    def read(self, look, shape):
        images, _ = self.arranged()
        deep, found, place = look.white is None, {}, {}
        for part in PARTS:
            names = [image.name for image in images if image.part == part]
            found[part] = np.empty((len(names), *shape), np.float32 if deep else np.uint8)
            place |= {name: (part, i) for i, name in enumerate(names)}
        for name, data in self.container.contents(list(place)):
            part, i = place[name]
            found[part][i] = picture.decode(data, self.name(name), shape, deep)
        labels = {part: [image.label for image in images if image.part == part and image.label] for part in PARTS}
        return found, numbered(labels, look.classes)

    def name(self, file):
        """A file's name in messages."""
        return f"{self.path}/{file}"


def remarks(headers):
    """Sentences on what is done with pictures that not everybody expects."""
    of, grey = len(headers), sum(not header.colour for header in headers)
    transparent, pages = (sum(header[i] for header in headers) for i in (4, 5))
    if 0 < grey < of:
        yield f"{grey} of {of} images are grey and become images in colour, as the others are."
    if transparent:
        yield f"What is transparent in {transparent} of {of} images is white."
    if pages:
        yield f"Of {pages} images with several pages the first is taken."


class Arrays:
    """Arrays of images and, by Keras' names, of labels."""

    def __init__(self, path, stored):
        self.path, self.stored = path, stored

    def stamp(self):
        if not self.path.is_dir():
            return digest([files.stamp(self.path)])
        return digest(files.Folder(self.path).files())

    def shapes(self):
        """How many images each part has, the shape of an image, the dtype; a ValueError if they do not fit."""
        counts, shape, dtype = {}, None, None
        for part in PARTS:
            array = self.stored.get(f"x_{part}")
            counts[part] = 0
            if array:
                (counts[part], *of_part), dtype_of_part = checked(array)
                if shape and (of_part, dtype_of_part) != (shape, dtype):
                    raise ValueError(
                        f"{array.name} has images of shape {tuple(of_part)} and {dtype_of_part}, those to train on are "
                        f"of {tuple(shape)} and {dtype}: store them alike"
                    )
                shape, dtype = of_part, dtype_of_part
        return counts, shape, dtype

    def glance(self):
        counts, (height, width, *channels), _ = self.shapes()
        return sum(counts.values()), (height, width, *([3] if channels and channels != [1] else []))

    def kept(self):
        """Bytes that are in memory while images are read: all of them, as they are stored."""
        counts, shape, dtype = self.shapes()
        return sum(counts.values()) * math.prod(shape) * dtype.itemsize

    def look(self):
        counts, (height, width, *channels), dtype = self.shapes()
        labels, notes = self.labels(counts)
        classes = names_of(labels)
        if len(classes) == 1:
            notes.append(f"All images are in one class, {classes[0]}: that is taken for no labels.")
            classes = []
        white = None
        if dtype == np.uint8:
            largest = max(int(self.stored[f"x_{part}"].array().max()) for part in PARTS if counts[part])
            white = 255 if largest >= BRIGHT else max(1, largest)
        if channels == [4]:
            notes.append("What is transparent in the images is white.")
        return Look(
            sizes=[[height, width, sum(counts.values())]],
            colour=channels not in ([], [1]),
            white=white,
            images=counts,
            classes=classes,
            labelled=bool(classes),
            sha256=combined((role, array.digest()) for role, array in self.stored.items()),
            notes=notes,
        )

    def labels(self, counts):
        """The labels of each part, (n,) each and none if there are none of any images; notes on why."""
        found = {}
        for part in PARTS:
            array = self.stored.get(f"y_{part}")
            if array and counts[part]:
                found[part] = checked_labels(array, counts[part])
        missing = [f"y_{part}" for part in PARTS if counts[part] and part not in found]
        if found and missing:
            return {}, [f"Labels are left out, as there is no {missing[0]}."]
        return found, []

    def read(self, look, shape):
        counts, _, _ = self.shapes()
        found = {}
        for part in PARTS:
            array = self.stored[f"x_{part}"].array() if counts[part] else np.empty((0, *shape), np.uint8)
            found[part] = reshaped(array, shape)
        labels = self.labels(counts)[0] if look.labelled else {}
        return found, numbered({part: list(map(str, labels.get(part, []))) for part in PARTS}, look.classes)


def checked(array):
    """Shape and dtype of stored images; a ValueError if they can be none."""
    shape, dtype = array.header()
    if dtype.kind not in "buif":
        raise ValueError(f"{array.name} is of {dtype}: images are of whole numbers or floats")
    if len(shape) not in (3, 4) or (len(shape) == 4 and shape[3] not in (1, 3, 4)) or 0 in shape[1:]:
        raise ValueError(
            f"{array.name} has shape {shape}: images are (n, height, width), or (n, height, width, 3) in colour"
        )
    if len(shape) == 4 and shape[3] == 4 and dtype != np.uint8:
        raise ValueError(f"{array.name} has shape {shape}: of {dtype}, take three colours, without transparency")
    if not shape[0]:
        raise ValueError(f"{array.name} has no images")
    return shape, dtype


def checked_labels(array, images):
    """The labels (n,) of as many images; a ValueError if they can be none."""
    shape, dtype = array.header()
    if dtype.kind not in "buiUS":
        raise ValueError(f"{array.name} is of {dtype}: labels are whole numbers or names")
    if shape not in [(images,), (images, 1)]:
        raise ValueError(f"{array.name} has shape {shape} for {images} images: labels are one a image")
    labels = array.array().ravel()
    return np.char.decode(labels) if dtype.kind == "S" else labels


def names_of(labels):
    """The names of the classes among the labels of each part, in their order."""
    return sorted({str(label) for of_part in labels.values() for label in np.unique(of_part)}, key=folders.natural)


def numbered(labels, classes):
    """Labels of each part as the numbers of their classes: uint8 arrays, or uint16 where there are more than 256."""
    number = {name: i for i, name in enumerate(classes)}
    kind = np.uint8 if len(classes) <= 256 else np.uint16
    return {part: np.array([number[name] for name in names], kind) for part, names in labels.items()}


def reshaped(array, shape):
    """Images (n, height, width), or with a last axis of 1, 3 or 4, in the `shape` that an image is wanted in."""
    if array.shape[3:] == (4,):
        array = np.stack([np.asarray(picture.on_white(Image.fromarray(image)).convert("RGB")) for image in array])
    if array.shape[3:] == (1,):
        array = array[..., 0]
    if array.shape[1:] == tuple(shape):
        return array
    if array.dtype != np.uint8:
        array = array.astype(np.float32)
    return np.stack([picture.fitted(image, shape) for image in array]) if len(array) else array
