"""The indicator of a norm ball."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_regularizer
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Spectral
from ntr.regularizers import Ball

inf = np.inf


@pytest.mark.parametrize(
    "ball", [Ball(L2((4,)), 1.0), Ball(L1((3,)), 2.0), Ball(Lp((3,), 3), 0.5), Ball(Spectral((3, 2)), 0.1)], ids=repr
)
def test_conforms(ball):
    check_regularizer(ball, ball.norm.shape)


def test_the_margin_is_relative():
    ball = Ball(LInf((2,)), 1e-3)
    x = 1e-3 * np.ones((3, 2)) * (1 + np.array([0, 5e-13, 3e-12]))[:, None]
    assert ball(x, ndim=1).tolist() == [0.0, 0.0, inf]


@pytest.mark.parametrize("norm", [L2((3,)), Spectral((2, 2)), Nuclear((2, 2))], ids=repr)
def test_points_that_are_not_finite_are_outside(norm):
    for value in (np.nan, inf, -inf):
        x = np.zeros((2, *norm.shape))
        x[0].flat[0] = value
        assert Ball(norm, 1.0)(x, ndim=len(norm.shape)).tolist() == [inf, 0.0]


def test_fenchel_gap_vanishes_exactly_on_the_normal_cone():
    ball = Ball(L1((3,)), 2.0)
    x = np.array([0.5, -1.5, 0.0])
    assert float(ball.fenchel_gap(x, np.array([3.0, -3.0, 1.0]))) == 0.0
    assert float(ball.fenchel_gap(x, np.array([3.0, 3.0, 1.0]))) == 9.0
    assert float(ball.fenchel_gap(2 * x, np.zeros(3))) == inf


def test_normal_cones_are_unbounded():
    assert Ball(L2((2,)), 1).subgradient_bound(L2((2,))) is None


@pytest.mark.parametrize("radius", [0.0, -1.0, np.nan, inf])
def test_radius_must_be_positive(radius):
    with pytest.raises(ValueError, match="radius"):
        Ball(L2((2,)), radius)


def test_norm_must_be_a_norm():
    with pytest.raises(TypeError, match="norm"):
        Ball(2, 1.0)


def test_wrong_shape():
    with pytest.raises(ValueError, match="shape"):
        Ball(L2((2,)), 1.0)(np.zeros(3))
