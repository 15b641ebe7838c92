import clarabel
import cvxpy as cp
import numpy as np
import pytest

from ntr import cvx
from ntr.cvx import ACCURACY, SolverError, solve


def test_linear_program():
    x = cp.Variable(3)
    c = np.array([1.0, -2.0, 3.0])
    assert solve(cp.Minimize(c @ x), [x >= 0, cp.sum(x) == 1]) == pytest.approx(-2, abs=1e-11)
    np.testing.assert_allclose(x.value, [0, 1, 0], atol=1e-10)


def test_maximise_over_a_ball():
    x = cp.Variable((2, 3))
    g = np.random.default_rng(0).normal(size=(2, 3))
    assert solve(cp.Maximize(cp.sum(cp.multiply(g, x))), [cp.norm(x, "fro") <= 2]) == pytest.approx(
        2 * np.linalg.norm(g), rel=1e-11
    )
    np.testing.assert_allclose(x.value, 2 * g / np.linalg.norm(g), atol=1e-6)


def test_quadratic_objective():
    """min |x - a|^2/2 + |x|_1 is soft thresholding; the objective reaches Clarabel as a matrix P."""
    a = np.array([3.0, -0.5, -2.0, 0.8])
    x = cp.Variable(4)
    value = solve(cp.Minimize(cp.sum_squares(x - a) / 2 + cp.norm1(x)), [])
    expected = np.sign(a) * np.maximum(np.abs(a) - 1, 0)
    np.testing.assert_allclose(x.value, expected, atol=1e-6)
    assert value == pytest.approx(((expected - a) ** 2).sum() / 2 + np.abs(expected).sum(), rel=1e-10)


def test_semidefinite():
    x = cp.Variable((3, 3), PSD=True)
    c = np.random.default_rng(1).normal(size=(3, 3))
    c = c + c.T
    assert solve(cp.Minimize(cp.trace(c @ x)), [cp.trace(x) == 1]) == pytest.approx(np.linalg.eigvalsh(c)[0], rel=1e-9)


def test_more_than_two_axes_without_a_warning():
    x = cp.Variable((2, 2, 2))
    assert solve(cp.Maximize(cp.sum(x)), [cp.norm_inf(x) <= 1]) == pytest.approx(8, rel=1e-10)


def test_infeasible():
    x = cp.Variable()
    with pytest.raises(SolverError, match="PrimalInfeasible"):
        solve(cp.Minimize(x), [x >= 1, x <= 0])


def test_unbounded():
    x = cp.Variable()
    with pytest.raises(SolverError, match="DualInfeasible"):
        solve(cp.Minimize(x), [x <= 0])


def test_not_convex():
    x = cp.Variable(2)
    with pytest.raises(cp.DCPError):
        solve(cp.Minimize(-cp.norm2(x)), [])


class Spoilt:
    """A solution of Clarabel with a wrong entry, as a solver that is wrong about its own accuracy would give."""

    def __init__(self, solution, part):
        self.status, self.x, self.s, self.z = solution.status, *map(np.array, (solution.x, solution.s, solution.z))
        getattr(self, part)[0] += 1e-3


@pytest.mark.parametrize("part", ["x", "s", "z"])
def test_residual_sees_a_wrong_solution(part):
    x = cp.Variable(3)
    data, _, _ = cvx.canonical(cp.Problem(cp.Minimize(x @ np.arange(1.0, 4.0)), [cp.norm1(x) <= 1, x[0] <= 0.1]))
    program = cvx.ConicProgram(data)
    solution = program.solver(cvx.Attempt(1e-12)).solve()
    assert program.residual(program.cost, solution) <= 1e-11
    assert program.residual(program.cost, Spoilt(solution, part)) > 1e-4


def test_residual_of_a_quadratic_objective_sees_the_quadratic_part():
    x = cp.Variable(3)
    data, _, _ = cvx.canonical(cp.Problem(cp.Minimize(cp.quad_form(x, np.eye(3) + 1) + cp.sum(x)), [x >= -10]))
    program = cvx.ConicProgram(data)
    solution = program.solver(cvx.Attempt(1e-12)).solve()
    assert program.residual(program.cost, solution) <= 1e-11
    assert program.residual(program.cost + 1e-3, solution) > 1e-4


def test_what_misses_the_accuracy_is_refused(monkeypatch):
    monkeypatch.setattr(cvx, "ACCURACY", 0.0)
    x = cp.Variable(5)
    with pytest.raises(SolverError, match=r"relative residual \d\.\de-\d\d, at tolerance 1e-12"):
        solve(cp.Minimize(cp.norm2(x - np.arange(5.0)) + cp.norm1(x) / 3), [])


def test_the_solver_is_clarabel(monkeypatch):
    called = []
    original = clarabel.DefaultSolver
    monkeypatch.setattr(clarabel, "DefaultSolver", lambda *args: called.append(1) or original(*args))
    x = cp.Variable(2)
    solve(cp.Minimize(cp.norm1(x - 1)), [])
    assert called == [1]
    assert ACCURACY == 1e-8
