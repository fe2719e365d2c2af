"""Codes in a file and back: exact, about as small as can be, and refused by name where something is wrong."""

import struct
import tracemalloc
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autogrid.compress import coded_file, symbol_models
from autogrid.compress.codec import Codec
from autogrid.compress.quantiser import Quantiser
from autogrid.model.activations import ACTIVATIONS
from autogrid.model.numpy_model import Autoencoder, Dense, Layers
from autogrid.model.principal_components import PrincipalComponents

RANDOM = np.random.default_rng(0)
DIGESTS = {"model_sha256": "a1" * 32, "data_sha256": "d2" * 32}


def layer(inputs, units, activation):
    return Dense(RANDOM.normal(size=(inputs, units)).astype(np.float32), np.ones(units, np.float32), activation)


def autoencoder(dimension, hidden=5, pixels=6):
    """Only its decoder is used: codes are made without images."""
    return Autoencoder(Layers(), Layers([layer(dimension, hidden, "relu"), layer(hidden, pixels, "sigmoid")]))


def codec_of(codes, bits, **about):
    about = {"shape": (2, 3), **DIGESTS, **about}
    return Codec.fit(autoencoder(codes.shape[1]), codes, bits, **about)


def normal(n, dimension=3):
    return RANDOM.normal(size=(n, dimension)).astype(np.float32)


CODEC = codec_of(normal(1000), [1, 4])
CODES = normal(50)
FILE = coded_file.compress(CODES, CODEC, 4)

values = st.floats(-30, 30, width=32) | st.sampled_from([0, 1e-30, -1e4])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(ACTIVATIONS)),
    st.integers(1, 16),
    arrays(np.float32, st.tuples(st.integers(1, 20), st.just(4)), elements=values),
    arrays(np.float32, st.tuples(st.integers(1, 20), st.just(4)), elements=values),
)
def test_what_comes_out_is_the_very_reconstruction_of_the_quantised_codes(activation, bits, training, tests):
    training, tests = ACTIVATIONS[activation](training), ACTIVATIONS[activation](tests)
    codec = codec_of(training, [bits])
    quantiser, _ = codec.depth(bits)
    restored = coded_file.decompress(coded_file.compress(tests, codec, bits), codec)
    assert restored.dtype == np.float32 and restored.shape == (len(tests), 2, 3)
    np.testing.assert_array_equal(restored, codec.images(quantiser.restored(quantiser.symbols(tests))))


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.integers(1, 8), arrays(np.float32, (30, 3), elements=values))
def test_a_code_within_its_range_is_restored_to_within_a_cell(bits, codes):
    quantiser = Quantiser.fit(codes, bits)
    inside = np.clip(codes, quantiser.low, quantiser.high)
    cell = (quantiser.high - quantiser.low) / 2**bits
    allowed = cell + 1e-6 * np.abs(codes).max(axis=0)  # float32
    outside = np.abs(codes - inside).max(axis=0)  # a level is a mean of what is beyond the range too
    assert (np.abs(quantiser.restored(quantiser.symbols(codes)) - inside) <= allowed + outside).all()


def test_ranges_levels_and_counts_are_these():
    codes = np.array([[0.0], [0.1], [0.3], [1.0]], np.float32)
    quantiser = Quantiser.fit(np.tile(codes, (1000, 1)), 2)
    assert (quantiser.low, quantiser.high) == (0, 1)
    assert quantiser.symbols(codes).ravel().tolist() == [0, 0, 1, 3]
    assert quantiser.symbols(np.array([[-9.0], [9.0]], np.float32)).ravel().tolist() == [0, 3]
    # the mean of 0 and 0.1; 0.3; the middle of an empty cell; 1
    np.testing.assert_allclose(quantiser.levels, [[0.05, 0.3, 0.625, 1.0]], rtol=1e-6)
    assert symbol_models.count(quantiser.symbols(codes), 4).tolist() == [[2, 1, 0, 1]]


