"""What the rates have shown, in sentences made from their numbers."""

from itertools import pairwise

from autogrid.findings.grid_findings import together
from autogrid.measure import rate_distortion as rd

NEAR = 0.01  # relative: an error that is larger by less is said to be the same


def sentences(rows):
    """The findings, the answer first; what the rates cannot show is left out.

    Parameters
    ----------
    rows : list of dict
        Those of rates.csv, see `rate_distortion.read`.
    """
    points = rd.operating_points(rows)
    hull = rd.envelope(points, "error")
    chosen = rd.knee(hull, "error") or hull[-1]
    of_line = [point for point in points if point["line"] == chosen["line"]]
    found = [answer(rows, hull, chosen), *(against(method, rows, hull) for method in ("JPEG", "WebP"))]
    found += [against_linear(rows, chosen), enough_bits(of_line), bits_or_units(of_line), shared(chosen)]
    return [sentence for sentence in found if sentence]


def answer(rows, hull, chosen):
    """What an image costs at the knee and at the end of the envelope, held against nothing lost."""
    pixels = next(row["bytes"] for row in rows if row["method"] == "pixels")
    least, last = rd.lossless(rows), hull[-1]
    text = (
        f"{'At the knee of the curve an' if len(hull) > 2 else 'An'} image costs {cost(chosen)} for an error of "
        f"{chosen['error']:.4f} nats a pixel, {chosen['excess']:.4f} above the floor. Its pixels take "
        f"{times(pixels, chosen['bytes'])} as many bytes"
    )
    if least:
        without_loss = f"{least['method']}, {size(least['bytes'])}"
        text += f", and {times(least['bytes'], chosen['bytes'])} as many without loss ({without_loss})"
    text += "."
    if last is not chosen:
        text += f" The lowest error, {last['error']:.4f}, costs {cost(last)}."
    return text


def against(method, rows, hull):
    """What a picture format takes to lose as little as the first point of the envelope that it can be compared at."""
    ways = {rd.TOGETHER: "with all images in one file", rd.EACH: "with a file for each"}
    for point in hull:
        sizes = {way: rd.size(rd.lossy(rows, method, packing), point["mse"]) for packing, way in ways.items()}
        if None not in sizes.values():
            taken = [f"{size(found)} {way} ({times(found, point['bytes'])})" for way, found in sizes.items()]
            return f"At the squared error of {cost(point)}, {method} takes {together(taken)}."
    lowest = rd.lossy(rows, method)[:1]
    if lowest and lowest[0]["mse"] < hull[-1]["mse"]:
        return (
            f"{method} loses less than every autoencoder here even at its lowest quality, "
            f"for {size(lowest[0]['bytes'])}: a squared error of {lowest[0]['mse']:.2g}, not {hull[-1]['mse']:.2g}."
        )
    return ""


def against_linear(rows, chosen):
    """What principal components, quantised and coded in the same way, lose at as many bytes."""
    linear = rd.lost(rd.envelope(rd.operating_points(rows, "PCA"), "error"), chosen["bytes"], "error")
    if linear is None:
        return ""
    more = "more" if linear > chosen["error"] else "less"
    return f"Principal components, quantised and coded in the same way, lose {more} at as many bytes: {linear:.4f}."


def enough_bits(of_line):
    """From how many bits a unit on a line loses no more than codes that are not quantised."""
    found = []
    for dimension, depths in by_dimension(of_line).items():
        enough = [d["bits"] for d in depths.values() if d["error"] <= (1 + NEAR) * d["not_quantised_error"]]
        if enough:
            found.append(f"{bits(min(enough))} at d' = {dimension}")
    if not found:
        return ""
    return (
        f"With {of_line[0]['line']}, the error is within {100 * NEAR:.0f} % of that of codes that are not quantised "
        f"from {together(found)} on."
    )


def bits_or_units(of_line):
    """From how many bits a unit on one more buys less, a byte, than the units that the next dimension has more."""
    cells, found = by_dimension(of_line), []
    for (dimension, depths), (_, more) in pairwise(cells.items()):
        turns = [p["bits"] for p, deeper in pairwise(depths.values()) if buys_less(p, deeper, more.get(p["bits"]))]
        if turns:
            found.append(f"{bits(turns[0])} at d' = {dimension}")
    if not found:
        return ""
    return (
        f"With {of_line[0]['line']}, a byte for one more bit a unit buys less than a byte for more units "
        f"from {together(found)} on."
    )


def buys_less(point, deeper, wider):
    """Whether going from a point to a deeper one saves less error, a byte, than going to a wider one."""
    if wider is None or point["bytes"] >= min(deeper["bytes"], wider["bytes"]):
        return False
    return rd.slope(point, deeper, "error") > rd.slope(point, wider, "error")


def shared(chosen):
    """What both sides must have beside the file, and when that is paid back."""
    text = (
        f"Both sides share {1e-3 * chosen['shared_bytes']:.0f} kB for that: decoder, ranges and models of the symbols"
    )
    if chosen["pays_after"] is None:
        return f"{text}. It is never paid back, as zlib takes fewer bytes an image."
    return f"{text}. With it, {chosen['pays_after']} images and more cost less than by zlib."


def by_dimension(points):
    """Points by code dimension and then by bits, both ascending."""
    found = {}
    for point in sorted(points, key=lambda point: (point["dimension"], point["bits"])):
        found.setdefault(point["dimension"], {})[point["bits"]] = point
    return found


def cost(point):
    """What a point costs, and its name."""
    return f"{size(point['bytes'])} ({point['line']}, d' = {point['dimension']}, {bits(point['bits'])} a unit)"


def size(number):
    """A number of bytes, with three digits."""
    return f"{number:.3g} bytes" if number < 1000 else f"{number:.0f} bytes"


def times(number, other):
    """How many times as large a number is as another."""
    return f"{number / other:.2g} times" if number < 10 * other else f"{number / other:.0f} times"


def bits(number):
    """A number of bits."""
    return f"{number} bit{'s' if number > 1 else ''}"
