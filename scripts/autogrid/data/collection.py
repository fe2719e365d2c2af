"""A collection of images at a path, in any format: inspected, and read."""

import hashlib
import json
import math
from collections import Counter

import numpy as np
from PIL import Image

from autogrid.data import arrays, files, folders, foreign, intensities, parquet, paths, picture, shapes
from autogrid.data.look import PARTS, Look, combined, unknown
from autogrid.data.names import some

FORMS = "a folder, zip or tar of images, an .npy or .npz, idx files, a table of pixels, CIFAR's binary, or Parquet"
BRIGHT = 128  # of 255: where no value of an array is as large, its largest one is taken for white
MOST = 10  # faults that a message lists
INDENT = "\n    "


def at(path, skip=False):
    """The collection at a path; with `skip`, images that cannot be read are left out.

    Returns
    -------
    Pictures or Arrays
        Each has a ``look()``, which reads all of it, a ``glance()`` and a ``kept()``, which read headers only, and
        ``read(look, shape)``.

    Raises
    ------
    ValueError
        That says what is there instead.
    """
    path = existing(path)
    file = files.at(path, str(path))
    if path.is_file() and (arrays.is_array(path.name) or arrays.is_idx(file)):
        return Arrays(path, *arrays.in_file(file))
    if parquet.is_one(path.name):
        return in_parquet(path, skip)
    found = files.below(path)
    if found is not None:
        return in_container(path, found, skip)
    if folders.is_image(path.name):
        raise ValueError(f"{path} is one image: name the folder that it and others are in")
    raise ValueError(foreign.advice([str(path)]) or f"{path} is in no supported format; it can be {FORMS}")


def existing(path):
    """A path, expanded; a ValueError if nothing is there."""
    path = paths.expanded(str(path))
    if not path.exists():
        raise ValueError(f"{path} does not exist; it can be {FORMS}")
    if not (path.is_dir() or path.is_file()):
        raise ValueError(f"{path} is a pipe, socket or device; it can be {FORMS}")
    return path


def in_container(path, found, skip):
    """The collection in the files of a folder or an archive, by name."""
    images = sorted(filter(folders.is_image, found))
    stored = sorted(filter(arrays.is_array, found))
    beside = [name for name in stored if not name.lower().endswith(".csv")]  # a CSV beside images is about them
    if images and beside:
        raise ValueError(
            f"{path} has images, such as {images[0]}, and arrays, such as {beside[0]}: name the one or the other as "
            "the path, or move one of them out"
        )
    if path.is_dir() and not images and any(map(parquet.is_one, found)):
        return in_parquet(path, skip)
    if stored and not images:
        return Arrays(path, *arrays.in_container(found, str(path)))
    advice = None if images else foreign.advice(found)
    if advice:
        raise ValueError(f"{path}/{advice}")

    def contents(names):
        return ((name, file.read) for name, file in found.items() if name in names)

    images, notes = folders.arrange(list(found), str(path))
    return Pictures(path, skip, images, notes, contents)


def in_parquet(path, skip):
    """The collection in a Parquet file, or in those of a folder."""
    images, contents = parquet.pictures(path)
    return Pictures(path, skip, images, [], contents, parquet=True)


def stamp(path):
    """A digest of the names, sizes and times of files, which need not be read for it."""
    path = existing(path)
    found = files.in_folder(path) if path.is_dir() else [files.at(path, "")]
    return hashlib.sha256(json.dumps(sorted((file.name, file.size, file.time) for file in found)).encode()).hexdigest()


