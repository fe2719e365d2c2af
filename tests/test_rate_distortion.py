"""Envelope, knee and findings, by known numbers and by other ways to compute them."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autogrid.findings.rate_findings import sentences
from autogrid.measure import rate_distortion as rd


def row(bytes, error, dimension=2, bits=1, line="relu → sigmoid", method="autoencoder", **more):
    """A row of rates.csv."""
    told = {
        "stem": f"d{dimension}_seed0",
        "method": method,
        "line": line,
        "dimension": dimension,
        "bits": bits,
        "seed": 0,
    }
    told |= {"packing": rd.TOGETHER, "bytes": bytes, "error": error, "excess": error - 0.05, "mse": error / 10}
    return told | {"not_quantised_error": 0.1, "shared_bytes": 10000, "pays_after": 70, "model_sha256": ""} | more


def reference(method, bytes, mse=0.0, packing=rd.TOGETHER, **more):
    return row(bytes, 0.05 + mse, None, None, method, method, stem=None, mse=mse, packing=packing, **more)


LOSSLESS = [reference("pixels", 784), reference("zlib", 160), reference("WebP", 150)]
CURVE = [
    row(1, 0.4, 2, 1),
    row(2, 0.2, 2, 2),
    row(4, 0.15, 2, 4),
    row(3, 0.19, 2, 3),
    row(8, 0.12, 2, 8),
    row(9, 0.3, 4, 1),
]


def test_the_envelope_has_the_points_that_no_mixture_beats():
    assert [point["bytes"] for point in rd.envelope(CURVE, "error")] == [1, 2, 4, 8]  # 3 is above 2 to 4
    assert [point["bytes"] for point in rd.envelope(CURVE[:1], "error")] == [1]


points = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=12)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(points)
def test_no_mixture_of_two_points_is_below_the_envelope_and_its_points_are_all_needed(sizes):
    found = [row(size, error) for size, error in sizes]
    hull = rd.envelope(found, "error")
    for first, second in itertools.product(found, found):
        for share in (0, 0.25, 0.5, 1):
            size, error = (share * first[name] + (1 - share) * second[name] for name in ("bytes", "error"))
            on_hull = np.interp(size, *zip(*((point["bytes"], point["error"]) for point in hull)))
            assert error >= on_hull - 1e-9
    slopes = [rd.slope(first, second, "error") for first, second in itertools.pairwise(hull)]
    assert all(slope < 0 for slope in slopes)
    assert all(first < second for first, second in itertools.pairwise(slopes))


def test_the_knee_is_farthest_from_the_line_between_the_ends():
    hull = rd.envelope(CURVE, "error")
    below = [np.interp(point["bytes"], [1, 8], [0.4, 0.12]) - point["error"] for point in hull]
    assert rd.knee(hull, "error") is hull[np.argmax(below)]
    assert rd.knee(hull, "error")["bytes"] == 2
    assert rd.knee(hull[:2], "error") is None


def test_what_an_envelope_loses_between_two_points_is_in_proportion():
    hull = rd.envelope(CURVE, "error")
    assert rd.lost(hull, 3, "error") == pytest.approx(0.175)
    assert rd.lost(hull, 9, "error") is None


def test_seeds_are_averaged_and_their_spread_is_told():
    seeds = [row(1, 0.3), row(2, 0.5, seed=1, stem="d2_seed1"), row(9, 0.1, bits=2)]
    first, second = rd.operating_points([*seeds, *LOSSLESS])
    assert (first["bytes"], first["error"], first["seeds"], first["stem"]) == (1.5, 0.4, 2, "d2_seed0")
    assert first["error_sd"] == pytest.approx(0.2 / np.sqrt(2))
    assert (second["bits"], second["error_sd"]) == (2, None)


def test_a_size_between_two_qualities_is_read_off_the_logarithm_of_the_error():
    jpegs = [reference("JPEG", 40, 0.01), reference("JPEG", 60, 0.0001), reference("JPEG", 20, 0.04, rd.EACH)]
    found = rd.lossy(jpegs, "JPEG")
    assert [jpeg["bytes"] for jpeg in found] == [40, 60]
    assert rd.size(found, 0.001) == pytest.approx(50)
    assert rd.size(found, 0.01) == 40
    assert rd.size(found, 0.02) is None


def test_the_answer_is_the_knee_held_against_nothing_lost():
    assert sentences(CURVE + LOSSLESS)[0] == (
        "At the knee of the curve an image takes 2 bytes (relu → sigmoid, d' = 2, 2 bits per unit), with an error of "
        "0.2000 nats per pixel. Its pixels take 392 times as many bytes, the best lossless format (WebP, 150 bytes) "
        "75 times as many. The lowest error, 0.1200, takes 8 bytes (relu → sigmoid, d' = 2, 8 bits per unit)."
    )
    assert sentences([row(1.5, 0.4), *LOSSLESS])[0].startswith(
        "An image takes 1.5 bytes (relu → sigmoid, d' = 2, 1 bit per unit)"
    )


def test_jpeg_is_compared_where_it_loses_as_much():
    jpegs = [
        reference("JPEG", size, mse, packing)
        for size, mse, packing in [
            (40, 0.02, rd.TOGETHER),
            (60, 0.0125, rd.TOGETHER),
            (200, 0.02, rd.EACH),
            (400, 0.0125, rd.EACH),
        ]
    ]
    (said,) = [text for text in sentences(CURVE + LOSSLESS + jpegs) if "JPEG" in text]
    assert said == (
        "At the squared error of 2 bytes (relu → sigmoid, d' = 2, 2 bits per unit), JPEG takes 40 bytes with all "
        "images in one file (20 times) and 200 bytes with one file per image (100 times)."
    )
    assert not any("JPEG" in text for text in sentences(CURVE + LOSSLESS + jpegs[:2]))  # one way is no comparison


def test_jpeg_that_never_loses_as_much_is_said_not_to():
    jpegs = [reference("JPEG", 40, 0.003, quality=75)]
    (said,) = [text for text in sentences(CURVE + LOSSLESS + jpegs) if "JPEG" in text]
    assert said == (
        "Even at quality 75, the lowest of those measured, JPEG has a lower squared error than all codes here, "
        "0.003 against 0.012, for 40 bytes."
    )
    outside = row(1, 0.5, 8, 1, mse=0.001)  # not on the envelope, which is by cross-entropy
    assert not any("Even" in text for text in sentences([*CURVE, outside, *LOSSLESS, *jpegs]))


@pytest.mark.parametrize(("error", "said"), [(0.5, "loses more"), (0.1, "loses no more")])
def test_principal_components_are_compared_at_as_many_bytes(error, said):
    linear = [row(1, error, method="PCA", line="PCA"), row(3, error - 0.02, bits=2, method="PCA", line="PCA")]
    (text,) = [text for text in sentences(CURVE + LOSSLESS + linear) if "PCA" in text]
    assert f"{said} at as many bytes: {error - 0.01:#.4g}." in text


def test_enough_bits_are_those_that_lose_no_more_than_a_percent():
    depths = [row(1, 0.2, 2, 1), row(2, 0.1009, 2, 2), row(3, 0.1, 2, 3), row(8, 0.2, 8, 1), row(9, 0.1011, 8, 2)]
    (text,) = [text for text in sentences(depths + LOSSLESS) if "quantisation" in text]
    assert text.endswith("within 1 % of that without quantisation from 2 bits at d' = 2 on.")


def test_a_byte_for_bits_is_held_against_a_byte_for_units():
    # From 1 to 2 bits a byte saves 0.2, from 2 to 8 units 0.02; from 2 to 3 bits 0.01, from 2 to 8 units 0.025.
    depths = [row(1, 0.4, 2, 1), row(2, 0.2, 2, 2), row(3, 0.19, 2, 3), row(6, 0.3, 8, 1), row(6, 0.1, 8, 2)]
    (text,) = [text for text in sentences(depths + LOSSLESS) if "more bits" in text]
    assert text.endswith("more units buy more per byte than more bits per unit from 2 bits at d' = 2 on.")


@pytest.mark.parametrize(
    ("pays_after", "said"), [(7000, "It pays off from 7,000 images on"), (None, "It never pays off")]
)
def test_what_is_shared_is_told_and_when_it_pays(pays_after, said):
    text = sentences([row(2, 0.1, pays_after=pays_after), *LOSSLESS])[-1]
    assert text.startswith("Both sides share 10 kB: ") and said in text


def test_where_no_format_keeps_all_of_more_than_eight_bits_nothing_is_said_of_it():
    lossy = [reference("pixels", 3136, 1e-9), reference("PNG", 160, 1e-6)]
    first, *_, last = sentences(CURVE + lossy)
    assert rd.lossless(lossy) is None
    assert "as many bytes at eight bits per value, which loses the bits beyond" in first and "lossless" not in first
    assert "pays off" not in last
    assert "lossless format (WebP" in sentences(CURVE + LOSSLESS)[0]
