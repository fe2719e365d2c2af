"""The devices that the models were trained on, in words."""

from collections.abc import Iterable

from autogrid.provenance.origin import Record


def name(record: Record):
    """The device of a training, by its record; a GPU with the versions of its driver and libraries."""
    if record["driver"] is None:
        return record["device"]
    tf32 = "on" if record["tf32"] else "off"
    return f"{record['device']} (driver {record['driver']}; libraries of CUDA {record['cuda']}; TF32 {tf32})"


def sentences(records: Iterable[Record]):
    """Sentences about the devices of some trainings: how many had which, and whether GPUs stood idle.

    Seconds are given for GPUs only, which others wait for; without them, the same grid has the same page.
    """
    records, by_device = list(records), {}
    for record in records:
        by_device.setdefault(name(record), []).append(record)
    for device, trained in by_device.items():
        verb = "was" if len(trained) == 1 else "were"
        some = f"{len(trained):,} of {len(records):,} models {verb} trained" if len(by_device) > 1 else "Trained"
        yield f"{some} on {device}{use(trained)}."
    yield from dict.fromkeys(f"{record['unused_gpu']}." for record in records if record["unused_gpu"])


def use(trained: list[Record]):
    """For how many of the seconds that trainings held a GPU they computed."""
    if trained[0]["driver"] is None:
        return ""
    held = sum(record["seconds_held"] for record in trained)
    computed = sum(record["seconds_computed"] for record in trained)
    return f", computing in {computed:,.0f} of the {held:,.0f} s that they held it"
