"""Whether a file is the same as the one made again: the same bytes, the same numbers, or wrong.

Everything in a file is accounted for, by its format: what is not a number must be the same. Numbers have other last
digits on another processor, which adds in another order; docs/verification.md says where the tolerances are from.
"""

import base64
import io
import math
import os
import re
import struct
import zlib
from collections.abc import Callable
from functools import partial
from itertools import compress, zip_longest
from typing import NamedTuple

import h5py
import numpy as np
from PIL import Image

from autogrid.compress import coded_file
from autogrid.compress.codec import Codec

SAME_BYTES, SAME_NUMBERS, WRONG = VERDICTS = ("same bytes", "same numbers", "WRONG")  # from the best to the worst
RELATIVE = 1e-5  # of numbers in texts
FLOOR = 2.0**-24  # absolute: float32 rounds what is just below 1 by so much, however small an error is
WRITTEN = 8  # characters of a number; a shorter one is a setting, or rounded for people, and has no floor
ARRAYS = 1e-4  # of the largest value in an array, if that is above 1
FLIPS = {"levels": 0.01, "counts": 0.01}  # share that may differ by more: of a code that is next to a threshold
GREY_LEVELS = 1  # of 255, in which pixels may differ
PIXELS = 1e-3  # share of the pixels that may differ by more

# What may differ in a text: a picture as a data URI, or a number.
NUMBER = r"(?<![\w.#])[-−+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?!\w)"  # none that begins with 00
TOKEN = re.compile(rf"(data:image/[\w+]+;base64,\n?[A-Za-z0-9+/=]+|{NUMBER})", re.ASCII)
SHAPES = re.compile(r"\b[A-Za-z]{1,5}[0-9a-f]{10}\b")  # what Matplotlib calls shapes of an SVG, by their digest


class Verdict(NamedTuple):
    """How a file compares: a verdict, the largest difference, and a line on what differs."""

    verdict: str
    largest: float
    what: str


class Different(ValueError):
    """Two files differ by more than they may; the message says in what."""


def wrong(what):
    """The verdict on what is wrong."""
    return Verdict(WRONG, math.inf, line(what))


def line(text):
    """A text as one line that can be written, whatever is in somebody else's files and their names."""
    return " ".join(str(text).split()).encode(errors="replace").decode()


def judge(file, again, difference):
    """The verdict on a file, by the one made again and a function of both contents: how far they are apart."""
    try:
        if not file.is_file():
            raise Different("is missing")
        stored, made = file.read_bytes(), again.read_bytes()
        if stored == made:
            return Verdict(SAME_BYTES, 0, "")
        far = difference(stored, made)
    except Different as error:
        return wrong(f"{file} {error}")
    except Exception as error:  # whatever is wrong with a file of somebody else's, the others are compared
        return wrong(f"{file} cannot be read: {error!r}")
    return Verdict(SAME_NUMBERS, far, f"{file} differs by up to {far:.1g}")


def compare(file, again):
    """The verdict on a file, by the one made again."""
    formats: dict[str, Callable] = dict.fromkeys([".csv", ".json", ".md", ".html", ".svg", ".tsv", ".pbtxt"], texts)
    codecs = [of.parents[1] / f"codecs/{of.stem.rpartition('_bits')[0]}.npz" for of in (file, again)]
    formats |= {".npz": arrays, ".png": pictures, ".aeg": partial(coded, codecs=codecs)}
    return judge(file, again, formats.get(file.suffix, other_bytes))


def other_bytes(stored, made):
    """Nothing in files of other formats may differ."""
    at = len(os.path.commonprefix([stored, made]))
    raise Different(f"has {stored[at : at + 40]!r} at byte {at:,}, should have {made[at : at + 40]!r}")


def texts(stored, made, bound=RELATIVE):
    """The largest difference of the numbers and pictures in two texts that are equal in all that is between them."""
    far, (parts, others) = [0.0], (TOKEN.split(numbered(data.decode())) for data in (stored, made))
    for at, (part, other) in enumerate(zip_longest(parts, others)):
        if part != other:
            far.append(apart(part, other) if at % 2 and part and other else math.inf)
            if far[-1] > bound:
                raise Different(excerpt("".join(parts[at:]), "".join(others[at:]), "".join(parts[:at])))
    return max(far)


def numbered(text):
    """A text in which each shape of an SVG is called by its last place, so that what points elsewhere differs."""
    last = {name: f"shape{place}" for place, name in enumerate(SHAPES.findall(text))} if "<svg" in text else {}
    return SHAPES.sub(lambda name: last[name[0]], text) if last else text


def apart(stored, made):
    """How far two tokens of texts are apart: numbers relative to the second one, beyond what float32 rounds.

    Pictures are not at all, if they differ by no more than they may.
    """
    if made.startswith("data:"):
        (kind,) = re.findall(r"\A[^,]+,\n?", made)
        stored, made = (base64.b64decode(uri.removeprefix(kind), validate=True) for uri in (stored, made))
        texts(stored, made) if "svg" in kind else pictures(stored, made, "WEBP" if "webp" in kind else "PNG")
        return 0.0
    if not {".", "e", "E"} & {*stored, *made}:
        return math.inf  # counts
    a, b = (float(text.replace("−", "-")) for text in (stored, made))
    far = max(0.0, abs(a - b) - (FLOOR if len(made) > WRITTEN or not b else 0))
    return far / abs(b) if b else far and math.inf


