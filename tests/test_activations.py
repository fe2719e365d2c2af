import keras
import numpy as np
import pytest

from autogrid.model.activations import ACTIVATIONS

VALUES = np.linspace(-30, 30, 601, dtype=np.float32).reshape(-1, 1) * np.array([[1, 0.3, 0.01]], np.float32)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_formula_is_that_of_keras(name):
    expected = keras.activations.get(name)(keras.ops.convert_to_tensor(VALUES)).numpy()
    found = ACTIVATIONS[name](VALUES)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("name", sorted(set(ACTIVATIONS) - {"exponential"}))
@pytest.mark.filterwarnings("error")
def test_large_values_do_not_overflow(name):
    assert np.isfinite(ACTIVATIONS[name](np.array([[-1e4, 1e4]], np.float32))).all()
