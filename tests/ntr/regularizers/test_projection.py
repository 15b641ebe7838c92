"""Euclidean projections onto balls, and their normal cones."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.cvx import solve
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizers import Ball
from ntr.regularizers.projection import onto_ball, onto_normal_cone

NORMS = [L1((2, 3)), L2((2, 3)), LInf((2, 3)), Lp((6,), 1), Nuclear((2, 3)), Spectral((2, 3)), Schatten((3, 2), 2)]


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_projection_against_cvxpy(norm):
    for y in np.random.default_rng(0).normal(size=(2, *norm.shape)):
        x = cp.Variable(norm.shape)
        length, extra = norm.cvx(x)
        solve(cp.Minimize(cp.sum_squares(x - y)), [length <= 0.8, *extra])
        assert onto_ball(norm, 0.8, y) == pytest.approx(x.value, abs=1e-6)


@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_points_inside_stay_and_others_come_to_the_surface(norm):
    y = np.random.default_rng(1).normal(size=(20, *norm.shape)) * 10.0 ** np.arange(-10, 10).reshape(
        20, *[1] * len(norm.shape)
    )
    inside, projected = norm(y) <= 0.8, onto_ball(norm, 0.8, y)
    assert inside.any()
    assert not inside.all()
    assert projected[inside].tobytes() == y[inside].tobytes()
    assert norm(projected[~inside]) == pytest.approx(np.full(np.count_nonzero(~inside), 0.8), rel=1e-12)
    assert np.isfinite(Ball(norm, 0.8)(projected, len(norm.shape))).all()


@pytest.mark.parametrize("norm", [norm for norm in NORMS if norm.p != np.inf or isinstance(norm, Spectral)], ids=repr)
def test_the_rest_of_a_projection_is_normal(norm):
    """y - x, with an error of 1e-9 that is removed: the gap is then 0 to rounding, and not before."""
    rng, ball = np.random.default_rng(2), Ball(norm, 0.8)
    y = 3 * rng.normal(size=(6, *norm.shape))
    x = onto_ball(norm, 0.8, y)
    exact = y - x
    noisy = exact + 1e-9 * rng.normal(size=exact.shape)
    moved = onto_normal_cone(norm, x, noisy)
    assert moved == pytest.approx(exact, abs=1e-7)
    assert ball.fenchel_gap(x, moved, len(norm.shape)) == pytest.approx(np.zeros(6), abs=1e-13)


@pytest.mark.parametrize(
    "norm", [Lp((6,), 3), Lp((6,), 1.2), Schatten((2, 3), 3), Schatten((3, 2), 1), Nuclear((3, 3))], ids=repr
)
@pytest.mark.parametrize("rank", [1, 2])
def test_any_slope_comes_into_the_normal_cone(norm, rank):
    """<r, x> = ||x|| ||r||_*, and what lies in the cone stays."""
    rng = np.random.default_rng(3)
    ndim, shape = len(norm.shape), norm.shape
    x = rng.normal(size=(5, *shape))
    x[1] = 0.0 if ndim == 1 else rng.normal(size=(shape[0], rank - 1)) @ rng.normal(size=(rank - 1, shape[1]))
    x[1].flat[0] += 1.0
    r = rng.normal(size=(5, *shape)) * 10.0 ** np.array([-6, 0, 0, 6, 0]).reshape(5, *[1] * ndim)
    moved = onto_normal_cone(norm, x, r)
    np.testing.assert_allclose((moved * x).sum(axis=tuple(range(1, ndim + 1))), norm(x) * norm.dual(moved), rtol=1e-12)
    np.testing.assert_allclose(onto_normal_cone(norm, x, moved), moved, rtol=0, atol=1e-12 * np.abs(moved).max())
    assert (np.abs(moved).reshape(5, -1).max(axis=1) > 0).any()


def test_no_closed_form():
    assert onto_ball(Lp((3,), 3), 1.0, np.ones(3)) is None
    assert onto_normal_cone(LInf((3,)), np.ones(3), np.array([1.0, -2.0, 3.0])).tolist() == [1.0, -2.0, 3.0]
