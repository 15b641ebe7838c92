"""Sums of scalar functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Box, L1Penalty
from problems import CosineQuadratic, Huber, LogCosh, Saturating, Scalar, Separable, StarExponential

RNG = np.random.default_rng(5)
CENTER = RNG.normal(size=3)
SCALARS: list[Scalar] = [
    Saturating(),
    StarExponential(),
    LogCosh(2.0, 0.5),
    CosineQuadratic(0.4, 2.0),
    CosineQuadratic(-1.0, 2.0),
    Huber(1.0, 0.5),
]
VARIED: list[Scalar] = [
    Huber([1.0, 2.0, 3.0], [0.5, np.inf, 2.0]),
    LogCosh([1.0, 2.0, 3.0], [0.5, np.inf, 2.0]),
    CosineQuadratic([0.1, -0.1, 0.2], [2.0, 1.0, 1.0]),
]


@pytest.mark.parametrize("norm", [L1(3), L2(3), LInf(3), Lp(3, 4.0)], ids=repr)
@pytest.mark.parametrize("scalar", [*SCALARS, *VARIED], ids=repr)
def test_conformance(scalar: Scalar, norm: Norm) -> None:
    check_problem(Separable(scalar, CENTER), norm)


@pytest.mark.parametrize("norm", [Spectral((2, 3)), Nuclear((2, 3)), Schatten((2, 3), 4.0)], ids=repr)
@pytest.mark.parametrize("scalar", [Saturating(), LogCosh()], ids=repr)
def test_conformance_of_matrices(scalar: Scalar, norm: Norm) -> None:
    check_problem(Separable(scalar, 0.3 * RNG.normal(size=(2, 3))), norm)


@pytest.mark.parametrize("norm", [L2(3), LInf(3)], ids=repr)
@pytest.mark.parametrize("regularizer", [L1Penalty(0.3), Box(-0.5, 0.4)], ids=repr)
@pytest.mark.parametrize("scalar", SCALARS, ids=repr)
def test_conformance_with_regularizer(scalar: Scalar, regularizer: Regularizer, norm: Norm) -> None:
    check_problem(Separable(scalar, CENTER, regularizer=regularizer), norm)


@pytest.mark.parametrize(
    ("norm", "rho", "cubes"),
    [
        (L1(3), 1, 1),
        (LInf(3), 3, 3),
        (Lp(3, 4.0), 3**0.5, 3**0.25),
        (Spectral((2, 3)), 2, 2),
        (Nuclear((2, 3)), 1, 1),
    ],
    ids=repr,
)
def test_constants_by_the_formula(norm: Norm, rho: float, cubes: float) -> None:
    """theory.md 13.2: L = L_phi rho^2 and H = H_phi rho_3^3; the third argument is rho_3^3."""
    constants = Separable(Saturating(), np.zeros(norm.shape)).constants(norm)
    assert (pytest.approx(2 * rho), True) == constants.L
    assert (pytest.approx(4.6685592843 * cubes, rel=1e-9), True) == constants.H


def test_unequal_coordinates_are_an_upper_bound_where_the_norm_is_not_entrywise() -> None:
    scalar = Huber(np.array([[1.0, 2.0, 3.0], [0.5, 0.1, 4.0]]), np.inf)
    bound = Separable(scalar, np.zeros((2, 3))).constants(Spectral((2, 3))).L
    assert bound is not None
    assert not bound.exact
    assert bound.value == pytest.approx(min(4 * 2, 10.6))


def test_second_smoothness_of_huber() -> None:
    assert Separable(Huber(), CENTER).constants(L2(3)).H is None
    assert Separable(Huber(), CENTER).euclidean()[1] is None
    assert Separable(Huber(2.0, np.inf), CENTER).constants(L2(3)).H == (0.0, True)


def test_gradient_bound() -> None:
    bound = Separable(Huber(1.0, [0.5, 1.0, 2.0]), CENTER).constants(LInf(3)).gradient
    assert bound == (3.5, True)
    assert Separable(CosineQuadratic(0.1, 1.0), CENTER).constants(LInf(3)).gradient is None


@pytest.mark.parametrize("regularizer", [L1Penalty(0.3), L1Penalty(5.0), Box(-0.5, 0.4), Box(0.2, np.inf)], ids=repr)
@pytest.mark.parametrize("scalar", SCALARS, ids=repr)
def test_infimum_is_a_sum_of_scalar_minima(scalar: Scalar, regularizer: Regularizer) -> None:
    """Against a dense grid of each coordinate: its error is below L h^2/8 + 5 h^2, less than 1e-8."""
    lower, upper = Separable(scalar, CENTER, regularizer=regularizer).constants(L2(3)).infimum
    low = float(getattr(regularizer, "lower", -8.0))
    grid = np.append(np.linspace(low, min(float(getattr(regularizer, "upper", 8.0)), 8.0), 800001), [0.0, *CENTER])
    penalty = regularizer(grid[:, None], ndim=1)
    # np.sum, as f itself adds up: since Python 3.12 sum() compensates its rounding, and may be one bit below
    expected = float(np.sum([np.min(scalar.value(grid - center) + penalty) for center in CENTER]))
    assert lower <= expected <= upper + 1e-8, (lower, expected, upper)
    assert upper - lower <= 1e-5


@pytest.mark.parametrize("scalar", [Saturating(), StarExponential(), LogCosh(), Huber()], ids=repr)
def test_region_in_linf_clips_the_center(scalar: Scalar) -> None:
    problem = Separable(scalar, [2.0, -0.1, -3.0])
    region = problem.region(LInf(3), 1.0)
    value = float(problem.value(np.array([1.0, -0.1, -1.0])))
    assert region.infimum == (value, value)
    if scalar.is_convex():
        assert np.array_equal(np.asarray(region.comparator), [1.0, -0.1, -1.0])
    else:
        assert region.comparator is None, "a constrained minimum is no comparator without convexity"


def test_saturating_is_star_convex_on_small_balls_only() -> None:
    problem = Separable(Saturating(), [0.2, 0.1])
    assert problem.constants(LInf(2)).star_convex is None
    assert np.array_equal(np.asarray(problem.region(LInf(2), 0.8).comparator), [0.2, 0.1])
    assert problem.region(LInf(2), 0.81).comparator is None


def test_star_convexity_with_a_regularizer_needs_the_same_minimizer() -> None:
    inside = Separable(StarExponential(), [0.2, 0.1], regularizer=Box(-1.0, 1.0)).constants(LInf(2))
    assert inside.star_convex == "f"
    assert np.array_equal(np.asarray(inside.minimizer), [0.2, 0.1])
    outside = Separable(StarExponential(), [2.0, 0.1], regularizer=Box(-1.0, 1.0)).constants(LInf(2))
    assert outside.star_convex is None
    convex = Separable(LogCosh(), [2.0, 0.1], regularizer=Box(-1.0, 1.0)).constants(LInf(2))
    assert convex.star_convex == "f"
    assert np.array_equal(np.asarray(convex.minimizer), [1.0, 0.1])


def test_region_with_a_ball_that_is_no_box() -> None:
    problem = Separable(Saturating(), [2.0, 1.0], regularizer=Ball(L2(2), 0.5))
    lower, upper = problem.region(L1(2), 1.0).infimum
    assert lower <= upper < np.inf
    with pytest.raises(ValueError, match="meet"):
        Separable(Saturating(), [2.0, 1.0], regularizer=Box(1.0, 2.0)).region(LInf(2), 0.5)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Separable("saturating", CENTER), TypeError, "scalar"),  # type: ignore[arg-type]
        (lambda: Separable(Saturating(), [np.nan]), ValueError, "center"),
        (lambda: Separable(Saturating(), 0.0), ValueError, "at least one axis"),
        (lambda: Separable(Huber([1.0, 2.0], 1.0), CENTER), ValueError, "broadcast"),
        (lambda: Separable(Saturating(), CENTER).region(L2(3), -1.0), ValueError, "radius"),
        (lambda: Separable(Saturating(), CENTER).gradient(np.zeros(4)), ValueError, "trailing axes"),
    ],
)
def test_bad_input(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()
