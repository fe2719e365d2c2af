"""A second, slow reading of findings: what each sentence claims, held against the cells by plain loops."""

import itertools
import math
import re
import statistics

from scipy import stats

NATS = {"binary cross-entropy": "error", "mean squared error": "mse"}
TWO_LINES = 240


class Reading:
    """The numbers of a grid, and one check for each kind of sentence.

    Parameters
    ----------
    cells, baselines, train_images
        As `grid_findings.sentences` takes them.
    """

    def __init__(self, cells, baselines, train_images):
        self.all, self.baselines, self.train_images = cells, baselines, train_images
        self.cells = [cell for cell in cells if cell["selected"] is not False]
        self.lines = list(dict.fromkeys(cell["line"] for cell in self.cells))
        self.dimensions = sorted({cell["configuration"]["dimension"] for cell in self.cells})
        self.named = {self.shown(line): line for line in self.lines}
        self.seeds = len({cell["configuration"]["seed"] for cell in self.cells})
        losses = {cell["configuration"]["loss"] for cell in self.cells}
        self.main = "mse" if losses == {"mean_squared_error"} else "error"

    @staticmethod
    def shown(line):
        """A line without commas."""
        first, *rest = line.split(", ")
        return first + (f" ({'; '.join(rest)})" if rest else "")

    def of(self, line, dimension):
        """The cells of a line at a dimension, by seed."""
        found = [c for c in self.cells if c["line"] == line and c["configuration"]["dimension"] == dimension]
        return sorted(found, key=lambda cell: cell["configuration"]["seed"])

    def mean(self, line, dimension, measure):
        return statistics.mean(cell[measure] for cell in self.of(line, dimension))

    def lowest(self, dimension, measure):
        """The line with the lowest mean, the first of equal ones."""
        return min(self.lines, key=lambda line: self.mean(line, dimension, measure))

    def is_lowest(self, line, dimension, measure):
        ours = self.mean(line, dimension, measure)
        return all(ours <= self.mean(other, dimension, measure) for other in self.lines)

    def told_apart(self, differences):
        """Whether an interval that holds for all comparisons of the grid excludes 0."""
        k = len(self.lines)
        pairs = len(list(itertools.combinations(range(k), 2))) + k
        level = 1 - 0.05 / (pairs * len(self.dimensions))
        if len(set(differences)) == 1:
            return differences[0] != 0
        low, high = stats.ttest_1samp(differences, 0).confidence_interval(level)
        return low > 0 or high < 0

    def differences(self, line, other, dimension, measure):
        return [b[measure] - a[measure] for a, b in zip(self.of(line, dimension), self.of(other, dimension))]

    def close(self, line, leader, dimension):
        base = self.mean(leader, dimension, self.main)
        return abs(self.mean(line, dimension, self.main) - base) <= 0.01 * abs(base)

    def kind(self, line, leader, dimension):
        """How a line compares with the leader: ahead, tied, unclear, near or nothing."""
        close = self.close(line, leader, dimension)
        if self.seeds < 5:
            return "near" if close else ""
        if self.told_apart(self.differences(leader, line, dimension, self.main)):
            return "ahead"
        return "tied" if close else "unclear"

    def places(self, text):
        """The dimensions that a text names, or how many it says there are."""
        if text == "every code dimension":
            assert len(self.dimensions) > 1
            return self.dimensions
        some = re.fullmatch(r"(\d+) of the (\d+) code dimensions", text)
        if some:
            assert int(some[2]) == len(self.dimensions)
            return int(some[1])
        assert text.startswith("d' = "), text
        found = []
        for piece in re.split(", | and ", text[5:]):
            first, _, last = piece.partition(" to ")
            between = [d for d in self.dimensions if int(first) <= d <= int(last or first)]
            assert int(first) in between and int(last or first) in between
            found += between
        assert len(set(found)) == len(found)
        return found

    def holds(self, text, wanted):
        """Whether dimensions in a text are just those that are wanted."""
        found = self.places(text)
        return found == (len(wanted) if isinstance(found, int) else wanted) and wanted

    def where(self, claim):
        return [dimension for dimension in self.dimensions if claim(dimension)]

    def near_number(self, text, value):
        return math.isclose(float(text), value, rel_tol=1e-3)

    def share(self, text, value):
        """Whether a printed percentage is a share."""
        if text == "under 0.1 %":
            return 0 < value < 0.001
        if text == "over 99.9 %":
            return 0.999 < value < 1
        digits = len(text.removesuffix(" %").partition(".")[2])
        return abs(float(text.removesuffix(" %")) - 100 * value) <= 0.5 * 10**-digits + 1e-9

    def check(self, sentence):
        """Hold a sentence against the numbers; an AssertionError for what is false, or of no known kind."""
        assert len(sentence) <= TWO_LINES, sentence
        assert sentence[-1] == "." and not re.search(r"nan|None|inf\b|\b1 were|All 1 |the 1 \w+s\b", sentence), sentence
        self.check_names(sentence)
        for pattern, reader in KINDS:
            match = re.fullmatch(pattern, sentence)
            if match:
                reader(self, **match.groupdict())
                return
        raise AssertionError(f"no reading of {sentence!r}")

    def check_names(self, sentence):
        """No line is named twice."""
        rest = sentence
        for name in sorted(self.named, key=len, reverse=True):
            whole = rf"(?<![\w(]){re.escape(name)}(?! \()"
            assert len(re.findall(whole, rest)) <= 1, sentence
            rest = re.sub(whole, "", rest)


