"""Which activations: the line that leads at each code dimension, and how certain its lead is."""

from autogrid.config.names import count
from autogrid.findings.wording import fitting, grouped, name, names, places, together
from autogrid.measure.comparison import CLOSE, ENOUGH, LEVEL

GROUPS = 2  # of code dimensions with the same lines that a sentence names
NEAR = f"{100 * CLOSE:.0f} %"


def which(contest):
    """The answer to which activations: the lines with the lowest error, and the error at both ends of the grid."""
    if len(contest.lines) == 1:
        (line,) = contest.lines
        return f"{name(line)} is the only line of this grid: its test {contest.measure.quantity} is {ends(contest)}."
    return best(contest, ends(contest))


def best(contest, values="", condition=""):
    """Which lines have the lowest error where, with some values, and under a condition that begins the sentence."""
    led = leading(contest)
    if len(led) == 1:
        ((line, at),) = led.items()
        where = "" if values and len(contest.dimensions) == 1 else f" at {places(at, contest.dimensions)}"
        has = f"{condition}{name(line)} has {lowest(contest)}{where}"
        return f"{has}: {values}." if values else f"{has}."
    text = f"{condition}{lowest(contest)} is that of"
    text = text[0].upper() + text[1:]
    return fitting(*(f"{text} {holders}." for holders in wordings(led, contest)))


def lowest(contest):
    """The phrase for the lead."""
    error = f"the lowest {contest.measure.quantity} of the autoencoders"
    return error if contest.seeds == 1 else f"{error} on average over {contest.seeds} seeds"


def leading(contest):
    """The code dimensions at which each leader leads."""
    return grouped((dimension, leader.line) for dimension, leader in contest.leaders.items())


def wordings(led, contest):
    """Which lines lead where: all of them or, where they are many or long, the one that leads most often."""
    if len(led) <= GROUPS:
        yield together([f"{name(line)} at {places(at, contest.dimensions)}" for line, at in led.items()])
    first = max(led, key=lambda line: len(led[line]))
    most = f"{len(led[first])} of the {len(contest.dimensions)} code dimensions"
    yield f"{name(first)} at {most}, and of {count(len(led) - 1, 'other line')} elsewhere"
    yield f"{len(led)} of the {len(contest.lines)} lines, depending on d'"


def ends(contest):
    """The leaders' error at the smallest and at the largest code."""
    measure, at = contest.measure, sorted({contest.dimensions[0], contest.dimensions[-1]})
    first, *more = [f"{measure.text(contest.leaders[dimension].mean)}" for dimension in at]
    text = f"{first} {measure.unit} at d' = {at[0]}"
    return f"{text} and {more[0]} at d' = {at[1]}" if more else text


def leads(contest):
    """Where the leader is ahead beyond chance, where it is tied, and where the seeds cannot tell."""
    if len(contest.lines) == 1:
        return []
    if contest.seeds < ENOUGH:
        return [alike(contest, "near", f"within {NEAR} of {{leader}}")]
    indistinct = f"not distinguished from it by {contest.seeds} seeds"
    return [
        ahead(contest),
        alike(contest, "tied", f"tied with {{leader}}: within {NEAR} of it, and {indistinct}"),
        alike(contest, "unclear", f"more than {NEAR} above {{leader}}, but {indistinct}"),
    ]


def ahead(contest):
    """Where the leader is ahead of all others, by intervals that hold for the whole grid."""
    at = [dimension for dimension, leader in contest.leaders.items() if leader.ahead]
    if not at:
        return ""
    intervals = f"{100 * (1 - LEVEL):.0f} % intervals over {contest.seeds} seeds"
    return (
        f"At {places(at, contest.dimensions)} the lead over every other line is more than chance explains "
        f"({intervals}, simultaneous for {contest.comparisons:,} differences)."
    )


def alike(contest, kind, what):
    """Where some lines are like the leader in one way, as a sentence; empty where none is.

    The kind is ``near``, ``tied`` or ``unclear``, see `comparison.Leader`; `what` is that in words, with the place of
    the ``leader``'s name.
    """
    found = {d: getattr(leader, kind) for d, leader in contest.leaders.items() if getattr(leader, kind)}
    groups = grouped((d, (contest.leaders[d].line, *others)) for d, others in found.items())
    if not groups:
        return ""
    where = places(list(found), contest.dimensions)
    general = f"At {where}, at least one line is {what.format(leader='the leader')}."
    if len(groups) > 1:
        return general
    ((line, *others),) = groups
    verb = "is" if len(others) == 1 else "are"
    return fitting(f"At {where}, {names(others)} {verb} {what.format(leader=name(line))}.", general)


def other_measure(contest, other):
    """Where another line leads by another measure, by more than a little."""
    led = grouped(
        (dimension, leader.line)
        for dimension, leader in other.leaders.items()
        for line in [contest.leaders[dimension].line]
        if line != leader.line and line not in leader.near
    )
    if not led:
        return ""
    at = sorted(dimension for of_line in led.values() for dimension in of_line)
    by = f"By {other.measure.quantity}"
    general = f"{by}, another line is ahead of that leader at {places(at, contest.dimensions)}."
    if len(led) > GROUPS:
        return general
    where = together([f"{name(line)} at {places(at, contest.dimensions)}" for line, at in led.items()])
    return fitting(f"{by}, {where} {'is' if len(led) == 1 else 'are'} ahead of that leader.", general)
