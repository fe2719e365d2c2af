"""How a value of an axis is written, in the names of files and lines, and in tables."""


def written(value):
    """A value as text: a list of layers as ``256-128``, an empty one as ``none``."""
    return "-".join(map(str, value)) or "none" if isinstance(value, list) else str(value)


def readable(value):
    """The same for sentences and tables of settings: with thousands separated, without underscores."""
    return f"{value:,}" if isinstance(value, int) else written(value).replace("_", " ")