@pytest.mark.parametrize("bits", range(1, 9))
def test_a_file_is_within_two_percent_of_the_entropy_of_10000_images(bits):
    shapes = np.stack([np.maximum(normal(20000, 1), 0), np.tanh(2 * normal(20000, 1)), normal(20000, 1)])
    training, tests = np.split(np.concatenate(shapes, axis=1), 2)
    codec = codec_of(training, [bits])
    symbols = codec.depth(bits).quantiser.symbols(tests)
    entropy = 0  # a second way: of all pairs of a unit and a symbol
    for unit in symbols.T:
        _, counts = np.unique(unit, return_counts=True)
        entropy += np.sum(counts / len(unit) * np.log2(len(unit) / counts))
    assert symbol_models.entropy(symbols) == pytest.approx(entropy)
    assert entropy / 8 <= len(coded_file.compress(tests, codec, bits)) / len(tests) <= 1.02 * entropy / 8


def test_more_bits_restore_codes_better():
    codes = RANDOM.random((10000, 2), np.float32)
    lost = []
    for bits in range(1, 9):
        quantiser = Quantiser.fit(codes, bits)
        lost.append(np.mean((quantiser.restored(quantiser.symbols(codes)) - codes) ** 2))
    # half the width of a cell, a quarter of the squared error: width² / 12 of a uniform density
    assert lost == pytest.approx([4.0**-bits / 12 for bits in range(1, 9)], rel=0.1)


def test_a_constant_unit_costs_nothing_and_one_that_seldom_varies_is_kept():
    constant = np.full((5000, 1), 0.7, np.float32)
    codec = codec_of(constant, [8])
    file = coded_file.compress(constant, codec, 8)
    assert len(file) == coded_file.START
    quantiser, _ = codec.depth(8)
    np.testing.assert_allclose(quantiser.restored(quantiser.symbols(constant)), constant, rtol=1e-6)
    seldom = np.zeros((5000, 1), np.float32)
    seldom[:3, 0] = [1, 2, 3]
    quantiser = Quantiser.fit(seldom, 8)
    np.testing.assert_allclose(quantiser.restored(quantiser.symbols(seldom)), seldom, atol=3 / 256)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_a_code_that_is_not_finite_is_refused_by_its_place(value):
    codes = normal(20)
    codes[7, 2] = value
    with pytest.raises(FloatingPointError, match=f"unit 2 of the code of image 7 is {value}.*clipnorm"):
        codec_of(codes, [4])
    with pytest.raises(FloatingPointError, match=f"unit 2 of the code of image 7 is {value}"):
        coded_file.compress(codes, CODEC, 4)


def test_a_depth_that_the_codec_does_not_have_is_refused():
    with pytest.raises(ValueError, match="8 bits per unit is not a depth of this codec, which has 1, 4: .*rates.bits"):
        coded_file.compress(CODES, CODEC, 8)


def test_a_codec_is_stored_whole_and_with_the_same_bytes_each_time(tmp_path):
    for name in ("first.npz", "second.npz"):
        CODEC.save(tmp_path / name)
    assert (tmp_path / "first.npz").read_bytes() == (tmp_path / "second.npz").read_bytes()
    loaded = Codec.load(tmp_path / "first.npz")
    np.testing.assert_array_equal(coded_file.decompress(FILE, loaded), coded_file.decompress(FILE, CODEC))
    assert coded_file.compress(CODES, loaded, 4) == FILE
    decoder = 4 * (3 * 5 + 5 + 5 * 6 + 6)
    assert loaded.shared_bytes(4) == decoder + 4 * (3 + 3 + 3 * 16) + 3 * 16  # no count is above 255


def test_principal_components_are_a_decoder_that_clips(tmp_path):
    code = PrincipalComponents(np.full(6, 0.5, np.float32), np.linalg.qr(normal(6, 6))[0][:3], 0.125)
    codec = Codec.fit(code, 5 * CODES, [8], shape=(2, 3), **DIGESTS)
    codec.save(tmp_path / "pca.npz")
    restored = Codec.load(tmp_path / "pca.npz").images(5 * CODES)
    np.testing.assert_array_equal(restored.reshape(-1, 6), code.decoder(5 * CODES))
    assert restored.min() == 0.125 and restored.max() == 0.875


