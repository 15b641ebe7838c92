"""R(X) = weight ||X||_nuc."""

from __future__ import annotations

import cvxpy as cp
import numpy as np
import pytest

from ntr.bound import Bound
from ntr.conformance import check_regularizer
from ntr.cvx import solve
from ntr.norms import L1, L2, LInf, Nuclear, Schatten, Spectral
from ntr.regularizers import NuclearPenalty


@pytest.mark.parametrize("shape", [(3, 2), (1, 3), (2, 2)])
def test_conforms(shape):
    check_regularizer(NuclearPenalty(0.4), shape)


def test_proximal_operator_against_cvxpy():
    penalty, y = NuclearPenalty(0.4), np.random.default_rng(0).normal(size=(3, 2))
    x = cp.Variable((3, 2))
    expression, _ = penalty.cvx(x)
    solve(cp.Minimize(expression + cp.sum_squares(x - y) / 2.4), [])
    assert penalty.prox(y, np.asarray(1.2), 2) == pytest.approx(x.value, abs=1e-6)


def test_subgradient_bound():
    """The largest dual norm of an orthogonal-like matrix: w for the nuclear, w r for the spectral, w r^(1-1/p) between."""
    penalty, identity = NuclearPenalty(0.5), np.eye(3)
    for norm in (Nuclear((3, 3)), Spectral((3, 3)), Schatten((3, 3), 3), L2((3, 3))):
        bound = penalty.subgradient_bound(norm)
        assert bound.exact
        assert bound.value == pytest.approx(0.5 * float(norm.dual(identity)), rel=1e-14)
    assert penalty.subgradient_bound(L1((3, 3))) == Bound(0.5, True)
    rotation = np.linalg.qr(np.random.default_rng(1).normal(size=(3, 3)))[0]
    assert penalty.subgradient_bound(LInf((3, 3))).value >= 0.5 * float(LInf((3, 3)).dual(rotation))


def test_subgradients_have_no_gap():
    penalty, rng = NuclearPenalty(0.5), np.random.default_rng(2)
    x = rng.normal(size=(3, 1)) @ rng.normal(size=(1, 2))
    r = penalty.into_subdifferential(x, rng.normal(size=(3, 2)), 2)
    assert float(penalty.fenchel_gap(x, r)) == pytest.approx(0.0, abs=1e-14)
    assert np.linalg.svd(r, compute_uv=False)[0] == pytest.approx(0.5)
    assert float(penalty.fenchel_gap(x, 1.1 * r)) == np.inf
    clipped = penalty.into_conjugate_domain(rng.normal(size=(3, 2)) * 9, 2)
    assert np.linalg.svd(clipped, compute_uv=False) == pytest.approx([0.5, 0.5])


def test_bad_input():
    with pytest.raises(ValueError, match="weight"):
        NuclearPenalty(0.0)
    with pytest.raises(ValueError, match="matrix"):
        NuclearPenalty(1.0)(np.zeros(3))
    with pytest.raises(ValueError, match="matrix"):
        NuclearPenalty(1.0).cvx(cp.Variable(3))
