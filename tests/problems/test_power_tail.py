"""PowerTail: constants against dense grids, its kernel, and an infimum that is not attained."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.engine.kernels import GRADIENT, compiled
from ntr.norms import L2, LInf
from problems import PowerTail, Separable

T = np.linspace(-8, 8, 160001)
H = T[1] - T[0]
powers = pytest.mark.parametrize("power", [0.25, 1.0, 3.0])


@powers
def test_value_and_derivatives(power: float) -> None:
    scalar = PowerTail(power)
    np.testing.assert_allclose(scalar.value(T), (1 + T * T) ** (-power / 2) - 1, atol=1e-15)
    assert np.array_equal(scalar.value(T), scalar.value(-T))
    slope = (scalar.value(T[2:]) - scalar.value(T[:-2])) / (2 * H)
    np.testing.assert_allclose(slope, scalar.derivative(T[1:-1]), atol=1e-8)
    assert float(scalar.value(np.array(1e300))) == -1.0


@powers
def test_constants_are_suprema(power: float) -> None:
    scalar = PowerTail(power)
    first, second = np.abs(np.diff(scalar.derivative(T))).max() / H, np.abs(np.diff(scalar.derivative(T), n=2)) / H**2
    assert first == pytest.approx(scalar.smoothness(), rel=1e-6)
    assert second.max() == pytest.approx(float(scalar.second_smoothness()), rel=1e-4)
    slopes = np.abs(scalar.derivative(T))
    assert slopes.max() == pytest.approx(float(scalar.lipschitz()), rel=1e-8)
    assert abs(T[slopes.argmax()]) == pytest.approx(float(scalar.steepest()), abs=2 * H)
    assert float(scalar.lipschitz_on(np.array(2.0), np.array(3.0))) == pytest.approx(slopes[np.abs(T - 2).argmin()])


def test_a_fixed_function_whose_slope_dies_out() -> None:
    """|phi'| <= eps needs |t| of order eps^(-1/(1+s))."""
    far = np.array([1e4, 1e6])
    slopes = np.abs(PowerTail(0.25).derivative(far))
    assert np.log(slopes[0] / slopes[1]) / np.log(100) == pytest.approx(1.25, abs=1e-6)


def test_as_a_problem() -> None:
    problem = Separable(PowerTail(np.array([0.25, 1.0])), np.array([0.5, -1.0]))
    check_problem(problem, L2((2,)))
    constants = problem.constants(LInf((2,)))
    assert constants.infimum[0] == -2.0
    assert constants.minimizer is None
    assert constants.star_convex is None
    assert constants.L is not None
    assert constants.L.value == 1.25


def test_kernel() -> None:
    x = np.random.default_rng(1).normal(size=(2, 5)) * 3
    problem = Separable(PowerTail(np.array([0.25, 2.0])), np.array([0.5, -1.0]))
    kernel = problem.kernel()
    assert kernel is not None
    g, f = np.empty_like(x), np.empty(5)
    for function in (kernel.gradient, compiled(kernel.gradient, GRADIENT)):
        function(x, kernel.params, np.empty((0, 5)), g, f)
        np.testing.assert_allclose(g, problem.gradient(x.T).T, rtol=1e-13)
        np.testing.assert_allclose(f, problem.value(x.T), rtol=1e-13)


@pytest.mark.parametrize("power", [0.0, -1.0, np.nan])
def test_bad_power(power: float) -> None:
    with pytest.raises(ValueError, match="power must be positive, finite"):
        PowerTail(power)
