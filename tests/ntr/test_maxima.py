"""Certified maxima: no path exceeds them, and where a path can attain them it does."""

from __future__ import annotations

import numpy as np
import pytest

from ntr import maxima, star_convex
from ntr.case import Case
from ntr.methods import TrustRegion
from ntr.norms import L1, L2, LInf, Spectral
from ntr.observables import gradient_norm, objective, stationarity, trust_region_gap
from ntr.regularizers import Ball, Box, L1Penalty
from ntr.simulate import simulate
from problems import Gaussian, Huber, Linear, LogCosh, Quadratic, Rademacher, Saturating, Separable, StarExponential

POINTS = np.array([1.0, 3.0, 10.0, 100.0])


def free(problem, norm, momentum=0.3, radius=0.3, noise=None):
    """Algorithm 1 from a point that is not stationary, with much noise."""
    return Case(
        problem, noise or Rademacher(2.0), TrustRegion(norm, radius, momentum), np.full(problem.shape, 0.4), 100, 32
    )


CASES = [
    free(Separable(Saturating(), np.zeros(5)), L2((5,))),
    free(Separable(LogCosh(), np.zeros(5)), LInf((5,)), noise=Gaussian(3.0)),
    free(Quadratic(np.diag([1.0, 2.0, 3.0]), np.ones(3)), L1((3,))),
    free(Separable(Saturating(), np.zeros((2, 3))), Spectral((2, 3))),
    free(Separable(Saturating(), np.zeros(5), regularizer=L1Penalty(0.2)), LInf((5,))),
    free(Separable(Saturating(), np.zeros(5), regularizer=Box(-0.5, 0.5)), LInf((5,))),
    free(Separable(Saturating(), np.zeros(5), regularizer=Ball(L2((5,)), 1.0)), L2((5,))),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{type(case.problem).__name__} {case.problem.regularizer}")
def test_no_path_exceeds_the_maxima_of_algorithm_1(case):
    norm = case.method.norm
    record = {
        "gradient": gradient_norm(norm, "mean"),
        "later": gradient_norm(norm, "mean", first=1),
        "stationarity": stationarity(norm, "mean"),
        "gap": trust_region_gap(case.problem, norm, case.method.radius, "mean"),
    }
    series = simulate(case, checkpoints=POINTS.astype(int), record=record).series
    for name, bound in {
        "gradient": maxima.mean_gradient(case, POINTS),
        "later": maxima.mean_gradient(case, POINTS, first=1),
        "stationarity": maxima.mean_stationarity(case, POINTS),
        "gap": maxima.mean_trust_region_gap(case, POINTS),
    }.items():
        excess = series[name] - bound[:, None] * (1 + 1e-12)
        assert excess.max() <= 0, f"{name}: {excess.max()} above the maximum"


def test_mean_gradient_is_attained_by_straight_motion_uphill():
    """f = x^2/2, pushed uphill by noise that outweighs the gradient: ||x_k - x_0|| = eta k."""
    quadratic = Quadratic(np.eye(1))
    case = Case(quadratic, Rademacher(1e6), TrustRegion(L2((1,)), 0.1, 1.0), np.array([1.0]), 3, 64)
    mean = simulate(case, checkpoints=[3], record={"g": gradient_norm(L2((1,)), "mean")}).series["g"]
    assert mean.max() == pytest.approx(maxima.mean_gradient(case, np.array([3.0]))[0], rel=1e-12)


def test_mean_gradient_takes_the_global_bound_where_it_is_smaller():
    huber = Separable(Huber(1.0, 0.5), np.zeros(1))
    case = Case(huber, Rademacher(1.0), TrustRegion(L2((1,)), 0.1, 1.0), np.array([0.2]), 100, 4)
    assert maxima.mean_gradient(case, np.array([1.0, 1000.0])).tolist() == [0.2, 0.5]


@pytest.mark.parametrize(
    "problem",
    [
        Separable(StarExponential(), np.array([0.3, -0.2])),
        Quadratic(np.diag([1.0, 4.0]), np.array([0.2, 0.1])),
        Linear(np.array([1.0, -0.5])),
        Separable(LogCosh(), np.array([0.3, -0.2]), regularizer=L1Penalty(0.3)),
    ],
    ids=lambda problem: type(problem).__name__,
)
@pytest.mark.parametrize("norm", [L2((2,)), LInf((2,)), L1((2,))], ids=repr)
def test_no_path_exceeds_the_maximum_on_the_ball(problem, norm):
    start = np.array([0.5, -0.5])
    case = Case(problem, Rademacher(5.0), TrustRegion(norm, 0.1, 0.5, 0.1), start, 100, 32)
    values = simulate(case, record={"F": objective(problem)}).series["F"]
    (largest,) = star_convex.maximum(star_convex.on_ball, case, np.ones(1))
    assert (values - case.setting.region.infimum[0]).max() <= largest * (1 + 1e-12)


def test_the_maximum_on_the_ball_is_attained_by_a_linear_function():
    linear = Linear(np.array([2.0]))
    case = Case(linear, Rademacher(1.0), TrustRegion(L2((1,)), 0.1, 0.5, 0.1), np.array([1.0]), 10, 2)
    (largest,) = star_convex.maximum(star_convex.on_ball, case, np.ones(1))
    assert largest == pytest.approx(4.0, rel=1e-12)  # from u = -1 to x = 1
