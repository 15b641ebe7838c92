"""The stochastic proximal point method: closed forms, the implicit equation, and what it refuses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr import Case
from ntr.methods import StochasticProximalPoint
from ntr.regularizers import L1Penalty
from problems import CosineQuadratic, Gaussian, LogCosh, Logistic, Minibatch, Quadratic, Separable
from tests.ntr.methods.runs import assert_same, draws

MATRIX = np.diag([1.0, 2.0, 0.5]) + 0.1
LOGISTIC = Logistic([[1.0, -2.0, 0.3], [0.5, 1.0, 0.0], [2.0, 0.3, -1.0]], [1, -1, 1])


def steps(method: StochasticProximalPoint, noise: np.ndarray) -> list[np.ndarray]:
    """x_0, x_1, ... from 1 with additive noise."""
    problem, x = method.problem, np.ones((1, 3))
    state = method.start(x, problem.gradient(x) + noise[0])
    found = [state.x[0]]
    for k, n in enumerate(noise):
        g = problem.gradient(state.query) + n
        state = method.step(state, state.m if k == 0 else g)
        found.append(state.x[0])
    return found


def test_on_a_quadratic_it_is_a_linear_system() -> None:
    noise, center = draws((3,), 20), np.array([1.0, -1.0, 2.0])
    iterates = steps(StochasticProximalPoint(Quadratic(MATRIX, center), lambda k: 1 / (k + 1)), noise)
    x = np.ones(3)
    for k, n in enumerate(noise):
        gamma = 1 / (k + 1)
        x = np.linalg.solve(np.eye(3) + gamma * MATRIX, x - gamma * n + gamma * MATRIX @ center)
        assert_same(iterates[k + 1], x)


@pytest.mark.parametrize(
    "problem",
    [Separable(LogCosh(), np.array([1.0, -2.0, 0.3])), LOGISTIC, Separable(CosineQuadratic(1.0, 1.0), np.ones(3))],
    ids=lambda p: type(p).__name__ + type(getattr(p, "scalar", p)).__name__,
)
def test_a_step_solves_the_implicit_equation(problem) -> None:
    """x_{k+1} = x_k - gamma (grad f(x_{k+1}) + n_k)."""
    noise, gamma = draws((3,), 5), 0.4
    found = steps(StochasticProximalPoint(problem, gamma), noise)
    for before, after, n in zip(found, found[1:], noise, strict=False):
        assert_same(after, before - gamma * (problem.gradient(after[None])[0] + n), 1e-12)


def test_a_small_step_is_one_of_sgd() -> None:
    noise, problem = draws((3,), 1), Quadratic(MATRIX)
    after = steps(StochasticProximalPoint(problem, 1e-6), noise)[1]
    assert_same((np.ones(3) - after) / 1e-6, problem.gradient(np.ones(3)) + noise[0], 1e-4)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: StochasticProximalPoint("f", 0.1), TypeError, "problem must be a Problem"),  # type: ignore[arg-type]
        (lambda: StochasticProximalPoint(Quadratic(MATRIX), 0.0), ValueError, "radius must be positive, got 0.0"),
        (
            lambda: StochasticProximalPoint(Separable(CosineQuadratic(2.0, 1.0), np.ones(3)), 1.0),
            ValueError,
            "step must be less than 1/L_2",
        ),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_step_too_long_for_the_problem_is_named_where_it_comes() -> None:
    bad = StochasticProximalPoint(Separable(CosineQuadratic(2.0, 1.0), np.ones(3)), lambda k: 0.1 if k < 2 else 1.0)
    with pytest.raises(ValueError, match="step must be less than 1/L_2"):
        steps(bad, draws((3,), 5))


def test_other_problems_and_minibatches_are_refused() -> None:
    method = StochasticProximalPoint(LOGISTIC, 0.5)
    Case(LOGISTIC, Gaussian(1.0), method, np.zeros(3), 5, range(1))
    with pytest.raises(ValueError, match="needs additive noise, got Minibatch"):
        Case(LOGISTIC, Minibatch(1), method, np.zeros(3), 5, range(1))
    with pytest.raises(ValueError, match="the method is for the problem"):
        Case(Quadratic(MATRIX), Gaussian(1.0), method, np.zeros(3), 5, range(1))
    with pytest.raises(TypeError, match="StochasticProximalPoint has no composite step"):
        method.step(method.start(np.zeros((1, 3)), np.ones((1, 3))), np.ones((1, 3)), L1Penalty(1.0))