def excerpt(stored, made, before=""):
    """What is said of two texts that differ: what is around the place, and the line that it is in."""
    common = before + os.path.commonprefix([stored, made])
    shown = [repr((before + text)[max(0, len(common) - 60) : len(common) + 60]) for text in (stored, made)]
    return "has {} in line {}, should have {}".format(shown[0], common.count("\n") + 1, shown[1])


def pictures(stored, made, form="PNG"):
    """The share of the pixels in which two pictures of a format differ by more than a grey level."""
    images = [Image.open(io.BytesIO(data), formats=[form]) for data in (stored, made)]
    kinds = [(image.mode, image.size, getattr(image, "n_frames", 1)) for image in images]
    if kinds[0] != kinds[1]:
        raise Different("is a picture of {} {}, {} frames, should be of {} {}, {}".format(*kinds[0], *kinds[1]))
    if beside_pixels(stored, form) != beside_pixels(made, form):
        raise Different("is a picture with something beside its pixels that it should not have, or lacks")
    stored, made = (np.asarray(image.convert("RGBA"), int) for image in images)
    return few(np.abs(stored - made).max(axis=-1) > GREY_LEVELS)


def few(different):
    """The share of the pixels, or symbols, that are different; Different if these are too many."""
    if different.mean() > PIXELS:
        raise Different(f"differs in {different.mean():.2%} of its pixels or symbols")
    return float(different.mean())


def beside_pixels(data, form):
    """The parts of a picture that have no pixels (size, palette, notes, further frames), and what is too much in it."""
    if form == "WEBP":
        riff, size, form, chunk, length = struct.unpack_from("<4sI4s4sI", data)
        return riff, size - len(data), form, chunk, length + length % 2 - len(data)
    chunks, at = [data[:8]], 8
    while at < len(data):
        chunks.append(data[at : at + 12 + struct.unpack_from(">I", data, at)[0]])
        at += len(chunks[-1])
    whole = [c[4:8] == b"IDAT" and c[-4:] == zlib.crc32(c[4:-4]).to_bytes(4, "big") for c in chunks]
    stream = zlib.decompressobj()
    size = len(stream.decompress(b"".join(chunk[8:-4] for chunk in compress(chunks, whole)), 2**28))
    rest = [chunk for chunk, is_whole in zip(chunks, whole) if not is_whole]
    return rest, size, stream.unused_data, stream.unconsumed_tail


def arrays(stored, made):
    """The largest difference of the arrays in two archives, relative to the largest value in each."""
    archives, again = [dict(np.load(io.BytesIO(data), allow_pickle=False)) for data in (stored, made)], io.BytesIO()
    np.savez(again, **archives[0])
    kinds = [[(name, array.dtype, array.shape) for name, array in archive.items()] for archive in archives]
    if again.getvalue() != stored or kinds[0] != kinds[1]:
        raise Different("has other arrays than it should have, or something beside them")
    far = [0.0]
    for name, a, b in ((name, archives[0][name], b) for name, b in archives[1].items()):
        if b.dtype.kind not in "fiu":
            differences = (a != b).astype(float)
        else:
            differences = np.abs(np.subtract(a.astype(float), b, out=np.zeros(b.shape), where=a != b))  # not inf - inf
            differences /= max(1, np.abs(b[np.isfinite(b)]).max(initial=0))
        if (~(differences <= ARRAYS)).sum() > FLIPS.get(name.partition("_")[0], 0) * b.size:  # NaN is far
            raise Different(f"differs in {name}")
        far.append(differences.max(initial=0))
    return float(max(far))


def coded(stored, made, codecs):
    """The share of the symbols in which two compressed files differ, each of the codec beside it."""
    found, again = map(Codec.load, codecs)
    (bits, symbols), (bits_again, symbols_again) = coded_file.unpacked(stored, found), coded_file.unpacked(made, again)
    if (bits, symbols.shape) != (bits_again, symbols_again.shape):
        raise Different(f"has {bits} bits, {len(symbols)} images, should have {bits_again}, {len(symbols_again)}")
    if coded_file.packed(symbols, found, bits) != stored:
        raise Different("has more in it than its symbols")
    return few(symbols != symbols_again)


def model(stored, made):
    """How far the weights of a Keras model, or what its optimizer stored, are from those of the one made again.

    All else must be the same bytes. So the numbers are where they are in the file that was made here, and the other,
    which is not trusted, is never opened. The distance is relative to the length of all weights as one vector.
    """
    if len(stored) != len(made):
        raise Different(f"has {len(stored):,} bytes, should have {len(made):,}")
    names, vectors, beside = [], {}, [bytearray(stored), bytearray(made)]
    with h5py.File(io.BytesIO(made)) as file:
        file.visit(names.append)
        for name, item in ((name, file[name]) for name in names if isinstance(file[name], h5py.Dataset)):
            start, size = item.id.get_offset(), item.id.get_storage_size()
            if item.dtype.kind == "f" and start is not None:
                pair = [np.frombuffer(data[start : start + size], item.dtype) for data in (stored, made)]
                vectors.setdefault(name.partition("/")[0], []).append(pair)
                for data in beside:
                    data[start : start + size] = bytes(size)
    if beside[0] != beside[1]:
        other_bytes(*map(bytes, beside))
    pairs = [[np.concatenate(parts).astype(float) for parts in zip(*pairs)] for pairs in vectors.values()]
    far = max(np.linalg.norm(a - b) / max(float(np.linalg.norm(b)), FLOOR) for a, b in pairs)
    return math.inf if np.isnan(far) else float(far)