@pytest.mark.parametrize("content", [b"", b"text", b"PK\x03\x04 no archive"])
def test_what_is_no_codec_is_refused(tmp_path, content):
    (tmp_path / "codec.npz").write_bytes(content)
    with pytest.raises(ValueError, match="codec.npz is not a codec of this workflow"):
        Codec.load(tmp_path / "codec.npz")
    np.savez(tmp_path / "other.npz", mean=np.ones(3))
    with pytest.raises(ValueError, match="other.npz is not a codec of this workflow"):
        Codec.load(tmp_path / "other.npz")


def test_a_file_that_is_cut_at_any_place_or_goes_on_is_refused():
    for length in range(len(FILE)):
        with pytest.raises(ValueError, match="not compressed images" if length < coded_file.START else "truncated"):
            coded_file.decompress(FILE[:length], CODEC)
    with pytest.raises(ValueError, match="longer than it was"):
        coded_file.decompress(FILE + b"\0", CODEC)


def test_a_file_with_any_bit_flipped_is_refused():
    for position in range(8 * len(FILE)):
        flipped = bytearray(FILE)
        flipped[position // 8] ^= 1 << position % 8
        with pytest.raises(ValueError, match="not compressed images|version|truncated|damaged"):
            coded_file.decompress(bytes(flipped), CODEC)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (CODEC._replace(model_sha256="b3" * 32), "of another model: .* a1a1a1a1a1a1a1a1….* b3b3b3b3b3b3b3b3…"),
        (CODEC._replace(data_sha256="e4" * 32), "of another data set: .* d2d2d2d2d2d2d2d2….* e4e4e4e4e4e4e4e4…"),
        (codec_of(normal(1000), [1, 4]), "of another codec of this model"),
        (codec_of(normal(1000), [1]), "4 bits per unit is not a depth of this codec, which has 1"),
    ],
    ids=["model", "data set", "tables", "depth"],
)
def test_a_file_of_something_else_is_refused_by_name(other, message):
    with pytest.raises(ValueError, match=message):
        coded_file.decompress(FILE, other)


def forged(**fields):
    """The file with another header, and the checksum that belongs to it."""
    names = ["magic", "version", "bits", "images", "length", "model", "data", "tables"]
    header = dict(zip(names, coded_file.HEADER.unpack_from(FILE))) | fields
    packed, data = coded_file.HEADER.pack(*header.values()), FILE[coded_file.START :]
    return packed + struct.pack("<I", zlib.crc32(packed + data)) + data


def test_a_length_that_promises_gigabytes_is_refused_before_any_memory_is_taken():
    promise = forged(images=2**32 - 1)
    tracemalloc.start()
    with pytest.raises(ValueError, match="4294967295 images of 103079215080 bytes, more than the 1073741824"):
        coded_file.decompress(promise, CODEC)
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()
    with pytest.raises(ValueError, match="50 images of 1200 bytes, more than the 1000"):
        coded_file.decompress(FILE, CODEC, largest=1000)


def test_a_codec_that_unpacks_to_gigabytes_is_refused_before_any_memory_is_taken(tmp_path):
    CODEC.save(tmp_path / "codec.npz")
    with (
        zipfile.ZipFile(tmp_path / "codec.npz", "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("x.npy", "w") as file,
    ):
        for _ in range(1100):
            file.write(bytes(10**6))
    tracemalloc.start()
    with pytest.raises(ValueError, match="is not a codec of this workflow"):
        Codec.load(tmp_path / "codec.npz")
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"version": 2}, "version 2 of the format; this reads version 1"),
        ({"images": 20}, "more than the code of 20 images|not the code of 20 images"),
        ({"bits": 1}, "of another codec"),
        ({"bits": 200}, "200 bits per unit is not a depth"),
    ],
)
def test_a_header_that_cannot_be_is_refused_whatever_its_checksum(fields, message):
    with pytest.raises(ValueError, match=message):
        coded_file.decompress(forged(**fields), CODEC)


def test_symbols_of_other_models_do_not_pass_for_images():
    counts = CODEC.depth(4).counts
    with pytest.raises(ValueError, match="not the code of 50 images|more than the code"):
        for seed in range(200):
            noise = np.random.default_rng(seed).integers(0, 256, 96, dtype=np.uint8).tobytes()
            symbol_models.decode(noise, 50, counts, np.ones(3, bool))
