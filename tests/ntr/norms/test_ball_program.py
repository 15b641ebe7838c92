"""The ladder of attempts, and the certificate that decides when it ends."""

import cvxpy as cp
import numpy as np
import pytest

from ntr.cvx import Attempt, SolverError
from ntr.norms import L2, CvxNorm, LInf, Max, Scaled, Spectral, ball_program
from ntr.norms.ball_program import ATTEMPTS, POLYHEDRAL, BallProgram

# Of a spectral ball cut by a box, where Clarabel, asked in the ways it was asked before, left a relative error of 1.1e-8.
CORNERS = [
    [[0.0, -1.0, 0.0, 1.0], [0.0, 0.0, 0.5, 0.5], [-0.5, 0.5, 0.5, 0.0], [0.5, 0.0, -0.5, 0.5]],
    [[1.0, -0.5, 0.5, -0.5], [0.5, -1.0, 0.0, 0.5], [0.5, 1.0, -0.5, 0.0], [0.0, -0.5, 0.0, -1.0]],
    [[0.5, -0.5, -0.5, 0.0], [0.0, 0.5, 1.0, -0.5], [-0.5, -0.5, 1.0, -0.5], [1.0, -0.5, 0.0, 0.5]],
]


@pytest.mark.parametrize("g", CORNERS)
def test_corners_of_a_cut_ball(g):
    norm = Max((Spectral((4, 4)), Scaled(LInf((4, 4)), 2.0)))
    u = norm.lmo(np.array(g))
    assert norm(u) <= 1 + 1e-14
    assert -(g * u).sum() == pytest.approx(float(norm.dual(np.array(g))), rel=1e-8)


def test_a_box_that_cuts_nothing():
    norm, closed = Max((Spectral((1, 4)), LInf((1, 4)))), L2((1, 4))
    for small in (0.0, 1e-8, 2.367726698367804e-4, 1e-2):
        g = np.array([[1.0, 0.0, 0.0, small]])
        assert norm.dual(g) == pytest.approx(closed.dual(g), rel=2e-8)
        assert -(g * norm.lmo(g)).sum() == pytest.approx(closed.dual(g), rel=2e-8)


def test_a_polyhedral_ball_is_asked_in_its_own_way_first():
    polyhedral, curved = (BallProgram(CvxNorm((3,), expression))._conic for expression in (cp.norm1, cp.norm2))
    assert polyhedral.attempts == (POLYHEDRAL, *ATTEMPTS)
    assert curved.attempts == ATTEMPTS


def test_what_is_not_accurate_is_asked_again(monkeypatch):
    """With a tolerance of 1e-2 first, the second attempt decides; with nothing else, the error says how far it got."""
    norm, g = CvxNorm((3,), cp.norm2), np.array([1.0, -3.0, 2.0])
    monkeypatch.setattr(ball_program, "ATTEMPTS", (Attempt(1e-2), Attempt(1e-12)))
    np.testing.assert_allclose(BallProgram(norm).lmo(g), L2((3,)).lmo(g), atol=1e-6)
    monkeypatch.setattr(ball_program, "ATTEMPTS", (Attempt(1e-2),))
    with pytest.raises(SolverError, match=r"to 1e-08 at g/max\|g\| = .*: Solved, relative error \d\.\de-0[1-7]"):
        BallProgram(norm).lmo(g)


class Spoilt:
    """A solution of Clarabel with a wrong entry."""

    def __init__(self, solution, part, status="Solved"):
        self.status, self.x, self.z = status, np.array(solution.x), np.array(solution.z)
        getattr(self, part)[0] += 1e-3


@pytest.mark.parametrize("expression", [cp.norm1, cp.norm2])
def test_the_certificate_sees_a_wrong_solution(expression):
    conic = BallProgram(CvxNorm((3,), expression))._conic
    g = np.array([1.0, -0.5, 0.25])
    cost = np.zeros_like(conic.program.cost)
    cost[conic.ball.columns] = g
    solver = conic._solver(ATTEMPTS[0])
    solver.update(q=cost)
    solution = solver.solve()
    assert conic._certified(g, cost, solution)[2] <= 1e-10
    spoilt = np.array(solution.x)
    spoilt[conic.ball.columns] = -spoilt[conic.ball.columns]  # feasible, and as wrong as can be
    assert conic._certified(g, cost, Spoilt(solution, "z"))[2] > 1e-5
    wrong = Spoilt(solution, "z")
    wrong.x, wrong.z = spoilt, np.array(solution.z)
    assert conic._certified(g, cost, wrong)[2] > 1.0
    infeasible = Spoilt(solution, "x", "DualInfeasible")
    assert conic._certified(g, cost, infeasible)[2] == np.inf