def how_much(self, d, size, p, pca, line=None, d2=None, p2=None, pca2=None, line2=None, each=None):
    excess = "excess" if self.main == "error" else "mse"
    whole = self.baselines["mean image"][excess]
    d = int(d.replace(",", ""))
    assert d == self.dimensions[-1] and self.share(size, d / 784)
    for dimension, told, linear, who in (
        (d, p, pca, line),
        (d2 and int(d2.replace(",", "")), p2, pca2, line2 or line),
    ):
        if dimension is None:
            assert len(self.dimensions) == 1
            continue
        leader = self.named[who] if who else self.lowest(dimension, self.main)
        assert self.is_lowest(leader, dimension, self.main)
        assert (linear is None) == (dimension not in self.baselines["PCA"])
        left = [(told, self.mean(leader, dimension, excess))]
        left += [] if linear is None else [(linear, self.baselines["PCA"][dimension][excess])]
        for share, lost in left:
            assert 1 - lost / whole <= 0 if share == "nothing" else self.share(share, 1 - lost / whole), (share, lost)
    assert d2 is None or int(d2.replace(",", "")) == self.dimensions[0]


def only_line(self, line, q, v, d, v2=None, d2=None):
    assert self.lines == [self.named[line]] and NATS[q] == self.main
    end_values(self, v, d, v2, d2)


def end_values(self, v, d, v2, d2):
    ends = [(v, d), *([(v2, d2)] if v2 else [])]
    assert [int(of) for _, of in ends] == sorted({self.dimensions[0], self.dimensions[-1]})
    for value, of in ends:
        assert self.near_number(value, min(self.mean(line, int(of), self.main) for line in self.lines))


def best_everywhere(self, line, q, places, n=None, share=None, v=None, d=None, v2=None, d2=None):
    seeds(self, n)
    assert places or len(self.dimensions) == 1
    leads(self, self.named[line], places or f"d' = {self.dimensions[0]}", NATS[q], share)
    if v:
        end_values(self, v, d, v2, d2)


def seeds(self, n):
    assert (int(n) if n else 1) == self.seeds


def leads(self, line, places, measure, share=None):
    """A line has the lowest mean at all places that are named; of many at just as many as are said."""
    lowest = {d: restored(self, line, d, measure, share) for d in self.dimensions}
    found = self.places(places)
    if isinstance(found, int):
        assert sum(lowest.values()) >= found
    else:
        assert all(lowest[d] for d in found)


def restored(self, line, dimension, measure, share):
    """Whether a line has the lowest mean, on noisy images if a share of black pixels is given."""
    if share is None:
        return self.is_lowest(line, dimension, measure)
    (key,) = [key for key in self.of(line, dimension)[0]["noisy"] if self.share(share, float(key))]

    def mean(of):
        return statistics.mean(cell["noisy"][key][measure] for cell in self.of(of, dimension))

    return all(mean(line) <= mean(other) for other in self.lines)


def best_of_two(self, q, line, places, line2, places2, n=None, share=None):
    seeds(self, n)
    for who, at in ((line, places), (line2, places2)):
        leads(self, self.named[who], at, NATS[q], share)


