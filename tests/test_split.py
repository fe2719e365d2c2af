"""Which images train, validate and test."""

import numpy as np
import pytest

from autogrid.config import suited
from autogrid.data.split import split

NONE = np.empty(0, np.uint8)


def counts(train, validation, test):
    """Images of each part."""
    return {"train": train, "validation": validation, "test": test}


def chosen(images, wanted, labels=NONE, shuffle=True, seed=0):
    """The part that each part's images come from, and which they are."""
    return split(counts(*images), counts(labels, NONE, NONE), counts(*wanted), shuffle, seed)


def test_in_their_order_the_first_images_train_and_the_next_validate():
    found = chosen((10, 0, 3), (7, 2, 3), shuffle=False)
    assert [(of, which.tolist()) for of, which in found.values()] == [
        ("train", [0, 1, 2, 3, 4, 5, 6]),
        ("train", [7, 8]),
        ("test", [0, 1, 2]),
    ]


def test_without_a_test_set_images_are_set_apart_and_none_is_in_two_parts():
    first, again, other = (chosen((10, 0, 0), (6, 2, 2), seed=seed) for seed in (3, 3, 4))
    assert sorted(np.concatenate([which for _, which in first.values()])) == list(range(10))
    assert all(np.array_equal(again[part][1], first[part][1]) for part in first)
    assert not all(np.array_equal(other[part][1], first[part][1]) for part in first)


@pytest.mark.parametrize("seed", range(5))
def test_each_class_has_its_share_of_each_part_to_one_image(seed):
    labels = np.random.default_rng(seed).choice(4, 1000, p=[0.6, 0.3, 0.09, 0.01])
    for _, which in chosen((1000, 0, 0), (700, 100, 200), labels, seed=seed).values():
        share = len(which) / 1000 * np.bincount(labels, minlength=4)
        assert (np.abs(np.bincount(labels[which], minlength=4) - share) <= 2).all()


def test_a_split_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="the split takes .* but there are"):
        chosen((10, 0, 0), (8, 1, 2), shuffle=False)


@pytest.mark.parametrize(
    ("asked", "images", "wanted"),
    [
        (counts(None, None, None), counts(200, 0, 0), counts(140, 20, 40)),
        (counts(None, None, None), counts(4, 0, 0), counts(1, 1, 2)),
        (counts(None, None, None), counts(60000, 0, 10000), counts(54000, 6000, 10000)),
        (counts(5000, 55000, None), counts(60000, 0, 10000), counts(5000, 55000, 10000)),
        (counts(0.5, 0.25, 0.25), counts(100, 0, 0), counts(50, 25, 25)),
        (counts(30, None, 0.5), counts(100, 0, 0), counts(30, 10, 50)),
        (counts(None, None, 5), counts(100, 0, 50), counts(90, 10, 5)),
    ],
)
def test_counts_and_shares_and_nothing_make_a_split_that_fits(asked, images, wanted):
    found = asked | {"shuffle": None}
    suited.divide(found, images)
    assert found == wanted | {"shuffle": True}


@pytest.mark.parametrize(
    ("asked", "images", "message"),
    [
        (
            counts(None, None, None),
            counts(1, 0, 0),
            "dataset: 1 image: to train, validate and",
        ),
        (
            counts(90, 10, 10),
            counts(100, 0, 0),
            r"split: train 90 \+ validation 10 \+ test 10 are more than",
        ),
        (
            counts(None, None, 60),
            counts(100, 0, 50),
            "split.test: 60 is more than the 50 test images",
        ),
        (
            counts(1.5, None, None),
            counts(100, 0, 50),
            "split.train: 1.5 is neither a count nor a share",
        ),
    ],
)
def test_a_split_that_cannot_be_is_refused_by_its_key(asked, images, message):
    with pytest.raises(ValueError, match=message):
        suited.divide(asked | {"shuffle": None}, images)
