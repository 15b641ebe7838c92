"""Linear functions: unbounded below, certified on balls and on bounded domains."""

from __future__ import annotations

import numpy as np
import pytest

from ntr.conformance import check_problem
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Spectral
from ntr.regularizer import Regularizer
from ntr.regularizers import Ball, Box, L1Penalty
from problems import Linear

C = np.array([0.5, -2.0, 1.0])


@pytest.mark.parametrize("norm", [L1(3), L2(3), LInf(3), Lp(3, 3.0)], ids=repr)
def test_conformance(norm: Norm) -> None:
    check_problem(Linear(C), norm)


@pytest.mark.parametrize("norm", [Spectral((2, 3)), Nuclear((2, 3))], ids=repr)
def test_conformance_of_matrices(norm: Norm) -> None:
    check_problem(Linear(np.random.default_rng(0).normal(size=(2, 3)), curvature=2.0), norm)


@pytest.mark.parametrize("regularizer", [L1Penalty(3.0), L1Penalty(0.7), Box(-0.5, 0.4), Ball(L2(3), 0.7)], ids=repr)
@pytest.mark.parametrize("norm", [L2(3), LInf(3)], ids=repr)
def test_conformance_with_regularizer(norm: Norm, regularizer: Regularizer) -> None:
    check_problem(Linear(C, regularizer=regularizer), norm)


def test_edge_instance() -> None:
    """statistics.md section 2: f = g x on |x| <= D; the minimum is at -D."""
    problem = Linear(np.array([0.5]), curvature=1.0)
    region = problem.region(LInf(1), 2.0)
    assert region.infimum == (-1.0, -1.0)
    assert region.comparator == pytest.approx([-2.0])
    assert region.gradient == (0.5, True)
    constants = problem.constants(LInf(1))
    assert constants.L == (1.0, False)
    assert constants.infimum == (-np.inf, -np.inf)
    assert problem.infimum_f == -np.inf
    assert constants.star_convex is None


def test_infimum_with_regularizer() -> None:
    assert Linear(C, regularizer=L1Penalty(2.5)).constants(L2(3)).infimum == (0.0, 0.0)
    assert Linear(C, regularizer=L1Penalty(1.5)).constants(L2(3)).infimum == (-np.inf, -np.inf)
    box = Linear(C, regularizer=Box(-1.0, 3.0)).constants(L2(3))
    assert box.infimum == pytest.approx((-7.5, -7.5), abs=1e-12)
    ball = Linear(C, regularizer=Ball(L2(3), 2.0)).constants(LInf(3))
    assert ball.infimum == pytest.approx((-2 * np.linalg.norm(C),) * 2, rel=1e-9)


def test_bad_input() -> None:
    with pytest.raises(ValueError, match="curvature"):
        Linear(C, curvature=0.0)
    with pytest.raises(ValueError, match="vector"):
        Linear([np.inf])
    with pytest.raises(ValueError, match="at least one axis"):
        Linear(1.0)
