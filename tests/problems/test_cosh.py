"""Cosh: constants, and generalized smoothness attacked in every norm."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from problems import Cosh, LogCosh, Quadratic, Separable

SEED = 3
NORMS: list[Norm] = [L1(4), L2(4), LInf(4), Lp(4, 3.0), Lp(4, 1.5), L2((2, 2)), Spectral((2, 2)), Nuclear((2, 3)),
                     Schatten((3, 2), 3.0), Schatten((3, 2), 1.5)]  # fmt: skip


def largest_ratio(problem: Separable, norm: Norm, pair: tuple[float, float], samples: int = 20000) -> float:
    """max ||grad f(x) - grad f(x + h)||_*/((L_0 + L_1||grad f(x)||_*)||h||) over points of many sizes, ||h|| <= 1/L_1."""
    rng = np.random.default_rng(SEED)
    size = 10 ** rng.uniform(-2, 1, size=(samples, *(1,) * len(norm.shape)))
    x = problem.center + size * rng.choice([0.0, 1.0, -1.0, 0.5], size=(samples, *norm.shape))
    h = rng.choice([-1.0, 0.0, 1.0], size=x.shape) + rng.choice([0.0, 0.3], size=(samples, 1)).reshape(
        size.shape
    ) * rng.normal(size=x.shape)
    h[: samples // 2] = np.where(x == problem.center, 0.0, np.sign(x - problem.center))[: samples // 2]  # outwards
    length = norm(h)
    keep = length > 0
    radius = rng.choice([1.0, 0.9, 0.3, 0.01], size=samples)[keep] / pair[1]
    x, h = x[keep], h[keep] * (radius / length[keep]).reshape(-1, *(1,) * len(norm.shape))
    slope = norm.dual(problem.gradient(x))
    change = norm.dual(problem.gradient(x) - problem.gradient(x + h))
    return float((change / ((pair[0] + pair[1] * slope) * norm(h))).max())


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_generalized_smoothness_is_never_violated(norm: Norm) -> None:
    problem = Separable(Cosh(15.0), np.zeros(norm.shape))
    pair = problem.generalized_smoothness(norm)
    assert pair is not None
    found = largest_ratio(problem, norm, pair)
    assert found <= 1 + 1e-12, (norm, pair, found, SEED)
    halved = largest_ratio(problem, norm, (pair[0], pair[1] / 2))
    assert halved > 1.3, (norm, halved, SEED)  # at 1/(2 L_1) instead of L_1, on steps twice as long


@pytest.mark.parametrize("norm", [L1(4), L2(4), LInf(4), Lp(4, 3.0)], ids=repr)
def test_in_the_lp_norms_it_is_attained(norm: Norm) -> None:
    problem = Separable(Cosh(15.0), np.zeros(norm.shape))
    pair = problem.generalized_smoothness(norm)
    assert pair is not None
    assert largest_ratio(problem, norm, pair) >= 0.99, (norm, pair, SEED)
    assert pair == pytest.approx((0.75 / np.log(2) * norm.rho**2, 1 / np.log(2)))


def test_the_constant_of_theory_section_11() -> None:
    pair = Separable(Cosh(5.0), np.zeros(7)).generalized_smoothness(LInf(7))
    assert pair == pytest.approx((0.75 * 7 / np.log(2), 1 / np.log(2)))


def test_a_smooth_problem_has_l_and_0() -> None:
    norm = LInf(2)
    quadratic, soft = Quadratic(np.diag([1.0, 2.0])), Separable(LogCosh(), np.zeros(2))
    assert quadratic.generalized_smoothness(norm) == (3.0, 0.0)
    assert soft.generalized_smoothness(norm) == (2.0, 0.0)


def test_a_norm_without_a_proof_falls_back_on_l() -> None:
    norm = CvxNorm((2,), lambda x: cp.norm1(x) + cp.norm_inf(x))
    problem = Separable(Cosh(1.0), np.zeros(2))
    smoothness = problem.constants(norm).L
    assert smoothness is not None
    assert problem.generalized_smoothness(norm) == (smoothness.value, 0.0)


@pytest.mark.parametrize("norm", [L1(3), L2(3), LInf(3), Lp(3, 4.0)], ids=repr)
def test_conformance(norm: Norm) -> None:
    check_problem(Separable(Cosh(0.7), np.array([0.3, -0.5, 0.1])), norm)


@pytest.mark.parametrize("norm", [Spectral((2, 3)), Nuclear((2, 3))], ids=repr)
def test_conformance_of_matrices(norm: Norm) -> None:
    check_problem(Separable(Cosh(0.7), np.full((2, 3), 0.3)), norm)


def test_value_and_slope() -> None:
    t = np.array([-30.0, -2.0, -1e-9, 0.0, 0.5, 3.0, 40.0])
    scalar, inside = Cosh(3.0), np.minimum(np.abs(t), 3.0)
    expected = np.cosh(inside) - 1 + np.sinh(3.0) * (np.abs(t) - inside)
    expected[2] = 5e-19  # where cosh - 1 has no digits left
    np.testing.assert_allclose(scalar.value(t), expected, rtol=1e-13)
    np.testing.assert_allclose(scalar.derivative(t), np.sign(t) * np.sinh(inside), rtol=1e-15)


@pytest.mark.parametrize("limit", [0.0, -1.0, np.nan, np.inf, 301.0])
def test_bad_limits(limit: float) -> None:
    with pytest.raises(ValueError, match="limit must be"):
        Cosh(limit)
