"""R(x) = sum_g weight_g ||x_g||_2."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.cvx import solve
from ntr.norms import L1, L2, LInf, Lp, Spectral
from ntr.regularizers import GroupLasso, L1Penalty

GROUPS = [(0, 2), (1, 3, 4), (5,)]


@pytest.mark.parametrize(("weight", "shape"), [(0.5, (6,)), ((0.5, 1.0, 2.0), (2, 3))])
def test_conforms(weight, shape):
    check_regularizer(GroupLasso(GROUPS, weight), shape)


def test_by_hand_and_at_any_scale():
    x = np.array([3.0, 1.0, 4.0, 2.0, 2.0, -5.0])
    for scale in (1.0, 1e-200, 1e200):
        assert float(GroupLasso(GROUPS, (1, 2, 3))(scale * x)) == pytest.approx((5 + 2 * 3 + 3 * 5) * scale)


def test_groups_of_one_are_the_l1_penalty():
    x = np.random.default_rng(0).normal(size=(5, 4))
    assert GroupLasso([[i] for i in range(4)], 0.7)(x, ndim=1) == pytest.approx(L1Penalty(0.7)(x, ndim=1))


def test_proximal_operator_against_cvxpy():
    penalty, rng = GroupLasso(GROUPS, (0.5, 1.0, 2.0)), np.random.default_rng(1)
    for y, step in zip(rng.normal(size=(3, 6)), (0.3, 1.0, 2.0), strict=True):
        x = cp.Variable(6)
        expression, _ = penalty.cvx(x)
        solve(cp.Minimize(expression + cp.sum_squares(x - y) / (2 * step)), [])
        assert penalty.prox(y, np.asarray(step), 1) == pytest.approx(x.value, abs=1e-6)


def test_subgradient_bound_in_lp_is_attained():
    """By the vector that Hoelder's inequality gives, against the dual norm of the gradient there."""
    penalty = GroupLasso(GROUPS, (0.5, 1.0, 2.0))
    for norm in (L1((6,)), Lp((6,), 1.5), L2((6,)), Lp((6,), 4), LInf((6,))):
        bound = penalty.subgradient_bound(norm)
        rng = np.random.default_rng(2)
        r = penalty.into_subdifferential(rng.normal(size=(4000, 6)), np.zeros((4000, 6)), 1)
        assert bound.exact
        assert norm.dual(r).max() <= bound.value * (1 + 1e-12)
        corners = np.array([0.5, 1.0, 0.5, 1.0, 1.0, 2.0]) / np.sqrt([2, 3, 2, 3, 3, 1])
        tips = np.array([0.5, 1.0, 0, 0, 0, 2.0])
        assert max(norm.dual(corners), norm.dual(tips)) == pytest.approx(bound.value, rel=1e-12)
    assert penalty.subgradient_bound(Spectral((2, 3))) == Bound(np.sqrt(2 * 5.25), False)


def test_subgradients_have_no_gap():
    penalty = GroupLasso(GROUPS, 0.5)
    x = np.array([3.0, 0.0, 4.0, 0.0, 0.0, -5.0])
    r = penalty.into_subdifferential(x, np.array([9.0, 3.0, 9.0, 4.0, 0.0, 9.0]), 1)
    assert r == pytest.approx([0.3, 0.3, 0.4, 0.4, 0.0, -0.5])
    assert float(penalty.fenchel_gap(x, r)) == pytest.approx(0.0, abs=1e-15)
    assert float(penalty.fenchel_gap(x, 1.1 * r)) == np.inf
    assert penalty.into_conjugate_domain(2 * r, 1) == pytest.approx([0.3, 0.3, 0.4, 0.4, 0.0, -0.5])


@pytest.mark.parametrize("groups", [[], [()], [(0, 1), (1,)], [(0, 2)], [(1, 2)], [(0,), ()]])
def test_groups_must_be_a_partition(groups):
    with pytest.raises(ValueError, match="groups"):
        GroupLasso(groups, 1.0)


@pytest.mark.parametrize("weight", [0.0, (1.0, -1.0, 1.0), (1.0, 1.0)])
def test_weights_must_be_positive_and_one_per_group(weight):
    with pytest.raises(ValueError, match="weight"):
        GroupLasso(GROUPS, weight)


def test_other_bad_input():
    with pytest.raises(TypeError, match="groups"):
        GroupLasso(3, 1.0)
    with pytest.raises(TypeError, match="groups"):
        GroupLasso([(0.5, 1)], 1.0)
    with pytest.raises(ValueError, match="6 entries"):
        GroupLasso(GROUPS, 1.0)(np.zeros(5))
