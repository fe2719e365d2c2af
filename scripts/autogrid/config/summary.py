"""What a run is about to do, in lines: the images, the settings chosen for them, and the cost."""

import math

from autogrid.config import cost, suited
from autogrid.config.configuration import Configuration
from autogrid.config.names import count
from autogrid.data import describe, memory
from autogrid.data.look import LONGEST, Look, proposed
from autogrid.data.planning import needed

START = 5  # seconds of a training and its evaluation beside the steps; half of that on a fast machine


def lines(requested, config, look, configurations, cores, logs):
    """The lines, by the config before and after `suited`, for trainings that share some cores and write `logs`."""
    dataset = config["dataset"]
    of = f" ({dataset['path']})" if dataset["path"] else ""
    yield f"Images: {dataset['name']}{of}"
    said = [*describe.about(look, config), *describe.seen(look)]
    said += [*suited.sentences(requested, config), *costs(config, look, configurations, cores, logs)]
    yield from (f"  {line}" for line in said)


def costs(config, look: Look, configurations: list[Configuration], cores, logs):
    """Lines on the cost of all trainings, and on a smaller size for large images."""
    shape = config["dataset"]["image_shape"]
    values = math.prod(shape)
    early = "; fewer steps where a training ends early" if config["training"]["patience"] else ""
    yield price(shape, configurations, cores, f"{count(len(configurations), 'training')}: ", early)
    stored = sum(config["split"][part] for part in describe.PARTS) * values * (1 if look.white else 4)
    taken = memory.TENSORFLOW + needed(*look.glance(), look.kept, config)
    yield (
        f"{memory.readable(taken)} of memory for each training at a time; the images take {memory.readable(stored)} on "
        f"disk. Each training says how far it is, and how long it has left, in its log, {logs}."
    )
    if max(shape[:2]) > LONGEST:
        smaller = proposed([[*shape[:2], 1]])
        yield price(
            [*smaller, *shape[2:]],
            configurations,
            cores,
            f"The images are large. With image_shape: [{smaller[0]}, {smaller[1]}] in dataset: ",
            early,
        )


def price(shape, configurations, cores, before, after):
    """A sentence about the disk space and time that trainings on images of a shape take, between other words."""
    files = [cost.BYTES * cost.parameters(shape, configuration) for configuration in configurations]
    said = f"{before}models of up to {memory.readable(max(files))}, {memory.readable(sum(files))} together"
    found = cost.seconds(shape, configurations)
    if found is None:
        return f"{said}."
    total, step = found
    total += START * len(configurations)
    wall = total / min(cores, len(configurations))
    steps = max(map(cost.steps, configurations))
    return (
        f"{said}; about {spoken(total)} of processor time, {spoken(wall)} on {count(cores, 'core')}, at most: "
        f"{steps:,} steps of {step * 1000:.2g} ms or less each, measured here, and {START} s to start, compile and "
        f"evaluate{after}."
    )


def spoken(seconds):
    """A time in a unit that suits it."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.2g} {unit}"
    return f"{math.ceil(seconds)} s"
