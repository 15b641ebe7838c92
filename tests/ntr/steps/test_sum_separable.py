"""l_1 with separable regularizers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from ntr.conformance import check_step
from ntr.norms import L1, LInf, Lp
from ntr.regularizers import Ball, Box, ElasticNet, L1Penalty, Nonnegative, SquaredL2, Sum
from ntr.step import trust_region_step
from tests.ntr.steps.inputs import inputs, uncertified

inf = np.inf
SEPARABLE = [
    L1Penalty(0.7),
    Box(-1, 0.5),
    SquaredL2(0.5),
    ElasticNet(0.3, 0.7),
    Nonnegative(),
    Sum(L1Penalty(0.5), Box(-1, 0.5)),
    Sum(ElasticNet(0.3, 0.2), Nonnegative()),
    Sum(SquaredL2(2.0), Box([1.0, -1, 0, -inf], [2.0, 1, 0.5, 3])),
]


@pytest.mark.parametrize("regularizer", SEPARABLE, ids=repr)
def test_conforms(regularizer):
    check_step(L1((4,)), regularizer, tolerance=1e-11)


def test_lp_of_exponent_one_is_the_same():
    rng = np.random.default_rng(0)
    m, center = rng.normal(size=(2, 9, 4))
    for regularizer in (L1Penalty(0.7), SquaredL2(0.5)):
        one = trust_region_step(L1((4,)), regularizer, m, center, 0.7)
        other = trust_region_step(Lp((4,), 1), regularizer, m, center, 0.7)
        assert one.x.tobytes() == other.x.tobytes()


@pytest.mark.parametrize(
    "regularizer", [L1Penalty(1.0), L1Penalty(1e-9), ElasticNet(0.3, 0.7), SquaredL2(1e-6)], ids=repr
)
def test_certified_for_all_inputs(regularizer):
    norm = L1((4,))
    for what, m, center, radius in inputs(norm, count=20):
        assert not uncertified(what, norm, regularizer, m, np.clip(center, -1e60, 1e60), radius)


@pytest.mark.parametrize(
    "box", [Box(-1, 1), Box([-1, -inf, 0, 2, 0], [1, 0, inf, 2, 1e-9]), Ball(LInf((5,)), 1)], ids=repr
)
def test_certified_for_all_inputs_in_a_box(box):
    norm, terms = L1((5,)), box.separable()
    for what, m, center, radius in inputs(norm, count=20):
        assert not uncertified(what, norm, box, m, np.clip(center, terms.lower, terms.upper), radius)


@pytest.mark.parametrize("seed", range(6))
def test_a_linear_program_has_the_same_value(seed):
    """x = c + p - q, p, q >= 0, sum (p + q) <= eta, and |x_i| <= t_i: by HiGHS."""
    rng = np.random.default_rng(seed)
    size, weight, radius = 5, 0.4, float(np.exp(rng.normal()))
    lower, upper = -rng.random(size), rng.random(size)
    m, center = rng.normal(size=size), rng.uniform(lower, upper)
    eye, zero = np.eye(size), np.zeros((size, size))
    rows = np.vstack(
        (
            np.hstack((eye, -eye, -eye)),
            np.hstack((-eye, eye, -eye)),
            np.hstack((eye, -eye, zero)),
            np.hstack((-eye, eye, zero)),
            np.concatenate((np.ones(2 * size), np.zeros(size))),
        )
    )
    right = np.concatenate((-center, center, upper - center, center - lower, [radius]))
    best = linprog(np.concatenate((m, -m, np.full(size, weight))), A_ub=rows, b_ub=right)
    x = trust_region_step(L1((size,)), Sum(L1Penalty(weight), Box(lower, upper)), m, center, radius).x
    assert float(m @ (x - center) + weight * np.abs(x).sum()) == pytest.approx(best.fun, abs=1e-8), f"seed {seed}"


def test_by_hand():
    """The steepest coordinate first, to its kink at 0; then the next; ties in the order of the coordinates."""
    step = trust_region_step(L1((3,)), L1Penalty(1.0), np.array([0.5, 0.5, 0.2]), np.array([1.0, 1.0, -3.0]), 1.5)
    assert step.x.tolist() == [0.0, 0.5, -3.0]
    assert step.subgradient.tolist() == [1.0, 1.0, -1.0]
    curved = trust_region_step(L1((2,)), SquaredL2(1.0), np.zeros(2), np.array([3.0, 2.0]), 2.0)
    assert curved.x == pytest.approx([1.5, 1.5])  # gains 3 - t and 2 - t are equal where the lengths 1.5 and .5 add up


def test_curvature_that_vanishes_against_the_momentum():
    """k = l2 eta / max|m| is 1e-18: the gains of all coordinates agree in double precision, and the length is used up."""
    center = np.array([2.7e-7, 2.7e-7, 7e-13, 2.7e-7])
    m = 1e9 * np.array([-1.0, 1, 1, -1])
    step = trust_region_step(L1((4,)), Sum(ElasticNet(0.3, 0.2), Nonnegative()), m, center, 8e-9)
    assert np.abs(step.x - center).sum() == pytest.approx(8e-9, rel=1e-6)


def test_a_ball_that_touches_has_a_subgradient():
    step = trust_region_step(L1((2,)), Box(-1, 1), np.array([0.0, 1.0]), np.array([2.0, 0.0]), 1.0)
    assert step.x.tolist() == [1.0, 0.0]
    assert step.subgradient.tolist() == [1.0, 0.0]


def test_a_ball_that_misses_raises():
    with pytest.raises(ValueError, match=r"radius 1\.5 around center .* is 2\.0"):
        trust_region_step(L1((2,)), Box(-1, 1), np.ones(2), np.array([2.0, 2.0]), 1.5)