def best_of_many(self, q, line, most, all_of_them, others, n=None, share=None):
    seeds(self, n)
    assert int(all_of_them) == len(self.dimensions) and 1 <= int(others) < len(self.lines)
    leads(self, self.named[line], f"{most} of the {all_of_them} code dimensions", NATS[q], share)


def best_depends(self, q, k, n_lines, n=None, share=None):
    seeds(self, n)
    firsts = {next(line for line in self.lines if restored(self, line, d, NATS[q], share)) for d in self.dimensions}
    assert len(firsts) == int(k) > 1 and int(n_lines) == len(self.lines)


def ahead(self, places, n, m):
    k = len(self.lines)
    assert int(n) == self.seeds >= 5 and int(m.replace(",", "")) == len(self.dimensions) * (k * (k - 1) // 2 + k)
    assert self.holds(places, self.where(lambda d: kinds(self, d) == {"ahead"}))


def kinds(self, dimension):
    leader = self.lowest(dimension, self.main)
    return {self.kind(line, leader, dimension) for line in self.lines if line != leader}


WHATS = {
    r"within 1 % of (?P<leader>.+)": "near",
    r"tied with (?P<leader>.+): within 1 % of it, and not distinguished from it by (?P<n>\d+) seeds": "tied",
    r"more than 1 % above (?P<leader>.+), but not distinguished from it by (?P<n>\d+) seeds": "unclear",
}


def alike(self, places, who, verb, what):
    (kind, match), *more = [(kind, m) for pattern, kind in WHATS.items() if (m := re.fullmatch(pattern, what))]
    assert not more and (kind == "near") == (self.seeds < 5)
    if kind != "near":
        assert int(match["n"]) == self.seeds
    at = self.where(lambda d: kind in kinds(self, d))
    assert self.holds(places, at)
    if who == "at least one line":
        assert match["leader"] == "the leader" and verb == "is"
        return
    for dimension in at:
        leader = self.lowest(dimension, self.main)
        assert self.named[match["leader"]] == leader
        alike = [line for line in self.lines if line != leader and self.kind(line, leader, dimension) == kind]
        assert len(alike) == number_of(self, who, alike) and (verb == "is") == (len(alike) == 1)


def number_of(self, who, wanted):
    """How many lines a list names, all of them among those wanted."""
    many = re.fullmatch(r"(.+) and (\d+) others", who)
    parts = [many[1]] if many else who.split(" and ")
    assert all(self.named[part] in wanted for part in parts)
    return 1 + int(many[2]) if many else len(parts)


def other_measure(self, q, line, places, line2=None, places2=None):
    other = NATS[q]
    assert other != self.main
    for who, at in ((line, places), *([(line2, places2)] if line2 else [])):
        new = [d for d in self.dimensions if self.lowest(d, other) == self.named[who] and overtaken(self, d, other)]
        assert self.holds(at, new)
    assert len({self.lowest(d, other) for d in self.where(lambda d: overtaken(self, d, other))}) == (2 if line2 else 1)


def overtaken(self, dimension, other):
    """Whether another line than the leader has the lowest mean of the other measure, by more than 1 %."""
    leader, first = self.lowest(dimension, self.main), self.lowest(dimension, other)
    least = self.mean(first, dimension, other)
    return first != leader and self.mean(leader, dimension, other) - least > 0.01 * least


def another_measure(self, q, places):
    assert NATS[q] != self.main
    assert self.holds(places, self.where(lambda d: overtaken(self, d, NATS[q])))


def against_pca(self, n, verdicts, q, q2=None):
    assert int(n.replace(",", "")) == self.train_images
    for measure in [NATS[q], *([NATS[q2]] if q2 else [])]:
        told = {}
        for part in verdicts.split("; "):
            kind, _, places = part.partition(" at ")
            told[kind] = places
        wanted = {}
        for d in self.dimensions:
            if d in self.baselines["PCA"]:
                wanted.setdefault(compared_with_pca(self, d, measure), []).append(d)
        assert told.keys() == wanted.keys()
        assert all(self.holds(places, wanted[kind]) for kind, places in told.items())


def compared_with_pca(self, dimension, measure):
    linear = self.baselines["PCA"][dimension][measure]
    values = [cell[measure] - linear for cell in self.of(self.lowest(dimension, measure), dimension)]
    difference = statistics.mean(values)
    if self.seeds < 5 and abs(difference) <= 0.01 * linear:
        return "within 1 %"
    if self.seeds >= 5 and not self.told_apart(values):
        return "indistinguishable"
    return "better" if difference < 0 else "worse"


def doubling(self, line, q, low, high=None):
    measure = {"excess error": "excess", "mean squared error": "mse"}[q]
    line = self.named[line]
    assert self.is_lowest(line, self.dimensions[-1], self.main)
    at = self.dimensions[:1]
    while any(d >= 2 * at[-1] for d in self.dimensions):
        at.append(next(d for d in self.dimensions if d >= 2 * at[-1]))
    means = [(d, self.mean(line, d, measure)) for d in at]
    changes = [
        100 * ((b / a) ** (math.log(2) / math.log(e / d)) - 1)
        for (d, a), (e, b) in itertools.pairwise(means)
        if a > 0 and b > 0
    ]
    told = [float(text.replace("−", "-")) for text in (low, high or low)]
    assert abs(told[0] - max(changes)) <= 0.51 and abs(told[1] - min(changes)) <= 0.51


def dead_outputs(self, line, dead, pixels, d):
    most = max(cell["dead_outputs"] for cell in self.cells)
    assert int(dead) == most > 0 and int(pixels) == 784
    assert max(cell["dead_outputs"] for cell in self.of(self.named[line], int(d))) == most
    assert {cell["line"] for cell in self.cells if cell["dead_outputs"]} == {self.named[line]}


def dead_outputs_of_lines(self, which, first, dead, pixels, second=None, others=None):
    most = max(cell["dead_outputs"] for cell in self.cells)
    assert int(dead) == most > 0 and int(pixels) == 784
    worst = {cell["line"] for cell in self.cells if cell["dead_outputs"] == most}
    assert {self.named[line] for line in (first, second) if line} <= worst
    assert len(worst) == (int(others) + 1 if others else 2 if second else 1)
    assert len({cell["line"] for cell in self.cells if cell["dead_outputs"]}) == number_of_lines(self, which) > 1


def number_of_lines(self, which):
    if which == "both":
        assert len(self.lines) == 2
    else:
        assert int(which.split()[-1]) == len(self.lines)
    return len(self.lines) if which.split()[0] in ("both", "all") else int(which.split()[0])


def dead_meaning(self):
    assert any(cell["dead_outputs"] for cell in self.cells)


def half_inactive(self, line):
    return self.where(lambda d: self.mean(line, d, "inactive_units") >= d / 2)


def inactive_line(self, line, places):
    assert self.holds(places, half_inactive(self, self.named[line]))
    assert sum(bool(half_inactive(self, line)) for line in self.lines) == 1


def inactive_lines(self, which):
    assert sum(bool(half_inactive(self, line)) for line in self.lines) == number_of_lines(self, which) > 1


def to_published(self):
    found = {}
    for line, d in itertools.product(self.lines, self.dimensions):
        pairs = [(cell["error"], cell["published_error"]) for cell in self.of(line, d) if cell["published_error"]]
        if pairs:
            ours, theirs = map(sum, zip(*pairs))
            found[line, d] = 100 * (ours / theirs - 1)
    return found


def published(self, n, middle, largest, line, d):
    found = to_published(self)
    assert len(found) == int(n) > 1
    assert abs(statistics.median(map(abs, found.values())) - float(middle)) <= 0.051
    assert abs(found[self.named[line], int(d)] - float(largest.replace("−", "-"))) <= 0.51
    assert abs(found[self.named[line], int(d)]) == max(map(abs, found.values()))


def one_published(self, line, d, largest):
    ((who, difference),) = to_published(self).items()
    assert who == (self.named[line], int(d)) and abs(difference - float(largest.replace("−", "-"))) <= 0.51


ENDS = {
    "still improving": "improving",
    "had converged": "converged",
    "ended with nearly the same reconstruction for every image": "plateau",
    "had overfitted": "overfit",
    "stopped by patience": "stopped by patience",
    "had too few validations to judge convergence": None,
}


def outcomes(self, parts, n=None):
    told = dict.fromkeys(ENDS.values(), 0)
    for part in re.split(", | and (?=[\\d])", parts):
        number, words = re.fullmatch(r"([\d,]+) (?:was |were )?(.+)", part).groups()
        assert ("was " in part) <= (number == "1") and ("were " in part) <= (number != "1")
        told[ENDS[words]] = int(number.replace(",", ""))
    assert told == {end: sum(cell["outcome"] == end for cell in self.cells) for end in ENDS.values()}
    assert int(n.replace(",", "")) == len(self.cells)


def counted(which):
    return {"The training": 1, "Both trainings": 2}.get(which) or int(which.split()[1].replace(",", ""))


def one_outcome(self, which, words):
    assert {cell["outcome"] for cell in self.cells} == {ENDS[re.sub("^(was|were) ", "", words)]}
    assert len(self.cells) == counted(which)
    assert len(self.cells) > 1 or "were" not in words


def has(outcome):
    def check(self):
        assert any(cell["outcome"] == outcome for cell in self.cells)

    return check


def patience(self):
    assert any(cell["patience"] for cell in self.cells)


def few_seeds(self, n=None):
    assert self.seeds < 5 and self.seeds == int(n or 1) and len(self.lines) > 1


def other_loss(self, some, what):
    others = [c["configuration"]["loss"] for c in self.cells if c["configuration"]["loss"] != "binary_crossentropy"]
    part = re.fullmatch(r"([\d,]+) of ([\d,]+) trainings", some)
    if part:
        assert [int(text.replace(",", "")) for text in part.groups()] == [len(others), len(self.cells)]
    else:
        assert len(others) == len(self.cells) == counted(some)
    names = {loss.replace("_", " ") for loss in others}
    assert what in names and len(names) == 1 or what == f"{len(names)} other losses"


def one_rate(self):
    rates = {(c["configuration"]["optimizer"], c["configuration"]["learning_rate"]) for c in self.all}
    assert len(rates) == len({optimizer for optimizer, _ in rates}) and len(self.lines) > 1


def selection(self, n, m):
    assert int(n.replace(",", "")) == sum(cell["selected"] is not None for cell in self.all)
    assert int(m.replace(",", "")) == sum(cell["selected"] is True for cell in self.all)


Q = r"(?P<q>binary cross-entropy|mean squared error)"
PLACES = r"every code dimension|\d+ of the \d+ code dimensions|d' = [\d, to and]*\d"
AT = rf"(?P<places>{PLACES})"
VALUES = r"(?P<v>\S+) (?:nats per pixel|per pixel) at d' = (?P<d>\d+)(?: and (?P<v2>\S+) at d' = (?P<d2>\d+))?"
LOWEST = rf"[Tt]he lowest {Q} of the autoencoders(?: on average over (?P<n>\d+) seeds)?"
NOISY = r"(?:On test images with (?P<share>[\w. ]+ %) of the pixel values at 0, )?"
SHARE = r"nothing|[\w. ]+? %"
CODE = (
    rf"code of (?P<d>[\d,]+) numbers? \((?P<size>.+?) of the pixel values\) recovers (?P<p>{SHARE})"
    rf" of what the mean image misses(?: \(PCA: (?P<pca>{SHARE})\))?"
)
SECOND = rf"one of (?P<d2>[\d,]+) recovers (?P<p2>{SHARE})(?: \(PCA: (?P<pca2>{SHARE})\))?"
KINDS = [
    (rf"With (?P<line>.+?), a {CODE}(?:, and {SECOND})?\.", how_much),
    (rf"With (?P<line>.+?), a {CODE}; with (?P<line2>.+), {SECOND}\.", how_much),
    (rf"A {CODE}, and {SECOND}, (?P<each>each with its leader)\.", how_much),
    (rf"(?P<line>.+) is the only line of this grid: its test {Q} is {VALUES}\.", only_line),
    (rf"{NOISY}(?P<line>.+) has {LOWEST}(?: at {AT})?(?:: {VALUES})?\.", best_everywhere),
    (rf"{NOISY}{LOWEST} is that of (?P<line>.+) at (?P<most>\d+) of the (?P<all_of_them>\d+) code dimensions,"
     r" and of (?P<others>\d+) other lines? elsewhere\.", best_of_many),
    (rf"{NOISY}{LOWEST} is that of (?P<k>\d+) of the (?P<n_lines>\d+) lines, depending on d'\.", best_depends),
    (rf"{NOISY}{LOWEST} is that of (?P<line>.+?) at {AT} and (?P<line2>\D.*) at (?P<places2>{PLACES})\.", best_of_two),
    (rf"At {AT} the lead over every other line is more than chance explains \(95 % intervals over (?P<n>\d+) seeds,"
     r" simultaneous for (?P<m>[\d,]+) differences\)\.", ahead),
    (rf"At {AT}, (?P<who>.+?) (?P<verb>is|are) (?P<what>within .+|tied .+|more than 1 % above .+)\.", alike),
    (rf"By {Q}, another line is ahead of that leader at {AT}\.", another_measure),
    (rf"By {Q}, (?P<line>.+?) at {AT} is ahead of that leader\.", other_measure),
    (rf"By {Q}, (?P<line>.+?) at {AT} and (?P<line2>\D.*) at (?P<places2>{PLACES}) are ahead of that"
     rf" leader\.", other_measure),
    (rf"Against PCA of (?P<n>[\d,]+) training images?, the best autoencoder is (?P<verdicts>.+), by {Q}"
     r"(?: and (?P<q2>binary cross-entropy|mean squared error))?\.", against_pca),
    (r"With (?P<line>.+), a doubling of d' changes the (?P<q>excess error|mean squared error) by (?P<low>\S+) %"
     r"(?: to (?P<high>\S+) %)?\.", doubling),
    (r"Output units die with (?P<line>.+), at most (?P<dead>\d+) of (?P<pixels>\d+) at d' ="
     r" (?P<d>\d+)\.", dead_outputs),
    (r"Output units die with (?P<which>both|all \d+|\d+ of the \d+) lines, most with (?P<first>.+?)"
     r"(?: and (?:(?P<others>\d+) others|(?P<second>.+)))?: (?P<dead>\d+) of (?P<pixels>\d+)\.", dead_outputs_of_lines),
    (r"A dead output unit has one value for every image, and no gradient to leave it\.", dead_meaning),
    (r"At least half of the code units are inactive with (?P<which>both|all \d+|\d+ of the \d+) lines at some code"
     r" dimension:"
     r" fixed at their mean, they change the error by less than 0\.1 %\.", inactive_lines),
    (rf"At least half of the code units are inactive with (?P<line>.+) at {AT}: fixed at their mean, they"
     rf" change the error"
     r" by less than 0\.1 %\.", inactive_line),
    (r"Errors differ from the (?P<n>\d+) published for this protocol by (?P<middle>\S+) % in the median; the largest"
     r" difference is (?P<largest>\S+) % \((?P<line>.+) at d' = (?P<d>\d+)\)\.", published),
    (r"The error of (?P<line>.+) at d' = (?P<d>\d+) differs from the published one by (?P<largest>\S+)"
     r" %\.", one_published),
    (r"Of (?P<n>[\d,]+) trainings, the (?P<m>[\d,]+) with the lowest validation loss for their line,"
     r" code dimension"
     r" and seed are compared; no test image chose them\.", selection),
    (r"Of (?P<n>[\d,]+) trainings, (?P<parts>.+)\.", outcomes),
    (
        r"(?P<which>The training|Both trainings|All [\d,]+ trainings)"
        r" (?P<words>(?:was |were )?(?:still|had|ended|stopped).+)\.",
        one_outcome,
    ),
    (r"More epochs would help those still improving: lines are compared after this much"
     r" training\.", has("improving")),
    (r"Where all reconstructions are nearly the same, another learning rate or seed may leave that"
     r" plateau\.", has("plateau")),
    (r"Overfitted weights are those of the last epoch; patience would keep those of the best\.", has("overfit")),
    (r"With patience, the weights measured are those of the epoch with the lowest validation loss\.", patience),
    (r"(?:One run per cell|(?P<n>\d+) seeds) cannot tell a difference from chance: that takes 5 seeds or"
     r" more\.", few_seeds),
    (r"(?P<some>The training|Both trainings|All [\d,]+ trainings|[\d,]+ of [\d,]+ trainings) minimised (?P<what>.+),"
     r" not binary cross-entropy\.", other_loss),
    (r"Each optimizer had one learning rate: another one could change the order of the lines\.", one_rate),
]  # fmt: skip
