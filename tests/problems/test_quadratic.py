"""Quadratics of vectors."""

from __future__ import annotations

import itertools
from typing import Any

import cvxpy as cp
import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, CvxNorm, LInf, Lp
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Box, L1Penalty
from problems import Quadratic

RNG = np.random.default_rng(3)
ROOT = RNG.normal(size=(4, 4))
A = ROOT @ ROOT.T
CENTER = RNG.normal(size=4)
NORMS = [L1(4), L2(4), LInf(4), Lp(4, 1.5), Lp(4, 4.0)]


@pytest.mark.parametrize("norm", NORMS, ids=repr)
@pytest.mark.parametrize(
    "problem",
    [Quadratic(A, CENTER), Quadratic(np.diag([1.0, 0.0, 3.0, 0.5])), Quadratic(A[:, :2] @ A[:2, :], 0.1 * CENTER)],
    ids=["general", "diagonal", "singular"],
)
def test_conformance(problem: Quadratic, norm: Norm) -> None:
    check_problem(problem, norm)


def test_conformance_in_a_norm_of_no_family() -> None:
    check_problem(
        Quadratic(A[:2, :2], CENTER[:2]),
        CvxNorm((2,), lambda x: cp.norm(x, 1) + cp.norm(x, "inf")),
        exclude={"smoothness": "minutes of solves", "second_smoothness": "minutes of solves", "region": "the same"},
    )


def test_smoothness_by_definition() -> None:
    """Independent derivations: vertices for l_1, l_inf; eigenvalues for l_2; theory.md 13.3 for diagonals."""
    signs = np.array(list(itertools.product((-1.0, 1.0), repeat=4)))
    expected = {
        L1(4): np.abs(A).max(),
        L2(4): np.linalg.norm(A, 2),
        LInf(4): max(float(np.abs(A @ s).sum()) for s in signs),
    }
    for norm, value in expected.items():
        bound = Quadratic(A).constants(norm).L
        assert bound is not None
        assert bound.exact
        assert bound.value == pytest.approx(value, rel=1e-12), norm
    eigenvalues = np.array([1.0, 2.0, 0.5, 3.0])
    for p, value in ((1.5, 3.0), (2.0, 3.0), (4.0, np.linalg.norm(eigenvalues)), (np.inf, 6.5), (3.0, None)):
        bound = Quadratic(np.diag(eigenvalues)).constants(Lp(4, p)).L
        value = np.sum(eigenvalues**3) ** (1 / 3) if value is None else value
        assert bound is not None
        assert bound.exact
        assert bound.value == pytest.approx(value, rel=1e-12), p


@pytest.mark.parametrize("regularizer", [None, L1Penalty(0.4), Box(-0.5, 0.3), Ball(L2(4), 0.6)], ids=repr)
@pytest.mark.parametrize("norm", NORMS, ids=repr)
def test_region_against_cvxpy(norm: Norm, regularizer: Regularizer | None) -> None:
    problem = Quadratic(A, CENTER) if regularizer is None else Quadratic(A, CENTER, regularizer=regularizer)
    radius = 0.7
    x = cp.Variable(4)
    expression, constraints = problem.regularizer.cvx(x)
    length, more = norm.cvx(x)
    objective = 0.5 * cp.quad_form(x - CENTER, cp.psd_wrap(A)) + expression
    least = cp.Problem(cp.Minimize(objective), [*constraints, *more, length <= radius]).solve(solver=cp.CLARABEL)
    lower, upper = problem.region(norm, radius).infimum
    assert lower - 1e-7 <= least <= upper + 1e-7, (lower, least, upper)
    assert upper - lower <= 1e-4 * least, "the interval should be narrow on so small a problem"


@pytest.mark.parametrize(
    "regularizer", [L1Penalty(0.4), Box(-0.5, 0.3), Ball(L2(4), 0.6), Ball(LInf(4), 0.2)], ids=repr
)
def test_infimum_against_cvxpy(regularizer: Regularizer) -> None:
    x = cp.Variable(4)
    expression, constraints = regularizer.cvx(x)
    objective = 0.5 * cp.quad_form(x - CENTER, cp.psd_wrap(A)) + expression
    least = cp.Problem(cp.Minimize(objective), constraints).solve(solver=cp.CLARABEL)
    lower, upper = Quadratic(A, CENTER, regularizer=regularizer).constants(L2(4)).infimum
    assert lower - 1e-7 <= least <= upper + 1e-7, (lower, least, upper)
    assert upper - lower <= 1e-6


def test_half_open_box_keeps_a_finite_interval() -> None:
    constants = Quadratic(A, -np.ones(4), regularizer=Box(0.0, np.inf)).constants(L2(4))
    assert constants.infimum[0] == 0.0
    assert np.isfinite(constants.infimum[1])
    assert constants.minimizer is None


def test_minimizer_inside_and_outside() -> None:
    problem = Quadratic(A, CENTER)
    constants = problem.constants(L2(4))
    assert constants.infimum == (0.0, 0.0)
    assert np.array_equal(np.asarray(constants.minimizer), CENTER)
    inside = problem.region(L2(4), 10.0)
    assert inside.infimum == (0.0, 0.0)
    assert np.array_equal(np.asarray(inside.comparator), CENTER)
    outside = problem.region(L2(4), 0.1)
    assert outside.infimum[0] > 0
    assert float(np.linalg.norm(np.asarray(outside.comparator))) <= 0.1 * (1 + 1e-12)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Quadratic(np.diag([1.0, -1.0])), "positive semidefinite"),
        (lambda: Quadratic([[1.0, 0.5], [0.0, 1.0]]), "symmetric"),
        (lambda: Quadratic(np.ones((2, 3))), "square"),
        (lambda: Quadratic([1.0, 2.0]), "2 axes"),
        (lambda: Quadratic([[np.nan]]), "finite"),
        (lambda: Quadratic(np.eye(2), np.ones(3)), "center"),
        (lambda: Quadratic(np.eye(2)).value(np.ones(3)), "trailing axes"),
        (lambda: Quadratic(np.eye(2)).region(L2(2), 0.0), "radius"),
        (lambda: Quadratic(np.eye(2), regularizer=Box(2.0, 3.0)).region(LInf(2), 1.0), "does not meet"),
    ],
)
def test_bad_input(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()
