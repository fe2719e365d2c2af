"""How names, numbers and lists are written in sentences."""

PIECES = 4  # code dimensions, or ranges of them, that a sentence lists
LONGEST = 240  # characters: two lines
NAMED = 2  # lines that a sentence names: all are in the tables


def fitting(*wordings):
    """The first of some wordings, from the most specific to the shortest, that takes two lines at most; or the last."""
    return next((text for text in wordings if len(text) <= LONGEST), wordings[-1])


def name(line):
    """A line's name as a part of a sentence, without commas: ``relu → sigmoid (hidden 256-128; noise 0.5)``."""
    pair, *variant = line.split(", ")
    return f"{pair} ({'; '.join(variant)})" if variant else pair


def names(lines):
    """Some lines as a part of a sentence: two of them, or one and how many others."""
    if len(lines) <= NAMED:
        return together([name(line) for line in lines])
    return f"{name(lines[0])} and {len(lines) - 1} others"


def together(parts):
    """Parts of a sentence, with commas and an `and`."""
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else parts[0]


def places(dimensions, everywhere):
    """Code dimensions as text: all of the grid, a list, ranges of neighbours in it or, where they are many, a count."""
    if len(dimensions) == len(everywhere) > 1:
        return "every code dimension"
    pieces = [
        f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs(dimensions, everywhere)
    ]
    if sum(piece.count(",") + 1 for piece in pieces) > PIECES:
        return f"{len(dimensions)} of the {len(everywhere)} code dimensions"
    return f"d' = {together(', '.join(pieces).split(', '))}"


def runs(dimensions, everywhere):
    """Code dimensions in groups of neighbours in the grid."""
    found = []
    for before, dimension in zip([None, *everywhere], everywhere):
        if dimension in dimensions:
            if before in dimensions:
                found[-1].append(dimension)
            else:
                found.append([dimension])
    return found


def lines_of(number, whole):
    """A number of lines out of all."""
    everything = "both lines" if whole == 2 else f"all {whole} lines"
    return everything if number == whole else f"{number} of the {whole} lines"


def percent(share):
    """A share between 0 and 1 in percent, with two digits; 0 and 100 % only if exact."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    return f"{100 * share:.0f} %" if 0.1 <= share <= 0.99 or share in (0, 1) else f"{100 * share:.1f} %"


def signed(ratio):
    """A relative change in percent, with its sign."""
    return f"{100 * ratio:+.0f} %".replace("-", "−").replace("+0 %", "0 %").replace("−0 %", "0 %")


def grouped(items):
    """Keys by their values, in the order of the first key of each."""
    found = {}
    for key, value in items:
        found.setdefault(value, []).append(key)
    return found
