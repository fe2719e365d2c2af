"""Whether a file is the same as the one made again: the same bytes, the same numbers, or wrong.

By its format, a file has parts: in each, something must be the same, and numbers may differ by what their kind may.
Everything in a file is in one of its parts: a format that could hold more is written again from them.
"""

import base64
import io
import json
import os
import re
from collections.abc import Callable, Sequence
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

import h5py
import numpy as np
from PIL import Image

from autogrid.compress import coded_file
from autogrid.compress.codec import Codec

SAME_BYTES, SAME_NUMBERS, WRONG = VERDICTS = ("same bytes", "same numbers", "WRONG")  # from the best to the worst
HERE, ELSEWHERE, DRIFTED = range(3)  # where a training was: there it may drift apart from the one here
FLOOR = 2.0**-24  # float32 rounds what is just below 1 by so much, however small an error is
NUMBER = re.compile(r"(?<![\w.#])[-−+]?(?:0|[1-9]\d*)(?:\.\d+(?:[eE][-+]?\d+)?|[eE][-+]?\d+)(?!\w)", re.ASCII)
PICTURE = re.compile(r"data:image/([\w+]+);base64,(\n?)([A-Za-z0-9+/=]+)")
SHAPE = re.compile(r"\b[A-Za-z]{1,5}[0-9a-f]{10}\b")  # what Matplotlib calls shapes of an SVG, by their digest


class Verdict(NamedTuple):
    """How a file compares: a verdict, a line on what differs, and how far its parts do."""

    verdict: str
    what: str = ""
    far: Sequence = (0,)


class Part(NamedTuple):
    """A part of a file: what must be the same, numbers that may differ as others of their kind, and how it is shown."""

    same: Any = None
    numbers: Any = ()
    kind: str = "numbers"
    shown: str = ""


def largest(numbers):
    return np.abs(numbers[np.isfinite(numbers)]).max(initial=0)


def chance(counts):
    return np.sqrt(counts + 1)


# Of numbers of a kind: what differences are relative to, beyond what float32 rounds; the share of them that may be
# beyond the bounds, but not of what was made here; the bounds of what was made here, elsewhere, or elsewhere by a
# training that drifts apart.
KINDS: dict[str, tuple[Callable, float, tuple]] = {
    "numbers": (np.abs, 0, (1e-5, 1e-5, 1e-5)),
    "losses": (np.abs, 0, (1e-4, 0.005, 0.02)),
    "weights": (largest, 0, (1e-3, 0.02, np.inf)),
    "arrays": (largest, 0, (1e-4, 1e-4, 1e-4)),
    "levels": (largest, 0.01, (1e-4, 1e-4, 1e-4)),
    "pixels": (np.ones_like, 0.001, (1, 1, 1)),
    "symbols": (np.ones_like, 0.001, (0, 0, 0)),
    "predictions": (chance, 0, (0, 4, 4)),
    "chosen": (np.ones_like, 0, (0, np.inf, np.inf)),
}


def compare(file, again, where=HERE):
    """The verdict on a file, by the one made again and where it was made."""
    for path, fault in {file: "is missing", again: "could not be made again"}.items():
        if not path.is_file():
            return wrong(f"{file} {fault}")
    try:
        data, expected = file.read_bytes(), again.read_bytes()
        if data == expected:
            return Verdict(SAME_BYTES)
        stored, made = parts(file, data, expected), parts(again, expected, expected)
        pairs = {name: (stored.get(name, Part()), made.get(name, Part())) for name in made | stored}
        far = {name: distance(*pair, where) for name, pair in pairs.items()}
    except Exception as error:  # whatever is wrong with a file of somebody else's, the others are compared
        return wrong(f"{file} cannot be read: {error!r}")
    if None in far.values():
        name = next(name for name in far if far[name] is None)
        return wrong(f"{file} {excerpt(*pairs[name])} {name}")
    return Verdict(SAME_NUMBERS, f"{file} differs by up to {max(far.values()):.1g}", list(far.values()))


@np.errstate(invalid="ignore")  # of infinite bounds
def distance(stored, made, where):
    """How far two parts are apart; None if they differ by more than they may."""
    (a, b), (scale, share, bounds) = (np.array(part.numbers, float) for part in (stored, made)), KINDS[made.kind]
    if stored.same != made.same or a.shape != b.shape:
        return None
    far = np.where(a == b, 0, np.maximum(np.abs(a - b) - FLOOR, 0) / np.maximum(scale(b), FLOOR))
    beyond = np.mean(~(far <= bounds[where])) if far.size else 0  # NaN is
    return None if beyond > share * (where != HERE) else float(beyond if share else far.max(initial=0))


def excerpt(stored, made):
    """What is said of two parts: what is around the place where they begin to differ."""
    texts = [repr(part.shown or part.same or "nothing") for part in (stored, made)]
    common = len(os.path.commonprefix(texts))
    stored, made = (text[max(0, common - 60) : common + 60] for text in texts)
    return f"has {stored}, should have {made}" if stored != made else "differs by more than rounding"


def wrong(what):
    """The verdict on what is wrong."""
    return Verdict(WRONG, line(what), (np.inf,))


def line(text):
    """A text as one line that can be written, whatever is in somebody else's files and their names."""
    return " ".join(str(text).split()).encode(errors="replace").decode()


def parts(file, data, made):
    """The parts of a file's content by name, with its preposition; `made` is that of the file made again."""
    codec = file.parents[1] / f"codecs/{file.stem.rpartition('_bits')[0]}.npz"
    formats: dict[str, Callable] = {"history": partial(texts, kind="losses"), "classification": classifiers}
    formats |= {".png": picture, ".npz": archive, ".aeg": partial(coded, codec=codec), ".h5": partial(model, made=made)}
    return formats.get(file.parent.name, formats.get(file.suffix, texts))(data)


