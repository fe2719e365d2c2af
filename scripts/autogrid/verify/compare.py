"""Whether a file is the same as the one made again: the same bytes, the same numbers, or wrong.

The same computation gives other last digits on another processor, where vector instructions of
another width add in another order, and so a few other pixels. The tolerances are some ten times
what was measured between processors, thread counts and library versions (docs/verification.md).
"""

import base64
import io
import math
import re
from typing import NamedTuple

import numpy as np
from PIL import Image

from autogrid.provenance.records import sha256

SAME_BYTES, SAME_NUMBERS, WRONG = VERDICTS = ("same bytes", "same numbers", "WRONG")  # from the best to the worst
RELATIVE = 1e-5  # of numbers in metrics and tables
TINY = 1e-9  # what is smaller is nothing
ABSOLUTE = 1e-4  # of intensities and components, and of the largest range or count of a codec
GREY_LEVELS = 1  # of 255, in which pixels may differ
PIXELS = 1e-3  # share of the pixels that may differ by more

NUMBER = re.compile(r"(?<![\w.#])[-−+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w])")
EMBEDDED = re.compile(r"data:image/[\w+]+;base64,[A-Za-z0-9+/=\s]+")
NAMES_OF_SHAPES = re.compile(r"\b[A-Za-z]{1,5}[0-9a-f]{10}\b")  # in SVG, by what they look like


class Verdict(NamedTuple):
    """How a file compares: a verdict, the largest relative difference, and what it is."""

    verdict: str
    largest: float
    what: str


def wrong(what):
    """The verdict on something that is wrong, with a line on what."""
    return Verdict(WRONG, math.inf, what)


def worst(verdicts):
    """The worst of some verdicts; of those alike the one with the largest difference."""
    return max(verdicts, key=lambda v: (VERDICTS.index(v.verdict), v.largest), default=Verdict(SAME_BYTES, 0, ""))


def compare(file, again, digests=None):
    """The verdict on a file, by the one made again.

    Parameters
    ----------
    file, again : pathlib.Path
    digests : dict of str to str, optional
        SHA-256 that the file may name, of another that is not the same bytes, and those of the same made again.
    """
    if not file.is_file():
        return wrong(f"{file} is missing")
    found, wanted = file.read_bytes(), again.read_bytes()
    if found == wanted:
        return Verdict(SAME_BYTES, 0, "")
    try:
        verdict = (
            compressed(file, again) if file.suffix == ".aeg" else content(file.suffix, found, wanted, digests or {})
        )
    except Exception as error:  # whatever is wrong with a file of somebody else's, the others are compared
        verdict = wrong(f"cannot be read: {error}")
    if verdict.verdict == WRONG and not verdict.what:
        verdict = verdict._replace(what=f"has SHA-256 {sha256(file)}, made again it has {sha256(again)}")
    return verdict._replace(what=f"{file} {verdict.what}")


def content(suffix, found, wanted, digests):
    """The verdict on the content of a file, by its kind."""
    if suffix == ".png":
        return pictures(found, wanted)
    if suffix == ".npz":
        return arrays(found, wanted, digests)
    if suffix in (".json", ".csv", ".md", ".svg", ".html"):
        found = found.decode()
        for digest, of_again in digests.items():
            found = found.replace(digest, of_again)
        return texts(found, wanted.decode())
    return wrong("")


def texts(found, wanted):
    """The verdict on two texts: the same words, numbers that are equal or nearly, the same pictures."""
    embedded = [EMBEDDED.findall(text) for text in (found, wanted)]
    found, wanted = (NAMES_OF_SHAPES.sub("shape", EMBEDDED.sub("picture", text)) for text in (found, wanted))
    for number, (line, right) in enumerate(zip(found.splitlines(), wanted.splitlines()), start=1):
        if line != right and not alike(line, right):
            shown, should = (text.strip()[:200] for text in (line, right))
            return wrong(f"has {shown!r} in line {number}, should have {should!r}")
    if found.count("\n") != wanted.count("\n") or len(embedded[0]) != len(embedded[1]):
        return wrong("is longer or shorter than it should be")
    numbers = [relative(a, b) for a, b in zip(NUMBER.findall(found), NUMBER.findall(wanted))]
    largest = max(numbers, default=0)
    return worst(
        [
            Verdict(SAME_NUMBERS, largest, f"differs by {largest:.1g} in its numbers"),
            *(embedded_picture(*pair) for pair in zip(*embedded) if len(set(pair)) > 1),
        ]
    )


