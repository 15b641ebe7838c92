"""The certificate of a step: it bounds the distance from the minimum, and sees what is wrong."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.norms import L1, L2, LInf
from ntr.regularizers import Ball, Box, L1Penalty, Zero
from ntr.step import Step, certificate, trust_region_step
from tests.ntr.steps.test_general import HalfSquare


@pytest.mark.parametrize("regularizer", [L1Penalty(0.5), Box(-1, 0.4), Ball(L2((3,)), 0.9)], ids=repr)
@pytest.mark.parametrize("seed", range(5))
def test_it_bounds_the_model_gap_of_any_pair(regularizer, seed):
    """Not only of optimal steps: x and r anything, the least value is that of the rule."""
    rng = np.random.default_rng(seed)
    norm = L2((3,))
    m, center = rng.normal(size=(20, 3)), rng.uniform(-0.3, 0.3, size=(20, 3))
    radius = rng.uniform(0.1, 1.0, size=20)
    best = trust_region_step(norm, regularizer, m, center, radius)
    toward = rng.random((20, 1))
    step = Step(center + toward * (best.x - center), best.subgradient * rng.random((20, 1)))
    found = certificate(norm, regularizer, m, center, radius, step)

    def model(x):
        return (m * x).sum(axis=-1) + regularizer(x, ndim=1)

    bound = regularizer.subgradient_bound(norm)
    scale = norm.dual(m) + norm.dual(step.subgradient) + (0.0 if bound is None else bound.value)
    gap = model(step.x) - model(best.x)
    assert (gap <= radius * scale * (found.dual + found.subgradient) + 1e-12).all(), f"seed {seed}"
    assert (gap >= -1e-12).all(), f"seed {seed}"


def test_it_sees_what_is_wrong():
    norm, penalty = LInf((2,)), L1Penalty(1.0)
    m, center, radius = np.array([2.0, 0.5]), np.array([3.0, 0.2]), np.asarray(1.0)
    right = trust_region_step(norm, penalty, m, center, radius)
    found = certificate(norm, penalty, m, center, radius, right)
    assert (float(found.feasibility), float(found.dual), float(found.subgradient)) == (0.0, 0.0, 0.0)
    outside = certificate(norm, penalty, m, center, radius, Step(right.x - [0.5, 0.0], right.subgradient))
    assert outside.feasibility == pytest.approx(0.5)
    short = certificate(norm, penalty, m, center, radius, Step(right.x + np.array([0.5, 0.0]), right.subgradient))
    assert short.dual > 0.1
    other = certificate(norm, penalty, m, center, radius, Step(right.x, right.subgradient * [-1.0, 1.0]))
    assert other.subgradient > 0.1
    none = certificate(norm, penalty, m, center, radius, Step(right.x, None))
    assert none.dual == none.subgradient == np.inf


def test_without_a_closed_conjugate_the_inequality_is_checked_by_cvxpy():
    norm, square = L1((2,)), HalfSquare(2.0)
    x = np.array([[0.3, -0.4], [0.3, -0.4]])
    r = np.array([[0.6, -0.8], [0.6, -0.7]])  # 2 x, and not quite
    found = certificate(norm, square, np.ones((2, 2)), x, np.ones(2), Step(x, r))
    assert found.subgradient[0] == pytest.approx(0.0, abs=1e-8)
    # max <e, v> - ||v||_2^2 for e = (0, 0.1): e^2 / 4 at v = e / 2, over eta (||m||_* + ||r||_*)
    assert found.subgradient[1] == pytest.approx(0.1**2 / 4 / (1 + 0.7), rel=1e-5)


def test_zero_momentum_without_regularizer():
    found = certificate(L2((2,)), Zero(), np.zeros(2), np.ones(2), np.asarray(1.0), Step(np.ones(2), np.zeros(2)))
    assert (found.feasibility, found.dual, found.subgradient) == (-1.0, 0.0, 0.0)
