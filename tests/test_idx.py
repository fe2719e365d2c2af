import gzip

import numpy as np
import pytest

from autogrid.data import idx

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


def test_header_is_that_of_the_specification():
    assert idx.encode(ARRAY)[:16] == bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4])


def test_decode_inverts_encode_gzipped_or_not():
    data = idx.encode(ARRAY)
    np.testing.assert_array_equal(idx.decode(data), ARRAY)
    np.testing.assert_array_equal(idx.decode(gzip.compress(data)), ARRAY)


@pytest.mark.parametrize("data", [b"", b"<html>", idx.encode(ARRAY)[:-1], idx.encode(ARRAY) + b"\0"])
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match="idx file|instead of"):
        idx.decode(data)
