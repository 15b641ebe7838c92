"""The stochastic proximal point theorem: the recursion behind its formula, its proof's contraction, hypotheses, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr import Case
from ntr.beyond.proximal_point import STATEMENTS, THEOREM
from ntr.bound import Bound
from ntr.case import Setting
from ntr.methods import SGDM, StochasticProximalPoint
from ntr.noise import AdditiveNoise, signs
from ntr.norms import L2
from ntr.proximal import proximal_point
from ntr.theorem import UnmetHypotheses
from problems import CosineQuadratic, LogCosh, Quadratic, Rademacher, Separable

QUADRATIC = Quadratic(np.diag([1.0, 3.0]), np.array([1.0, -1.0]))
RIPPLED = Separable(CosineQuadratic(0.3, 1.5), np.array([0.3, -0.2]))


class Unknown(AdditiveNoise):
    """Noise of which nothing but its deviation is certified."""

    def sample(self, shape, key):
        return signs(shape, key)

    def deviation(self, problem):
        return Bound(float(np.sqrt(np.prod(problem.shape))), exact=False)


def case(problem=QUADRATIC, radius=0.5, noise=None, method=None) -> Case:
    """From 2, ten steps."""
    method = StochasticProximalPoint(problem, radius) if method is None else method
    return Case(problem, noise or Rademacher(0.7), method, np.full(2, 2.0), 10, range(2))


def test_the_formula_is_the_recursion() -> None:
    experiment = case()
    expected, value = [], float(np.sum((experiment.x0 - QUADRATIC.center) ** 2))
    for _ in range(10):
        value = (value + 0.5**2 * 0.7**2) / (1 + 0.5 * 1.0) ** 2
        expected.append(value)
    np.testing.assert_allclose(THEOREM.bound(experiment, np.arange(1.0, 11.0)), expected, rtol=1e-12)


@pytest.mark.parametrize("problem", [QUADRATIC, RIPPLED], ids=lambda p: type(p).__name__)
def test_the_proximal_point_contracts_by_the_modulus(problem) -> None:
    mu = problem.strong_convexity()
    a, b = np.random.default_rng(3).normal(size=(2, 200, 2)) * 5
    for step in (0.05, 1.0, 20.0):
        moved = np.linalg.norm(proximal_point(problem, a, step) - proximal_point(problem, b, step), axis=1)
        assert (moved <= np.linalg.norm(a - b, axis=1) / (1 + step * mu) * (1 + 1e-9)).all(), step


@pytest.mark.parametrize(
    ("experiment", "message"),
    [
        (case(method=SGDM((2,), 0.1)), "the method must be StochasticProximalPoint, got SGDM"),
        (case(radius=lambda k: 0.5), "radius must be constant, got a schedule"),
        (case(Separable(LogCosh(), np.zeros(2))), "f must have a certified strong convexity"),
    ],
)
def test_hypotheses(experiment, message) -> None:
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(experiment)


def test_the_equality_asks_for_an_isotropic_quadratic_and_an_exact_deviation() -> None:
    assert STATEMENTS[1].violated(case()) == ["L must equal mu: f = mu ||x - c||^2/2"]
    assert STATEMENTS[1].violated(case(Quadratic(2 * np.eye(2)))) == []
    assert STATEMENTS[1].violated(case(Quadratic(2 * np.eye(2)), noise=Unknown())) == ["sigma must be exact"]


def test_without_a_largest_noise_there_is_no_maximum() -> None:
    assert THEOREM.maximum is not None
    assert np.isinf(THEOREM.maximum(case(noise=Unknown()), np.array([5.0]))).all()
    bounded = THEOREM.maximum(case(), np.array([1.0, 1e6]))
    np.testing.assert_allclose(bounded, [((np.sqrt(10) + 0.5 * 0.7) / 1.5) ** 2, 0.7**2])


@pytest.mark.parametrize("sigma", [0.0, 0.7])
@pytest.mark.parametrize("epsilon", [1e-1, 1e-3])
def test_tuned_parameters_give_epsilon(sigma: float, epsilon: float) -> None:
    setting = Setting(QUADRATIC, L2((2,)), Rademacher(sigma), np.full(2, 2.0), range(1))
    tuned = THEOREM.tuned(setting, epsilon)
    assert THEOREM.violated(tuned) == []
    found = THEOREM.bound(tuned, np.array([float(tuned.iterations)]))[0]
    assert 0.1 * epsilon < found <= epsilon * (1 + 1e-12)
