import numpy as np

from autogrid.draw import style
from autogrid.draw.tiles import mosaic
from autogrid.draw.units import effects, picture
from autogrid.model.numpy_model import Autoencoder, Dense

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.random((1001, 6), np.float32)


def layer(inputs, units, activation):
    return Dense(RANDOM.normal(size=(inputs, units)).astype(np.float32), np.ones(units, np.float32), activation)


def test_a_linear_decoder_draws_its_kernel_times_the_range_of_the_unit():
    autoencoder = Autoencoder(layer(6, 3, "linear"), layer(3, 6, "linear"))
    codes = np.sort(autoencoder.encoder(IMAGES), axis=0)
    spans = codes[990] - codes[10]  # of 1001 values these are the 99th and the 1st percentile
    np.testing.assert_allclose(
        effects(autoencoder, IMAGES), spans[:, None] * autoencoder.decoder.kernel, rtol=1e-3, atol=1e-4
    )


def test_a_unit_that_is_constant_draws_nothing():
    autoencoder = Autoencoder(layer(6, 3, "relu"), layer(3, 6, "sigmoid"))
    autoencoder.encoder.kernel[:, 1] = 0
    drawn = effects(autoencoder, IMAGES)
    assert np.abs(drawn).max(axis=1).astype(bool).tolist() == [True, False, True]


def test_a_mosaic_has_every_image_in_reading_order():
    images = RANDOM.random((5, 2, 3))
    found = mosaic(images)
    assert found.shape == (5, 11)  # two rows of three, with gaps of a pixel
    np.testing.assert_array_equal(found[0:2, 4:7], images[1].astype(np.float32))
    np.testing.assert_array_equal(found[3:5, 4:7], images[4].astype(np.float32))
    assert np.isnan(found[2]).all() and np.isnan(found[:, 3]).all() and np.isnan(found[3:, 8:]).all()


def test_a_unit_that_does_nothing_is_grey_and_the_largest_change_is_black_or_white():
    images = np.zeros((3, 2, 3), np.float32)
    images[1, 0, 0], images[2, 1, 1] = -0.5, 0.25
    found = picture(images)
    assert found.shape == (5, 7)
    assert (found[0:2, 0:3] == 0.5).all()
    assert found[0, 4] == 0 and found[4, 1] == 0.75
    assert (found[2] == 1).all()  # gaps


def test_styles_differ_by_more_than_colour():
    pairs = {pair: {"line": pair, "pair": pair, "variant": {}} for pair in ("elu → relu", "relu → relu", "tanh → relu")}
    for styles in (style.dimension_styles({2, 8, 32, 64}), style.styles(pairs)):
        assert len({style["marker"] for style in styles.values()}) == len(styles)
    shades = [style["color"] for style in style.dimension_styles({2, 8, 32, 64}).values()]
    grey = [0.299 * red + 0.587 * green + 0.114 * blue for red, green, blue, _ in shades]
    assert (np.diff(grey) > 0.1).all()


def test_a_figure_has_the_same_bytes_each_time_in_every_format(tmp_path):
    for name in ("first", "second"):
        fig = style.figure(3, 2)
        fig.subplots().plot([1, 2], [3, 4])
        style.save(fig, *(str(tmp_path / f"{name}.{suffix}") for suffix in ("png", "svg")))
    for suffix in ("png", "svg"):
        assert (tmp_path / f"first.{suffix}").read_bytes() == (tmp_path / f"second.{suffix}").read_bytes()
