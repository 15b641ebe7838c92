"""The indicator of a simplex."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.cvx import solve
from ntr.norms import L2
from ntr.regularizers import Simplex

inf = np.inf


@pytest.mark.parametrize(("total", "shape"), [(1.0, (4,)), (2.0, (2, 3)), (1e-3, (3,))])
def test_conforms(total, shape):
    check_regularizer(Simplex(total), shape)


def test_membership():
    x = np.array([[0.5, 1.5], [2.0, 0.0], [2.1, -0.1], [1.0, 1.0 + 1e-11], [np.nan, 2.0]])
    assert Simplex(2.0)(x, ndim=1).tolist() == [0.0, 0.0, inf, inf, inf]


@pytest.mark.parametrize("size", [1.0, 1e-8, 1e8])
def test_projection_against_cvxpy(size):
    simplex, rng = Simplex(2.0), np.random.default_rng(0)
    for y in size * rng.normal(size=(3, 5)):
        x = cp.Variable(5)
        _, domain = simplex.cvx(x)
        solve(
            cp.Minimize(cp.sum_squares(x - y / max(1.0, size)) if size <= 1 else cp.sum(cp.multiply(-y / size, x))),
            domain,
        )
        projected = simplex.prox(y, np.ones(()), 1)
        assert float(simplex(projected)) == 0.0
        assert projected == pytest.approx(x.value, abs=1e-6)  # far away it is the vertex of the largest y_i


def test_subgradients_have_no_gap():
    x = np.array([0.5, 1.5, 0.0])
    assert float(Simplex(2.0).fenchel_gap(x, np.array([3.0, 3.0, 1.0]))) == 0.0
    assert float(Simplex(2.0).fenchel_gap(x, np.array([3.0, 1.0, 2.0]))) == 3.0
    assert float(Simplex(2.0).fenchel_gap(2 * x, np.zeros(3))) == inf
    assert Simplex(2.0).into_subdifferential(x, np.array([3.0, 1.0, 5.0]), 1).tolist() == [2.0, 2.0, 2.0]
    assert Simplex(2.0).into_subdifferential(x, np.array([3.0, 1.0, 0.5]), 1).tolist() == [2.0, 2.0, 0.5]


def test_bounds_and_bad_input():
    assert Simplex().subgradient_bound(L2((2,))) is None
    assert Simplex().lipschitz(L2((2,))) == Bound(0.0, True)
    for total in (0.0, -1.0, np.nan, inf):
        with pytest.raises(ValueError, match="total"):
            Simplex(total)
