"""Projections of copt and pyproximal against ours; both are skipped where they are not installed."""

import numpy as np
import pytest

from ntr.norms import L1, L2, LInf, Nuclear
from ntr.regularizers import Ball, Box, Simplex

SIZE, RADIUS = 7, 1.3


def ours(regularizer, y):
    """The projection of each point of a batch."""
    return regularizer.prox(y, np.ones(len(y)), y.ndim - 1)


def points(*shape):
    """Points of many sizes, inside and outside."""
    random = np.random.default_rng(0)
    return random.normal(size=(20, *shape)) * 10 ** random.uniform(-2, 2, size=(20,) + (1,) * len(shape))


@pytest.mark.parametrize(("name", "norm"), [("L1Ball", L1), ("L2Ball", L2)])
def test_copt(name, norm):
    theirs = getattr(pytest.importorskip("copt").constraint, name)(RADIUS)
    y = points(SIZE)
    expected = np.stack([theirs.prox(one, 1.0) for one in y])
    np.testing.assert_allclose(ours(Ball(norm((SIZE,)), RADIUS), y), expected, atol=1e-12)


def test_copt_maximum():
    theirs = pytest.importorskip("copt").constraint.LinfBall(RADIUS)
    y = points(SIZE)
    np.testing.assert_array_equal(Ball(LInf((SIZE,)), RADIUS).prox(y, np.ones(20), 1), theirs.prox(y))


def test_copt_trace():
    theirs = pytest.importorskip("copt").constraint.TraceBall(RADIUS, (4, 3))
    y = points(4, 3)
    expected = np.stack([theirs.prox(one.ravel(), 1.0).reshape(4, 3) for one in y])
    np.testing.assert_allclose(ours(Ball(Nuclear((4, 3)), RADIUS), y), expected, atol=1e-11)


def test_pyproximal():
    projections = pytest.importorskip("pyproximal").projection
    pairs = [
        (Ball(L1((SIZE,)), RADIUS), projections.L1BallProj(SIZE, RADIUS, 200, 1e-12)),
        (Ball(L2((SIZE,)), RADIUS), projections.EuclideanBallProj(0.0, RADIUS)),
        (Simplex(RADIUS), projections.SimplexProj(SIZE, RADIUS, 200, 1e-12)),
    ]
    y = points(SIZE)
    for regularizer, theirs in pairs:
        expected = np.stack([theirs(one) for one in y])
        np.testing.assert_allclose(ours(regularizer, y), expected, atol=1e-9, err_msg=repr(regularizer))
    theirs = projections.BoxProj(-1.0, 0.5)
    np.testing.assert_array_equal(Box(-1.0, 0.5).separable().clip(y), np.stack([theirs(one) for one in y]))
