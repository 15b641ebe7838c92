"""Any norm without a regularizer."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_step
from ntr.norms import L1, L2, CvxNorm, LInf, Lp, Nuclear, Schatten, Spectral
from ntr.regularizers import Zero
from ntr.step import trust_region_step
from tests.ntr.steps.inputs import inputs, uncertified

CLOSED = [L1((4,)), L2((2, 3)), LInf((4,)), Lp((4,), 3), Spectral((3, 2)), Nuclear((2, 3)), Schatten((3, 2), 4)]


def mixed(x):
    return cp.norm1(x) + 2 * cp.norm_inf(x)


@pytest.mark.parametrize("norm", CLOSED, ids=repr)
def test_conforms(norm):
    check_step(norm, Zero(), tolerance=1e-11)


def test_conforms_with_a_norm_given_by_an_expression():
    check_step(CvxNorm((3,), mixed), Zero(), tolerance=1e-7)


@pytest.mark.parametrize("norm", [L2((3,)), LInf((3,)), Spectral((3, 2))], ids=repr)
def test_certified_for_all_inputs(norm):
    for what, m, center, radius in inputs(norm, count=10):
        assert not uncertified(what, norm, Zero(), m, center, radius)


def test_zero_momentum_does_not_move():
    center = np.array([[1.0, -2.0], [0.1, 0.3]])
    step = trust_region_step(Spectral((2, 2)), Zero(), np.zeros((2, 2)), center, 3.0)
    assert np.array_equal(step.x, center)
    assert not step.subgradient.any()
