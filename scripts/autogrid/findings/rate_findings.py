"""The findings of the rates, in sentences made from their numbers."""

from itertools import pairwise

from autogrid.config.names import count
from autogrid.findings.wording import name, together
from autogrid.measure import rate_distortion as rd

NEAR = 0.01  # relative: an error that is larger by less counts as the same
MOST = 4  # code dimensions that a sentence lists


def sentences(rows):
    """The findings from the rows of rates.csv, the answer first, without those that the rates cannot show."""
    points = rd.operating_points(rows)
    hull = rd.envelope(points, "error")
    chosen = rd.knee(hull, "error") or hull[-1]
    of_line = [point for point in points if point["line"] == chosen["line"]]
    found = [answer(rows, hull, chosen), *(against(method, rows, points, hull) for method in ("JPEG", "WebP"))]
    found += [against_linear(rows, chosen), enough_bits(of_line), bits_or_units(of_line), shared(rows, chosen)]
    return [sentence for sentence in found if sentence]


def answer(rows, hull, chosen):
    """The cost of an image at the knee and at the end of the envelope, against pixels and the best lossless format."""
    pixels = next(row for row in rows if row["method"] == "pixels")
    least, last, many = rd.lossless(rows), hull[-1], times(pixels["bytes"], chosen["bytes"])
    text = (
        f"{'At the knee of the curve an' if len(hull) > 2 else 'An'} image takes {cost(chosen)}, with an error of "
        f"{chosen['error']:#.4g} nats per pixel. Its pixels take {many} as many bytes"
    )
    if pixels["mse"]:
        text += " at eight bits per value, which loses the bits beyond"
    if least and least is not pixels:
        lossless = f"the best lossless format ({least['method']}, {size(least['bytes'])})"
        text += f", {lossless} {times(least['bytes'], chosen['bytes'])} as many"
    text += "."
    if last is not chosen:
        text += f" The lowest error, {last['error']:#.4g}, takes {cost(last)}."
    return text


def against(method, rows, points, hull):
    """The size at which a picture format loses as little as the first comparable point of the envelope."""
    ways = {rd.TOGETHER: "with all images in one file", rd.EACH: "with one file per image"}
    for point in hull:
        sizes = {way: rd.size(rd.lossy(rows, method, packing), point["mse"]) for packing, way in ways.items()}
        if None not in sizes.values():
            taken = [f"{size(found)} {way} ({times(found, point['bytes'])})" for way, found in sizes.items()]
            return f"At the squared error of {cost(point)}, {method} takes {together(taken)}."
    lowest, least = rd.lossy(rows, method)[:1], min(point["mse"] for point in points)
    if lowest and lowest[0]["mse"] < least:
        return (
            f"Even at quality {lowest[0]['quality']}, the lowest of those measured, {method} has a lower squared error "
            f"than all codes here, {lowest[0]['mse']:.2g} against {least:.2g}, for {size(lowest[0]['bytes'])}."
        )
    return ""


def against_linear(rows, chosen):
    """The loss of principal components, quantised and coded in the same way, at as many bytes."""
    linear = rd.lost(rd.envelope(rd.operating_points(rows, "PCA"), "error"), chosen["bytes"], "error")
    if linear is None:
        return ""
    more = "more" if linear > chosen["error"] else "no more"
    return f"PCA, quantised and coded in the same way, loses {more} at as many bytes: {linear:#.4g}."


def enough_bits(of_line):
    """The number of bits per unit from which a line loses no more than without quantisation."""
    found = []
    for dimension, depths in by_dimension(of_line).items():
        enough = [d["bits"] for d in depths.values() if d["error"] <= (1 + NEAR) * d["not_quantised_error"]]
        if enough:
            found.append(f"{count(min(enough), 'bit')} at d' = {dimension}")
    if not found:
        return ""
    return (
        f"With {name(of_line[0]['line'])}, the error is within {100 * NEAR:.0f} % of that without quantisation "
        f"from {listed(found)} on."
    )


def bits_or_units(of_line):
    """The number of bits per unit from which a byte buys less as more bits than as units of the next dimension."""
    cells, found = by_dimension(of_line), []
    for (dimension, depths), (_, more) in pairwise(cells.items()):
        turns = [p["bits"] for p, deeper in pairwise(depths.values()) if buys_less(p, deeper, more.get(p["bits"]))]
        if turns:
            found.append(f"{count(turns[0], 'bit')} at d' = {dimension}")
    if not found:
        return ""
    return (
        f"With {name(of_line[0]['line'])}, more units buy more per byte than more bits per unit "
        f"from {listed(found)} on."
    )


def buys_less(point, deeper, wider):
    """Whether going from a point to a deeper one saves less error per byte than going to a wider one."""
    if wider is None or point["bytes"] >= min(deeper["bytes"], wider["bytes"]):
        return False
    return rd.slope(point, deeper, "error") > rd.slope(point, wider, "error")


def listed(found):
    """Phrases for some code dimensions, joined; of many, only the first and the last."""
    return together(found) if len(found) <= MOST else f"{found[0]} (…) to {found[-1]}"


def shared(rows, chosen):
    """The bytes that both sides share beside the file, and when they are paid back."""
    number = chosen["shared_bytes"]
    text = f"Both sides share {size(number) if number < 1000 else f'{1e-3 * number:.0f} kB'}: "
    text += "decoder, ranges and models of the symbols"
    if not rd.lossless(rows):
        return f"{text}."
    if chosen["pays_after"] is None:
        return f"{text}. It never pays off: the best lossless format takes fewer bytes per image."
    return f"{text}. It pays off from {chosen['pays_after']:,} images on, against the best lossless format."


def by_dimension(points):
    """Points by code dimension and then by bits, both ascending."""
    found = {}
    for point in sorted(points, key=lambda point: (point["dimension"], point["bits"])):
        found.setdefault(point["dimension"], {})[point["bits"]] = point
    return found


def cost(point):
    """The cost of a point, and its name."""
    bits = count(point["bits"], "bit")
    return f"{size(point['bytes'])} ({name(point['line'])}, d' = {point['dimension']}, {bits} per unit)"


def size(number):
    """A number of bytes, with three digits."""
    return f"{number:.3g} bytes" if number < 1000 else f"{number:.0f} bytes"


def times(number, other):
    """How many times as large a number is as another."""
    return f"{number / other:.2g} times" if number < 10 * other else f"{number / other:.0f} times"