def alike(line, right):
    """Whether two lines differ in nothing but numbers that are nearly equal."""
    pairs = zip(NUMBER.findall(line), NUMBER.findall(right))
    return NUMBER.sub("#", line) == NUMBER.sub("#", right) and all(nearly(a, b) for a, b in pairs)


def nearly(a, b):
    """Whether two printed numbers are equal within the tolerance; counts must be equal."""
    if a == b or not {".", "e", "E"} & {*a, *b}:
        return a == b
    return math.isclose(value(a), value(b), rel_tol=RELATIVE, abs_tol=TINY)


def relative(a, b):
    """The relative difference of two printed numbers."""
    x, y = value(a), value(b)
    return abs(x - y) / max(abs(x), abs(y), TINY)


def value(text):
    """A printed number, whose minus may be a typographer's."""
    return float(text.replace("−", "-"))


def embedded_picture(found, wanted):
    """The verdict on two pictures that are parts of a page, as data URIs."""
    kind, parts = found.partition(";")[0], [base64.b64decode(text.partition(",")[2]) for text in (found, wanted)]
    if kind.endswith("svg+xml"):
        return texts(*(part.decode() for part in parts))
    return pictures(*parts)


def pictures(found, wanted):
    """The verdict on two pictures, by their pixels."""
    found, wanted = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), int) for data in (found, wanted))
    if found.shape != wanted.shape:
        return wrong(f"has a shape of {found.shape}, should have {wanted.shape}")
    share = float((np.abs(found - wanted).max(axis=-1) > GREY_LEVELS).mean())
    if share > PIXELS:
        return Verdict(WRONG, share, f"differs by more than a grey level in {share:.2%} of its pixels")
    return Verdict(SAME_NUMBERS, share, f"differs by more than a grey level in {share:.3%} of its pixels")


def arrays(found, wanted, digests):
    """The verdict on two archives of arrays."""
    with np.load(io.BytesIO(found), allow_pickle=False) as a, np.load(io.BytesIO(wanted), allow_pickle=False) as b:
        if a.files != b.files or any(a[name].shape != b[name].shape for name in b.files):
            return wrong("has other arrays than it should have")
        numbers = [name for name in b.files if b[name].dtype.kind in "fiu"]
        others = [
            name
            for name in b.files
            if name not in numbers
            if [digests.get(value, value) for value in a[name].ravel().tolist()] != b[name].ravel().tolist()
        ]
        if others:
            return wrong(f"differs in {', '.join(others)}")
        largest = max((apart(a[name].astype(float), b[name]) for name in numbers), default=0)
    verdict = SAME_NUMBERS if largest <= ABSOLUTE else WRONG
    return Verdict(verdict, largest, f"differs by up to {largest:.1g} in its arrays")


def apart(found, wanted):
    """The largest difference of two arrays, relative to the largest value if that is above 1."""
    largest = float(np.abs(found - wanted).max(initial=0) / max(1, np.abs(wanted).max(initial=0)))
    return math.inf if math.isnan(largest) else largest


def compressed(file, again):
    """The verdict on two compressed files, by the images in them: each is of the codec beside it, to its last bit."""
    from autogrid.compress import coded_file
    from autogrid.compress.codec import Codec

    found, wanted = (
        coded_file.decompress(path.read_bytes(), Codec.load(path.parents[1] / f"codecs/{name}.npz"))
        for path in (file, again)
        for name in [path.stem.rpartition("_bits")[0]]
    )
    if found.shape != wanted.shape:
        return wrong(f"has images of {found.shape}, should have {wanted.shape}")
    share = 1 - float((np.abs(found - wanted) <= GREY_LEVELS / 255).mean())  # NaN is far from everything
    verdict = SAME_NUMBERS if share <= PIXELS else WRONG
    return Verdict(verdict, share, f"differs by more than a grey level in {share:.3%} of its images' pixels")
