import numpy as np
import pytest
from prepare import split_images

IMAGES = np.arange(10)


def test_the_first_images_train_and_the_next_validate():
    train, validation = split_images(IMAGES, {"train": 7, "validation": 2})
    assert train.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert validation.tolist() == [7, 8]


def test_a_split_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="8 \\+ 3 of 10"):
        split_images(IMAGES, {"train": 8, "validation": 3})
