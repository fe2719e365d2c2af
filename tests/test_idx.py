import gzip

import numpy as np
import pytest

from autogrid.data import arrays, files, idx

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


def read(path, data):
    """The array in a file of some bytes."""
    path.write_bytes(data)
    return arrays.in_file(files.at(path, "a"))[0]["x_train"].array()


def test_header_is_that_of_the_specification():
    assert idx.encode(ARRAY)[:16] == bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4])


def test_what_is_encoded_is_read_gzipped_or_not(tmp_path):
    data = idx.encode(ARRAY)
    np.testing.assert_array_equal(read(tmp_path / "a", data), ARRAY)
    np.testing.assert_array_equal(read(tmp_path / "a", gzip.compress(data)), ARRAY)


@pytest.mark.parametrize("data", [b"", b"<html>", idx.encode(ARRAY)[:-1], idx.encode(ARRAY) + b"\0"])
def test_other_bytes_are_refused(tmp_path, data):
    with pytest.raises(ValueError, match="nor an idx file|bytes, not the 24"):
        read(tmp_path / "a", data)
