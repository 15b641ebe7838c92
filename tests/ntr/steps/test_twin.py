"""The compiled twin of a rule stands in for that rule only."""

from __future__ import annotations

import numpy as np

from ntr.norms import L2, LInf, Lp
from ntr.regularizers import Box, L1Penalty
from ntr.steps import maximum_separable
from ntr.steps import rule as rules
from ntr.steps.rule import fitting, rule
from ntr.steps.twin import composite_kernel

X0 = np.zeros(3)


def test_the_maximum_norm_has_one_under_whatever_name():
    for norm in (LInf((3,)), Lp((3,), np.inf)):
        kernel = composite_kernel(norm, L1Penalty(0.5), X0, decays=True)
        np.testing.assert_array_equal(kernel.params, [0.5, 0.0, *[-np.inf] * 3, *[np.inf] * 3])
    kernel = composite_kernel(LInf((3,)), Box(np.array([-1.0, -2.0, 0.0]), 1.0), X0, decays=False)
    np.testing.assert_array_equal(kernel.params, [0.0, 0.0, -1.0, -2.0, 0.0, 1.0, 1.0, 1.0])


def test_centers_that_may_leave_the_domain_have_none():
    assert composite_kernel(LInf((3,)), Box(0.5, 1.0), np.ones(3), decays=True) is None
    assert composite_kernel(LInf((3,)), Box(0.5, 1.0), np.ones(3), decays=False) is not None


def test_the_first_rule_that_fits():
    norm, penalty = LInf((3,)), L1Penalty(1.0)
    assert fitting(norm, penalty, X0, X0, np.ones(())) is maximum_separable.step
    assert fitting(L2((3,)), penalty, X0, X0, np.ones(())) is not maximum_separable.step


def test_a_users_own_rule_is_not_replaced(monkeypatch):
    monkeypatch.setattr(rules, "_rules", list(rules._rules))

    @rule(LInf, L1Penalty)
    def mine(norm, regularizer, m, center, radius):
        return maximum_separable.step(norm, regularizer, m, center, radius)

    assert composite_kernel(LInf((3,)), L1Penalty(1.0), X0, decays=False) is None
    assert fitting(LInf((3,)), L1Penalty(1.0), X0, X0, np.ones(())) is mine