class Pictures:
    """Image files in a folder, a zip or a tar, or in Parquet.

    Parameters
    ----------
    path : path
    skip : bool
        Whether those that cannot be read are left out.
    images : list of folders.Labelled
    notes : list of str
        Sentences on what was left out.
    contents : callable
        From a set of names to pairs of a name and what reads its bytes, in the order to read them.
    parquet : bool
    """

    def __init__(self, path, skip, images, notes, contents, parquet=False):
        self.path, self.skip, self.images, self.notes = path, skip, images, notes
        self.contents, self.parquet = contents, parquet

    def glance(self):
        """How many images there are, and the shape of the first that can be read."""
        for name, read in self.contents({image.name for image in self.images}):
            try:
                header = picture.header(read(), name)
            except ValueError:
                continue
            return len(self.images), (header.height, header.width, *([3] if header.colour else []))
        return len(self.images), (1, 1)  # `look` says why

    def kept(self):
        """Bytes that are in memory while images are read: one picture is read after the other."""
        return 0

    def look(self, progress=lambda done, number: None):
        """A `Look` at them all; `progress` is called after each image."""
        found, faults = {}, {}
        for name, read in self.contents({image.name for image in self.images}):
            try:
                found[name] = inspected(read(), name)
            except ValueError as error:
                faults[name] = folders.shown(str(error))
            progress(len(found) + len(faults), len(self.images))
        self.leave_out(faults)
        headers = {name: header for name, (header, *_) in found.items()}
        by_depth = {header.deep: name for name, header in headers.items()}
        if len(by_depth) > 1:
            one, other = by_depth.values()
            raise ValueError(
                f"{self.path}/{one} and {self.path}/{other} differ in depth, 8 and more bits per value: save them alike"
            )
        lows, highs = zip(*((low, high) for _, _, low, high in found.values()))
        counts = counted({part: [image.label for image in self.images if image.part == part] for part in PARTS})
        labelled, classes = self.images[0].label is not None, folders.classes(self.images)
        number = {name: label for label, name in enumerate(classes)}
        return Look(
            sizes=[[*size, n] for size, n in Counter(header[:2] for header in headers.values()).most_common()],
            colour=any(header.colour for header in headers.values()),
            white=None if True in by_depth else 255,
            images={part: sum(image.part == part for image in self.images) for part in PARTS},
            classes=classes,
            counts=counts if labelled else {},
            labelled=labelled,
            sha256=combined(
                (f"{image.part}/{number.get(image.label, '')}", found[image.name][1]) for image in self.images
            ),
            notes=[*map(folders.shown, self.notes), *remarks(headers.values()), *(unknown(counts) if labelled else [])],
            low=min(lows),
            high=max(highs),
            contrast=intensities.contrast(lows, highs),
            parquet=self.parquet,
        )

    def leave_out(self, faults):
        """Leave out images with faults, by name, if that is allowed; else a ValueError with the first of them."""
        if not faults:
            return
        if not self.skip:
            raise ValueError(refusal(self.path, faults, len(self.images)))
        total = len(self.images)
        self.images = [image for image in self.images if image.name not in faults]
        if not any(image.part == "train" for image in self.images):
            raise ValueError(f"none of the {total} images in {self.path} can be read: {next(iter(faults.values()))}")
        names = some(faults, MOST)
        self.notes = [*self.notes, f"Left out, as they cannot be read: {len(faults)} of {total} images, {names}."]

    def read(self, look, shape):
        deep, found, place = look.white is None, {}, {}
        for part in PARTS:
            names = [image.name for image in self.images if image.part == part]
            found[part] = np.empty((len(names), *shape), np.float32 if deep else np.uint8)
            place |= {name: (part, i) for i, name in enumerate(names)}
        for name, read in self.contents(place):
            part, i = place[name]
            found[part][i] = picture.decode(read(), f"{self.path}/{name}", shape, deep)
        labels = {part: [image.label for image in self.images if image.part == part and image.label] for part in PARTS}
        return found, numbered(labels, look.classes)


def inspected(data, name):
    """The header of a picture, the digest of its file, its least and its largest value.

    A ValueError if it cannot be decoded to its end, or has values that are NaN or infinite.
    """
    header = picture.header(data, name)
    values = picture.values(data, name, header.colour, header.deep)
    low, high = float(values.min()), float(values.max())
    if not math.isfinite(high - low):
        raise ValueError(f"{name} has values that are NaN or infinite")
    return header, hashlib.sha256(data).hexdigest(), low, high


