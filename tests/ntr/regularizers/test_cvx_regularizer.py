"""Regularizers given by a CVXPY expression."""

from __future__ import annotations

import pickle

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_regularizer, check_step
from ntr.norms import L2, LInf
from ntr.regularizers import CvxRegularizer, L1Penalty
from ntr.step import trust_region_step


def kinked(x):
    return cp.norm1(x) + cp.max(x)


def constrained(x):
    return cp.sum_squares(x) + 1.5, [cp.sum(x) <= 1, x[0] >= -2]


def lasso(x):
    return 0.7 * cp.norm1(x)


@pytest.mark.parametrize("expression", [kinked, constrained])
def test_conforms(expression):
    check_regularizer(CvxRegularizer((3,), expression), (3,))


@pytest.mark.parametrize("expression", [kinked, constrained])
def test_its_steps_conform(expression):
    check_step(LInf((3,)), CvxRegularizer((3,), expression))


def test_its_steps_are_those_of_the_closed_form():
    rng = np.random.default_rng(0)
    m, center = rng.normal(size=(2, 8, 3))
    for norm in (L2((3,)), LInf((3,))):
        closed = trust_region_step(norm, L1Penalty(0.7), m, center, 0.6)
        solved = trust_region_step(norm, CvxRegularizer((3,), lasso), m, center, 0.6)
        assert solved.x == pytest.approx(closed.x, abs=1e-6)


def test_infimum_and_value():
    assert CvxRegularizer((3,), constrained).infimum == pytest.approx(1.5, abs=1e-7)
    x = np.array([[0.1, 0.2, 0.3], [1.0, 1.0, 1.0], [-3.0, 0.0, 0.0], [np.nan, 0.0, 0.0]])
    assert CvxRegularizer((3,), constrained)(x, ndim=1) == pytest.approx([1.64, np.inf, np.inf, np.inf])


def test_it_travels_and_prints_its_name():
    copy = pickle.loads(pickle.dumps(CvxRegularizer((3,), kinked)))
    assert copy == CvxRegularizer((3,), kinked)
    assert float(copy(np.array([1.0, -2.0, 0.0]))) == pytest.approx(4.0)
    assert repr(copy) == "CvxRegularizer(shape=(3,), expression=kinked)"


@pytest.mark.parametrize(
    ("expression", "error", "what"),
    [
        (3, TypeError, "function"),
        (lambda x: 3.0, TypeError, "CVXPY expression"),
        (lambda x: x, ValueError, "scalar"),
        (lambda x: -cp.norm1(x), ValueError, "convex"),
        (lambda x: cp.norm1(x + cp.Variable(3)), ValueError, "no other variable"),
        (lambda x: cp.sum(x), ValueError, "infimum"),
        (lambda x: (cp.norm1(x), [cp.sum(x) <= -1, cp.sum(x) >= 1]), ValueError, "domain"),
    ],
)
def test_bad_expressions(expression, error, what):
    with pytest.raises(error, match=what):
        CvxRegularizer((3,), expression)


def test_wrong_shape():
    with pytest.raises(ValueError, match="shape"):
        CvxRegularizer((3,), kinked)(np.zeros(4))
