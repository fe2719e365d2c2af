"""Images in the layouts of public data sets are understood, or refused with what to do: see `support.layouts`."""

import numpy as np
import pytest

from autogrid.data import collection
from support.layouts import KNOWN, LABELS, REFUSED


@pytest.mark.parametrize("name", KNOWN)
def test_a_layout_is_understood(tmp_path, name):
    layout = KNOWN[name]
    if name == "Parquet":
        pytest.importorskip("pyarrow")
    source = collection.at(layout.make(tmp_path))
    look = source.look()
    images, labels = source.read(look, look.shape(None))
    wanted = {"train": 0, "validation": 0, "test": 0} | {part: len(which) for part, which in layout.parts.items()}
    assert look.images == wanted and sorted(look.classes) == sorted(layout.classes)
    assert layout.note in " ".join(look.notes)
    for part, which in layout.parts.items():
        assert np.array_equal(images[part], layout.images[which.start : which.stop]), part
        if layout.classes:
            names = [look.classes[label] for label in labels[part]]
            assert names == [layout.classes[label] for label in LABELS[which.start : which.stop]]
    assert source.glance()[0] == sum(wanted.values())


@pytest.mark.parametrize("name", REFUSED)
def test_a_layout_that_is_in_doubt_is_refused_with_what_to_do(tmp_path, name):
    layout = REFUSED[name]
    path = layout.make(tmp_path)
    with pytest.raises(ValueError) as refusal:
        collection.at(path).look()
    said = str(refusal.value)
    assert layout.said.format(path=path) in said and "\n" not in said
