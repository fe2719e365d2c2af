"""Names of classes as labels of figures: long names, names in any script, names with special characters."""

import functools
import unicodedata

import matplotlib as mpl
from matplotlib import font_manager

from autogrid.job.begin import tell

LONGEST = 20  # letters of a label
END = 8  # of these from the end of the name, which often distinguishes names
STANDARD = "DejaVu Sans"  # comes with matplotlib
ADVICE = "install one that has them, such as Debian's fonts-noto-cjk, and delete matplotlib's cache"


def labels(names):
    """The labels of classes, by label; fonts that have their letters are used from now on.

    No two are the same; ``class 3`` stands for a name with letters that no installed font has.
    """
    letters = {letter for name in names for letter in name if not letter.isspace()} - set(charmap(STANDARD))
    fonts, missing = families({letter for letter in letters if letter.isprintable()})
    mpl.rcParams["font.family"] = [STANDARD, *fonts]
    unseen = [i for i, name in enumerate(names) if missing.intersection(name)]
    if unseen:
        listed = ", ".join(f"class {i} is {names[i]}" for i in unseen[:3]) + (" …" if len(unseen) > 3 else "")
        tell(
            f"No installed font has all letters of {len(unseen)} class names, so their numbers are drawn instead "
            f"({listed}): {ADVICE}. Installed fonts: {', '.join(sorted(known()))}."
        )
    found = [f"class {i}" if i in unseen else label(name) for i, name in enumerate(names)]
    return [f"{text} ({i})" if found.count(text) > 1 else text for i, text in enumerate(found)]


def label(name):
    """A name in one line that is not too long, without anything that matplotlib takes for mathematics."""
    name = " ".join("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in name).split())
    if len(name) > LONGEST:
        name = f"{name[: LONGEST - END - 1]}…{name[-END:]}"
    return name.replace("$", r"\$")


def families(letters):
    """Families of fonts that have some letters between them, and the letters that none has."""
    found = []
    for family in sorted(known(), key=lambda name: ("CJK" not in name, "Sans" not in name, name)) if letters else []:
        if letters.intersection(charmap(family)):
            found.append(family)
            letters = letters - set(charmap(family))
    return found, letters


@functools.cache
def known():
    """Files of upright fonts by family; of each, the one whose weight is nearest to normal."""
    fonts = [
        font
        for font in font_manager.fontManager.ttflist
        if font.style == "normal" and not {"Emoji", "Resort"}.intersection(font.name.split())
    ]
    return {font.name: font.fname for font in sorted(fonts, key=from_usual, reverse=True)}


def from_usual(font):
    """How far the weight of a font is from normal."""
    return abs(font_manager.weight_dict.get(font.weight, font.weight) - font_manager.weight_dict["normal"])


@functools.cache
def charmap(family):
    """The letters that a font has."""
    try:
        return frozenset(map(chr, font_manager.get_font(known()[family]).get_charmap()))
    except (KeyError, RuntimeError):  # no such font, or one that FreeType cannot read
        return frozenset()
