"""How values of axes are written in file names, line names and tables, and how things are counted."""


def written(value):
    """A value as text: a list of layers as ``256-128``, an empty one as ``none``."""
    return "-".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def readable(value):
    """The same for sentences and tables of settings: with thousands separated, without underscores."""
    return f"{value:,}" if isinstance(value, int) else written(value).replace("_", " ")


def count(number, noun):
    """A number with its noun, in the singular or the plural."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
