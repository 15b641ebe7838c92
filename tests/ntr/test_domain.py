"""Bounded domains: enclosing balls, and D = sup ||x - u||, against brute force over extreme points."""

from __future__ import annotations

import itertools

import cvxpy as cp
import numpy as np
import pytest

from ntr.domain import enclosing_ball, reach, spread
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizers import Ball, Box, L1Penalty, Nonnegative, Simplex, Sum, Zero

VECTORS: list[Norm] = [L1(3), L2(3), LInf(3), Lp(3, 3.0), Lp(3, 1.5)]
MATRICES: list[Norm] = [Spectral((2, 2)), Nuclear((2, 2)), Schatten((2, 2), 3.0), L2((2, 2)), LInf((2, 2))]
CVX = CvxNorm((3,), lambda x: cp.norm1(x))


def corners(lower: np.ndarray, upper: np.ndarray) -> np.ndarray:
    pairs = zip(lower.ravel(), upper.ravel(), strict=True)
    return np.array(list(itertools.product(*pairs))).reshape(-1, *lower.shape)


@pytest.mark.parametrize("norm", VECTORS + MATRICES, ids=repr)
def test_reach_of_a_box_is_the_farthest_corner_or_above_it(norm: Norm) -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        lower, upper = -rng.uniform(size=norm.shape), rng.uniform(size=norm.shape)
        u = lower + rng.uniform(size=norm.shape) * (upper - lower)
        found = reach(norm, Box(lower, upper), u)
        worst = norm(corners(lower, upper) - u).max()
        assert found is not None
        assert found.value >= worst * (1 - 1e-12), f"{found} {worst}"
        assert norm not in VECTORS or found.value == pytest.approx(worst, rel=1e-12), f"{found} {worst}"


@pytest.mark.parametrize("norm", VECTORS, ids=repr)
@pytest.mark.parametrize("inner", VECTORS, ids=repr)
def test_reach_of_a_ball(norm: Norm, inner: Norm) -> None:
    rng = np.random.default_rng(1)
    u = 0.5 * rng.normal(size=3)
    u *= 0.8 / max(1.0, float(inner(u)))
    found = reach(norm, Ball(inner, 1.0), u)
    assert found is not None
    directions = rng.normal(size=(20000, 3))
    boundary = np.concatenate([directions / inner(directions)[:, None], -u[None] / inner(u), np.eye(3), -np.eye(3)])
    worst = norm(boundary - u).max()
    assert found.value >= worst * (1 - 1e-12), f"{found} {worst}"
    if norm == inner:
        assert found.exact
        assert found.value == pytest.approx(worst, rel=1e-9)
    assert found.value <= norm(boundary).max() * 1.01 + norm(u), "above the triangle inequality with the exact constant"


@pytest.mark.parametrize(("norm", "inner"), list(itertools.product(MATRICES[:4], repeat=2)), ids=repr)
def test_reach_of_a_ball_of_matrices(norm: Norm, inner: Norm) -> None:
    rng = np.random.default_rng(2)
    directions = rng.normal(size=(5000, 2, 2))
    directions[:2] = np.eye(2), np.diag([1.0, 0.0])
    boundary = directions / inner(directions)[:, None, None]
    found = reach(norm, Ball(inner, 2.0), np.zeros((2, 2)))
    assert found is not None
    worst = 2 * norm(boundary).max()
    assert found.value == pytest.approx(worst, rel=1e-9), f"{found} {worst}"


@pytest.mark.parametrize("norm", [*VECTORS, CVX], ids=repr)
def test_reach_of_a_simplex(norm: Norm) -> None:
    u = np.array([0.5, 1.5, 0.0])
    found = reach(norm, Simplex(2.0), u)
    weights = np.random.default_rng(3).dirichlet(np.ones(3), size=300)
    inside = 2 * np.concatenate([weights, np.eye(3)])
    assert found is not None
    assert found.value == pytest.approx(norm(inside - u).max(), rel=1e-6)


def test_spread_of_any_norm_is_an_upper_bound() -> None:
    bounds = np.array([1.0, 2.0, 0.5])
    assert spread(CVX, bounds).value == pytest.approx(3.5, rel=1e-6)
    assert spread(Spectral((2, 2)), np.ones((2, 2))) == (pytest.approx(2.0), True)


def test_enclosing_balls() -> None:
    assert enclosing_ball(Ball(L2(3), 2.0), (3,)) == (L2(3), 2.0)
    assert enclosing_ball(Box(-1.0, 3.0), (3,)) == (LInf(3), 3.0)
    assert enclosing_ball(Sum(L1Penalty(0.5), Box(-2.0, 1.0)), (3,)) == (LInf(3), 2.0)
    assert enclosing_ball(Simplex(4.0), (3,)) == (L1(3), 4.0)


@pytest.mark.parametrize("regularizer", [Zero(), L1Penalty(1.0), Nonnegative(), Box(-1.0, np.inf)], ids=repr)
def test_unbounded_domains_have_none(regularizer) -> None:
    assert enclosing_ball(regularizer, (3,)) is None
    assert reach(L2(3), regularizer, np.zeros(3)) is None