def rest(data, again):
    """What a file has beside its parts, of which it is written again."""
    return {"beside its parts": Part("nothing" if data == again else "something")}


def texts(data, kind="numbers"):
    """The lines of a text, or of anything, and the pictures in it."""
    pieces, found = PICTURE.split(data.decode(errors="surrogateescape")), {}
    for n, (form, end, coded) in enumerate(zip(pieces[1::4], pieces[2::4], pieces[3::4]), 1):
        content = base64.b64decode(coded)
        inner = texts(content) if form == "svg+xml" else picture(content, form.upper())
        found |= {f"{name} of picture {n}": part for name, part in inner.items()}
        found[f"in the URI of picture {n}"] = Part((form, end, base64.b64encode(content).decode() == coded))
    for n, line in enumerate(numbered("\0".join(pieces[::4])).splitlines(keepends=True), 1):
        found[f"in line {n}"] = with_numbers(line, kind)
    return found


def with_numbers(text, kind="numbers"):
    """A text as a part: its numbers with digits after the point, and all that is between them."""
    return Part(NUMBER.split(text), [float(number.replace("−", "-")) for number in NUMBER.findall(text)], kind, text)


def numbered(text):
    """A text in which each shape of an SVG is called by its last place, so that what points elsewhere differs."""
    last = {name: f"shape{place}" for place, name in enumerate(SHAPE.findall(text))} if "<svg" in text else {}
    return SHAPE.sub(lambda name: last[name[0]], text) if last else text


def picture(data, form="PNG"):
    """A picture of a format: all that describes its pixels, notes in it, its chunks; its pixels with alpha."""
    Image.open(io.BytesIO(data), formats=[form]).verify()  # the checksums
    image = Image.open(io.BytesIO(data), formats=[form])
    kind = image.mode, image.size, getattr(image, "n_frames", 1)
    others = chunks(data) if form == "PNG" else len(data) - int.from_bytes(data[4:8], "little")
    found = {"as mode, size and frames": Part(kind), "beside its pixels": Part((image.info, others))}
    return found | {"in its pixels": Part(None, np.asarray(image.convert("RGBA"), float), "pixels")}


def chunks(data):
    """The types of a PNG's chunks (https://www.w3.org/TR/png-3/#5Chunk-layout), and what is behind the last type."""
    types, place = [], 8
    while place < len(data):
        size, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        types.append(kind)
        place += 12 + size
    return [kind for kind, _ in groupby(types)], data.rpartition(types[-1])[2]  # pixels are in one chunk or many


def archive(data):
    """The arrays of an npz; codes next to a threshold are in some of its levels, or in their counts, by chance."""
    arrays, again = dict(np.load(io.BytesIO(data), allow_pickle=False)), io.BytesIO()
    np.savez(again, **arrays)
    found = {"in its names": Part(list(arrays))} | rest(data, again.getvalue())
    for name, array in arrays.items():
        kind = "levels" if name.partition("_")[0] in ("levels", "counts") else "arrays"
        of_numbers = array.dtype.kind in "fiu"
        same = array.dtype.str, None if of_numbers else array.tolist()
        found[f"in {name}"] = Part(same, array if of_numbers else (), kind)
    return found


def coded(data, codec):
    """The symbols of a compressed file, by the codec in another one."""
    codec = Codec.load(codec)
    bits, symbols = coded_file.unpacked(data, codec)
    found = {"as its bits": Part(bits), "in its symbols": Part(None, symbols, "symbols")}
    return found | rest(data, coded_file.packed(symbols, codec, bits))


def model(data, made):
    """The weights of a Keras model, and what its optimizer stored, each as one vector; all else as bytes.

    The numbers are where they are in the file that was made here, and the other, which is not trusted, is never opened.
    """
    names, vectors, others = [], {}, bytearray(data)
    with h5py.File(io.BytesIO(made)) as file:
        file.visit(names.append)
        for name, item in ((name, file[name]) for name in names if isinstance(file[name], h5py.Dataset)):
            start, size = item.id.get_offset(), item.id.get_storage_size()
            if item.dtype.kind == "f" and start is not None:
                vectors.setdefault(name.partition("/")[0], []).append(np.frombuffer(data[start:][:size], item.dtype))
                others[start : start + size] = bytes(size)
    found = {"in its length": Part(len(data)), "beside its numbers": Part(bytes(others))}
    return found | {f"in its {name}": Part(None, np.concatenate(all), "weights") for name, all in vectors.items()}


def classifiers(data):
    """The predictions of two classifiers, all that follows from them, and the settings that were chosen by them."""
    content = json.loads(data)
    found = rest(data, (json.dumps(content, indent=2) + "\n").encode())
    for name, result in ((name, content[name]) for name in ("probe", "cnn")):
        names, matrix, accuracy = list(result), np.array(result.pop("confusion")), result.pop("accuracy")
        images, wrong = matrix.sum(axis=1).tolist(), matrix.sum() - np.trace(matrix)
        follows = matrix.dtype.kind == "i" and matrix.min() >= 0 and abs(accuracy + wrong / matrix.sum() - 1) < 1e-9
        found[f'in "{name}"'] = Part((names, images, follows), [*matrix.flat, wrong], "predictions")
        chosen = [result.pop(setting, None) for setting in ("C", "standardised")]
        found[f'as chosen for "{name}"'] = Part([*map(type, chosen)], [value or 0 for value in chosen], "chosen")
    return found | {"in its other values": with_numbers(json.dumps(content))}