def refusal(path, faults, number):
    """The message about images that cannot be read: all of them together, the first ones by name."""
    advice = "or add skip_unreadable: true to dataset"
    if len(faults) == 1:
        return f"{path}/{next(iter(faults.values()))}; replace or remove it, {advice}"
    listed = list(faults.values())[:MOST]
    more = [f"and {len(faults) - MOST} more"] if len(faults) > MOST else []
    return INDENT.join(
        [f"{path}: {len(faults)} of {number} images cannot be read; replace or remove them, {advice}:", *listed, *more]
    )


def remarks(headers):
    """Sentences about changes to pictures that not everybody expects."""
    of, grey = len(headers), sum(not header.colour for header in headers)
    transparent, pages = (sum(header[i] for header in headers) for i in (4, 5))
    if 0 < grey < of:
        yield f"{grey} of {of} images are grey and become images in colour, like the others."
    if transparent:
        yield f"Transparent pixels of {transparent} of {of} images become white."
    if pages:
        yield f"Only the first page is used of {pages} images with several pages."


class Arrays:
    """Arrays of images and of labels, by their roles: see `arrays.roles`."""

    def __init__(self, path, stored, notes):
        self.path, self.stored, self.notes = path, stored, notes
        headers = {role: array.header() for role, array in stored.items()}
        self.layouts = {part: self.layout(part, headers) for part in PARTS if f"x_{part}" in stored}
        shape, dtype = self.layouts["train"].shape[1:], headers["x_train"][1]
        for part, layout in self.layouts.items():
            if (layout.shape[1:], headers[f"x_{part}"][1]) != (shape, dtype):
                raise ValueError(
                    f"{stored[f'x_{part}'].name} has images of shape {layout.shape[1:]} and {headers[f'x_{part}'][1]}, "
                    f"those to train on are of {shape} and {dtype}: store them alike"
                )
        for part in self.layouts:
            if f"y_{part}" in stored:
                shapes.check_labels(stored[f"y_{part}"].name, headers[f"y_{part}"][1])
        self.shape, self.dtype = shape, dtype
        self.counts = {part: self.layouts[part].shape[0] if part in self.layouts else 0 for part in PARTS}

    def layout(self, part, headers):
        """How the images of a split are stored."""
        array = self.stored[f"x_{part}"]
        shape, dtype = headers[f"x_{part}"]
        labels = headers.get(f"y_{part}", ((),))[0][:1]
        several = labels == shape[:1] or sum(f"x_{part}" in headers for part in PARTS) > 1
        is_idx = bool(arrays.IDX_NAME.search(array.name))
        return shapes.layout(array.name, shape, dtype, several or is_idx, is_idx and "emnist-" in array.name.lower())

    def glance(self):
        """How many images there are, and the shape of one."""
        return sum(self.counts.values()), (*self.shape[:2], *([3] if self.shape[2:] else []))

    def kept(self):
        """Bytes that are in memory while images are read: all of them, as they are stored."""
        return sum(self.counts.values()) * math.prod(self.shape) * self.dtype.itemsize

    def look(self, progress=lambda done, number: None):
        """A `Look` at them all; `progress` is called at the end."""
        lows, highs = self.extents()
        labels, more = self.labels()
        notes = [*self.notes, *dict.fromkeys(layout.note for layout in self.layouts.values() if layout.note), *more]
        classes = names_of(labels)
        if len(classes) == 1:
            notes.append(f"All images are in one class, {classes[0]}: they count as unlabelled.")
            classes = []
        if self.shape[2:] == (4,):
            notes.append("Transparent pixels become white.")
        white = None
        if self.dtype == np.uint8:
            white = 255 if highs.max() >= BRIGHT else max(1, int(highs.max()))
        counts = counted({part: list(map(str, of)) for part, of in labels.items()}) if classes else {}
        images, (height, width, *channels) = self.glance()
        progress(images, images)
        return Look(
            sizes=[[height, width, images]],
            colour=bool(channels),
            white=white,
            images=self.counts,
            classes=classes,
            counts=counts,
            labelled=bool(classes),
            sha256=combined((self.role(role), array.digest()) for role, array in self.stored.items()),
            notes=[*notes, *unknown(counts)],
            low=float(lows.min()),
            high=float(highs.max()),
            contrast=intensities.contrast(lows, highs),
            kept=self.kept(),
        )

    def role(self, role):
        """The name of an array in the digest of all: its role, and whether its images are turned."""
        layout = self.layouts.get(role.removeprefix("x_"))
        return f"{role} turned" if layout and layout.axes == (0, 2, 1) else role

    def extents(self):
        """The least and the largest value of each image; a ValueError that names images with NaN or infinite ones."""
        found = []
        for part, layout in self.layouts.items():
            array = self.stored[f"x_{part}"].array().reshape(layout.shape[0], -1)
            found.append((array.min(axis=1).astype(float), array.max(axis=1).astype(float)))
            wrong = np.flatnonzero(~np.isfinite(found[-1][0] + found[-1][1]))
            if len(wrong):
                listed = ", ".join(map(str, wrong[:MOST])) + (" …" if len(wrong) > MOST else "")
                raise ValueError(
                    f"{self.path}: {part} image{'s' * (len(wrong) > 1)} {listed} ha{'ve' if len(wrong) > 1 else 's'} "
                    f"values that are NaN or infinite ({len(wrong)} of {len(array)} images): replace or "
                    "remove them"
                )
        lows, highs = zip(*found)
        return np.concatenate(lows), np.concatenate(highs)

    def labels(self):
        """The labels of each split, (n,) each, and none if one of them has none; and why."""
        found = {
            part: shapes.labels(self.stored[f"y_{part}"].name, self.stored[f"y_{part}"].array(), self.counts[part])
            for part in self.layouts
            if f"y_{part}" in self.stored
        }
        missing = [part for part in PARTS if self.counts[part] and part not in found]
        if found and missing:
            return {}, [f"Labels are left out, because the {missing[0]} images have none (y_{missing[0]})."]
        return found, []

    def read(self, look, shape):
        found = {}
        for part in PARTS:
            array = np.empty((0, *shape), self.dtype)
            if self.counts[part]:
                array = self.layouts[part].of(self.stored[f"x_{part}"].array())
            found[part] = reshaped(array, shape)
        labels = self.labels()[0] if look.labelled else {}
        return found, numbered({part: list(map(str, labels.get(part, []))) for part in PARTS}, look.classes)


def names_of(labels):
    """The names of the classes among the labels of each part, in their order."""
    return sorted({str(label) for of_part in labels.values() for label in np.unique(of_part)}, key=folders.natural)


def counted(labels):
    """How many images of each class there are in each split that has any, by name and in order."""
    return {
        part: dict(sorted(Counter(names).items(), key=lambda item: folders.natural(item[0] or "")))
        for part, names in labels.items()
        if len(names)
    }


def numbered(labels, classes):
    """Labels of each part as the numbers of their classes: uint8 arrays, or uint16 where there are more than 256."""
    number = {name: i for i, name in enumerate(classes)}
    kind = np.uint8 if len(classes) <= 256 else np.uint16
    return {part: np.array([number[name] for name in names], kind) for part, names in labels.items()}


def reshaped(array, shape):
    """Images (n, height, width), or with a last axis of 3 or 4, in the `shape` that is requested for an image."""
    if array.shape[3:] == (4,):
        array = np.stack([np.asarray(picture.on_white(Image.fromarray(image)).convert("RGB")) for image in array])
    if array.shape[1:] == tuple(shape):
        return array
    if array.dtype != np.uint8:
        array = array.astype(np.float32)
    return np.stack([picture.fitted(image, shape) for image in array]) if len(array) else array
