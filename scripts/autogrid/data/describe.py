"""Sentences on images: their kind, their number by class, and the settings chosen for them."""

from autogrid.data.look import PARTS

MOST = 10  # classes that are named


def about(look, config):
    """Sentences about the images of a `Look` and the settings chosen for them, by a config as `suited` leaves it."""
    shape, split = config["dataset"]["image_shape"], config["split"]
    names = config["dataset"]["classes"] or look.classes
    kind = "images in colour" if look.colour else "grey images"
    sizes = [f"{height} × {width}" for height, width, _ in look.sizes]
    size = f"{sizes[0]} pixels" + (" and other sizes" if len(sizes) > 1 else "")
    wanted = f"{shape[0]} × {shape[1]}"
    resized = f", resized and cropped to {wanted}" if sizes != [wanted] else ""
    classes = (
        f", in {len(names)} classes: {', '.join(names[:MOST])}{' …' if len(names) > MOST else ''}" if names else ""
    )
    yield f"{sum(look.images.values()):,} {kind} of {size}{resized}{classes}."
    train, validation, test = (f"{split[part]:,}" for part in PARTS)
    order = f"shuffled (seed {split['seed']}{', stratified by class' if names else ''})"
    order = order if split["shuffle"] else "taken in their order"
    sets = [part for part in ("validation", "test") if look.images[part]]
    own = f"; {' and '.join(sets)} images are sets of their own" if len(sets) > 1 else ""
    own = own or "".join(f"; {part} images are a set of their own" for part in sets)
    yield f"{train} train, {validation} validate and {test} test, {order}{own}."
    if look.colour:
        yield "Each of the three values of a pixel counts separately: errors are means over all of them."
    if not look.labelled:
        yield (
            "Without labels (a folder for each class, or an array of them in an .npz; a table beside the images is not "
            "read): no errors by class, classifiers, or colours in the plane."
        )
    yield from look.notes


def seen(look):
    """Lines on what else a look at images has shown: the values in them, their sizes, images of each class.

    Parameters
    ----------
    look : Look
    """
    if look.low is None:
        yield "A rule makes these images, so they have not been looked at."
        return
    yield f"Values from {look.low:g} to {look.high:g}; within an image they differ by {look.contrast:g} (median)."
    if len(look.sizes) > 1:
        listed = ", ".join(f"{height} × {width} ({number:,})" for height, width, number in look.sizes[:MOST])
        yield f"Sizes: {listed}{' …' if len(look.sizes) > MOST else ''}."
    for part, counts in (look.counts or {}).items():
        listed = ", ".join(f"{name} {number:,}" for name, number in list(counts.items())[:MOST])
        least, most = min(counts.values()), max(counts.values())
        more = f" … ({len(counts)} classes, of {least:,} to {most:,} images)" if len(counts) > MOST else ""
        yield f"Images by class{'' if part == 'train' else f' in the {part} set'}: {listed}{more}."
