"""The scalar functions: constants against dense grids, and against the kernels."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.engine.kernels import GRADIENT, compiled
from problems import Cosh, CosineQuadratic, Huber, LogCosh, Saturating, Scalar, Separable, StarExponential
from problems.cosine_quadratic import STAR_LIMIT
from problems.scalar import grid_minimum

SCALARS: list[Scalar] = [
    Saturating(),
    StarExponential(),
    LogCosh(),
    LogCosh(3.0, 0.5),
    LogCosh(2.0, np.inf),
    Huber(),
    Huber(4.0, 0.3),
    Huber(2.0, np.inf),
    CosineQuadratic(0.2, 2.0),
    CosineQuadratic(0.42, 2.0),
    CosineQuadratic(1.0, 3.0),
    CosineQuadratic(-0.2, 2.0),
    CosineQuadratic(-1.0, 2.0),
    Cosh(1.5),
]
T = np.linspace(-8, 8, 160001)
H = T[1] - T[0]
every = pytest.mark.parametrize("scalar", SCALARS, ids=repr)


@every
def test_even_and_zero_at_zero(scalar: Scalar) -> None:
    assert scalar.value(np.zeros(1)) == 0
    assert np.array_equal(scalar.value(T), scalar.value(-T))
    assert np.array_equal(scalar.derivative(T), -scalar.derivative(-T))


@every
def test_derivative(scalar: Scalar) -> None:
    slope = (scalar.value(T[2:]) - scalar.value(T[:-2])) / (2 * H)
    assert np.abs(slope - scalar.derivative(T[1:-1])).max() <= scalar.smoothness() * H + 1e-10


@every
def test_smoothness_is_the_supremum(scalar: Scalar) -> None:
    curvature = np.diff(scalar.derivative(T)) / H
    value = float(scalar.smoothness())
    assert np.abs(curvature).max() <= value * (1 + 1e-9)
    assert curvature.max() >= value * (1 - 1e-3), "it must be reached where phi is convex"


@every
def test_second_smoothness_is_the_supremum(scalar: Scalar) -> None:
    third = np.diff(scalar.derivative(T), n=2) / H**2
    value = float(scalar.second_smoothness())
    if np.isinf(value):
        assert np.abs(third).max() > 100, "a jump of phi'' must show on a grid this fine"
    else:
        rounding = 8 * np.finfo(float).eps * np.abs(scalar.derivative(T)).max() / H**2
        assert np.abs(third).max() <= value * (1 + 1e-9) + rounding
        assert np.abs(third).max() >= value * (1 - 1e-3) - rounding


@every
def test_lipschitz_and_steepest(scalar: Scalar) -> None:
    slope, value = np.abs(scalar.derivative(T)), float(scalar.lipschitz())
    assert slope.max() <= value * (1 + 1e-12)
    if np.isfinite(scalar.steepest()):
        at = float(np.abs(scalar.derivative(np.array(scalar.steepest()))))
        assert at == pytest.approx(value, rel=1e-12)
        assert abs(T[np.argmax(slope)]) == pytest.approx(scalar.steepest(), abs=2 * H)
    elif np.isfinite(value):
        assert float(scalar.derivative(np.array(1e3))) == pytest.approx(value, rel=1e-12)
        assert np.all(np.diff(slope[T >= 0]) >= 0)


@every
@pytest.mark.parametrize("interval", [(-1.0, 2.0), (0.3, 0.5), (-3.0, -2.5), (1.0, 6.0), (-0.2, -0.2)], ids=str)
def test_lipschitz_on_an_interval(scalar: Scalar, interval: tuple[float, float]) -> None:
    low, high = interval
    found = np.abs(scalar.derivative(np.linspace(low, high, 20001))).max()
    value = float(scalar.lipschitz_on(np.array(low), np.array(high)))
    assert found <= value * (1 + 1e-12)
    if scalar.lipschitz_exact():
        assert found == pytest.approx(value, rel=1e-6)


@every
def test_infimum_and_monotonicity(scalar: Scalar) -> None:
    value, bottom = scalar.value(T), float(scalar.infimum())
    assert value.min() >= bottom
    assert value.min() <= bottom + 1e-6, "the lower bound must be close to the minimum"
    increasing = bool(np.all(np.diff(value[T >= 0]) >= -1e-12))
    assert not scalar.nondecreasing() or increasing


@every
def test_star_radius(scalar: Scalar) -> None:
    radius = float(scalar.star_radius())
    slack = T * scalar.derivative(T) - scalar.value(T)
    assert slack[np.abs(T) <= radius].min(initial=0.0) >= -1e-12
    if radius < 8:  # and no farther: Saturating at 1, ripples that are too strong nowhere
        assert slack[(np.abs(T) > radius) & (np.abs(T) < radius + 4)].min() < 0


def test_star_limit_is_the_threshold() -> None:
    """A w^2 just below it: star-convex. Just above: not."""
    t = np.linspace(0, 10, 1000001)
    for strength, star in ((STAR_LIMIT, True), (1.70484, False)):
        scalar = CosineQuadratic(strength, 1.0)
        assert np.isinf(scalar.star_radius()) == star
        assert (np.min(t * scalar.derivative(t) - scalar.value(t)) >= 0) == star


@every
def test_convexity(scalar: Scalar) -> None:
    convex = bool(np.all(np.diff(scalar.derivative(T)) >= -1e-13))
    assert scalar.is_convex() == convex


@every
@pytest.mark.parametrize("size", [1e-150, 1e-8, 1e3, 1e75])
def test_no_overflow(scalar: Scalar, size: float) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, slope = scalar.value(np.array([size, -size])), scalar.derivative(np.array([size, -size]))
    assert np.isfinite(value).all()
    assert np.isfinite(slope).all()
    assert slope[0] == -slope[1]


def test_accuracy_near_zero() -> None:
    t = np.array([1e-7])
    assert LogCosh().value(t) == pytest.approx(0.5e-14, rel=1e-13)
    assert StarExponential().value(t) == pytest.approx(1e-14 * (1 - 0.5e-7), rel=1e-13)
    assert CosineQuadratic(0.5, 2.0).value(t) == pytest.approx(1.5e-14, rel=1e-13)


def test_values_far_out() -> None:
    assert LogCosh().value(np.array([1000.0])) == pytest.approx(1000 - np.log(2), rel=1e-15)
    assert LogCosh(2.0, 0.5).value(np.array([1e4])) == pytest.approx(0.5e4 - 0.125 * np.log(2), rel=1e-14)
    assert Huber(2.0, 0.5).value(np.array([10.0])) == pytest.approx(0.5 * 10 - 0.0625, rel=1e-15)
    assert Saturating().value(np.array([1e200])) == 1.0


def test_huber_starts_at_a_given_height() -> None:
    """statistics.md section 2: t_0 = Delta/g + g/(2L) gives f = Delta exactly."""
    assert Huber(1.0, 0.1).value(np.array([1 / 0.1 + 0.05])) == pytest.approx(1.0, rel=1e-14)


@every
def test_kernel_as_python_and_compiled(scalar: Scalar) -> None:
    rng = np.random.default_rng(1)
    problem = Separable(scalar, rng.normal(size=3))
    kernel = problem.kernel()
    x = np.concatenate([rng.normal(size=(3, 4)), 1e-6 * rng.normal(size=(3, 3)) + problem.center[:, None]], axis=1)
    x[:, 0] = problem.center
    x[:, 1] = 50.0
    for function in (kernel.gradient, compiled(kernel.gradient, GRADIENT)):
        g, f = np.full((3, 7), np.nan), np.full(7, np.nan)
        function(x, kernel.params, np.empty((0, 7)), g, f)
        assert f == pytest.approx(problem.value(x.T), rel=1e-12, abs=1e-300), function
        assert g == pytest.approx(problem.gradient(x.T).T, rel=1e-12, abs=1e-16), function


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (lambda: Huber(0.0, 1.0), "curvature"),
        (lambda: Huber(1.0, -1.0), "slope"),
        (lambda: Huber(np.nan, 1.0), "curvature"),
        (lambda: LogCosh(np.inf), "curvature"),
        (lambda: LogCosh(1.0, [1.0, 0.0]), "slope"),
        (lambda: CosineQuadratic(np.inf, 1.0), "amplitude"),
        (lambda: CosineQuadratic(1.0, 0.0), "frequency"),
    ],
)
def test_bad_parameters(make: Any, name: str) -> None:
    with pytest.raises(ValueError, match=name):
        make()


def test_grid_minimum_is_a_lower_bound() -> None:
    low, high = np.array([-2.0, 0.5]), np.array([3.0, 4.0])
    bottom, point = grid_minimum(lambda t: np.cos(3 * t) + np.abs(t), np.full(2, 9.0), low, high, np.zeros(2))
    dense = np.linspace(low, high, 200001)
    least = np.min(np.cos(3 * dense) + np.abs(dense), axis=0)
    assert np.all(bottom <= least)
    assert np.all(least - bottom < 1e-5)
    assert np.cos(3 * point) + np.abs(point) == pytest.approx(least, abs=1e-5)
