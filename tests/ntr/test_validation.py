"""Every validator names the parameter, the value and what is allowed, and returns the plain value otherwise."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest

from ntr import validation


@pytest.mark.parametrize(
    ("check", "value", "error", "message"),
    [
        (validation.finite, "x", TypeError, "radius must be a real number, got 'x'"),
        (validation.finite, None, TypeError, "radius must be a real number, got None"),
        (validation.finite, np.inf, ValueError, "radius must be finite, got inf"),
        (validation.finite, np.nan, ValueError, "radius must be finite, got nan"),
        (validation.positive, 0.0, ValueError, "radius must be positive, got 0.0"),
        (validation.positive, -1, ValueError, "radius must be positive, got -1"),
        (validation.nonnegative, -1e-300, ValueError, "radius must be at least 0, got -1e-300"),
        (validation.momentum, 0, ValueError, "radius (the weight of the new gradient) must lie in (0, 1], got 0"),
        (validation.momentum, 1.5, ValueError, "must lie in (0, 1], got 1.5"),
        (validation.weight_decay, -0.1, ValueError, "radius must lie in [0, 1], got -0.1"),
        (validation.weight_decay, 1.1, ValueError, "radius must lie in [0, 1], got 1.1"),
        (validation.integer, 1.0, TypeError, "radius must be an integer, got 1.0"),
        (validation.integer, -1, ValueError, "radius must be at least 0, got -1"),
        (validation.exponent, 0.5, ValueError, "radius must lie in [1, inf], got 0.5"),
        (validation.exponent, np.nan, ValueError, "radius must lie in [1, inf], got nan"),
        (validation.exponent, "two", TypeError, "radius must be a real number or inf, got 'two'"),
        (validation.shape, (), ValueError, "radius must have at least one axis, got ()"),
        (validation.shape, (2, 0), ValueError, "radius must be at least 1, got 0"),
        (validation.shape, (2.0,), TypeError, "radius must be an integer, got 2.0"),
        (validation.array, [1.0, np.nan, np.inf], ValueError, "radius must be finite, got 2 NaN or infinite entries"),
        (validation.array, ["a"], TypeError, "radius must be an array of real numbers, got list"),
    ],
)
def test_refusals(check, value, error, message):
    with pytest.raises(error, match=re.escape(message)):
        check(value, "radius")


@pytest.mark.parametrize(
    ("check", "value", "result"),
    [
        (validation.finite, Fraction(1, 4), 0.25),
        (validation.positive, np.float32(0.5), 0.5),
        (validation.nonnegative, 0, 0.0),
        (validation.momentum, 1, 1.0),
        (validation.weight_decay, 0, 0.0),
        (validation.weight_decay, 1, 1.0),
        (validation.integer, np.int8(3), 3),
        (validation.exponent, np.inf, np.inf),
        (validation.exponent, 1, 1.0),
        (validation.shape, 3, (3,)),
        (validation.shape, np.array([2, 3]), (2, 3)),
    ],
)
def test_accepted_values_come_back_plain(check, value, result):
    found = check(value, "x")
    assert found == result
    assert type(found) is type(result)


def test_shape_can_fix_the_number_of_axes():
    assert validation.shape((2, 3), ndim=2) == (2, 3)
    with pytest.raises(ValueError, match="shape must have 2 axes, got 3"):
        validation.shape(3, ndim=2)


def test_array_is_a_read_only_copy_in_c_order():
    given = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    copied = validation.array(given, "x", shape=(2, 3))
    given[0, 0] = 7
    assert copied[0, 0] == 0
    assert copied.flags.c_contiguous
    assert not copied.flags.writeable
    with pytest.raises(ValueError, match=re.escape("x must have shape (3, 2), got (2, 3)")):
        validation.array(given, "x", shape=(3, 2))
    with pytest.raises(ValueError, match=re.escape("x must have 1 axes, got shape (2, 3)")):
        validation.array(given, "x", ndim=1)


def test_schedules_are_kept_and_constants_checked():
    def slower(k: int) -> float:
        return 1 / (k + 1)

    assert validation.schedule(slower, validation.positive, "radius") is slower
    assert validation.schedule(2, validation.positive, "radius") == 2.0
    with pytest.raises(ValueError, match="radius must be positive"):
        validation.schedule(0, validation.positive, "radius")


@pytest.mark.parametrize(("given", "shape"), [((2, 3), (3, 2)), ((3,), (2, 3)), ((), (1,))])
def test_point_asks_for_trailing_axes(given, shape):
    with pytest.raises(ValueError, match=re.escape(f"g must have trailing axes {shape}, got shape {given}")):
        validation.point(np.zeros(given), shape, "g")
    assert validation.point(np.zeros((4, *shape), dtype=np.float32), shape, "g").dtype == np.float64


def test_complex_numbers_are_refused():
    """NumPy would drop the imaginary part with a warning."""
    with pytest.raises(TypeError, match="g must be real, got an array of complex128"):
        validation.point(np.ones(3) + 1j, (3,), "g")
    with pytest.raises(TypeError, match="x0 must be real, got an array of complex64"):
        validation.array(np.ones(3, dtype=np.complex64), "x0")
