import numpy as np
import pytest

from prepare import check_shapes, split_images

IMAGES = np.arange(10)


def test_the_first_images_train_and_the_next_validate():
    train, validation = split_images(IMAGES, {"train": 7, "validation": 2})
    assert train.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert validation.tolist() == [7, 8]


def test_a_split_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="8 \\+ 3 of 10"):
        split_images(IMAGES, {"train": 8, "validation": 3})


@pytest.mark.parametrize(
    ("shape", "counts", "message"),
    [
        (
            [28, 28],
            {"train": 10, "test": 5},
            "the train images have shape (10, 8, 6), the config says (10, 28, 28): set",
        ),
        ([8, 6], {"train": 10, "test": 4}, "the test images have shape (5, 8, 6), the config says (4, 8, 6): set"),
        ([8, 6], {"train": 10, "test": 5}, "the test labels have shape (4,) for 5 images"),
    ],
)
def test_data_that_are_not_what_the_config_says_are_refused(shape, counts, message):
    images = {"train": np.zeros((10, 8, 6)), "test": np.zeros((5, 8, 6))}
    with pytest.raises(ValueError) as refusal:
        check_shapes(images, {"train": np.zeros(10), "test": np.zeros(4)}, shape, counts)
    assert message in str(refusal.value)
