"""AdaGrad's theorem: each step of its proof on random runs, its maximum over p, hypotheses, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr import Case
from ntr.beyond.adagrad import THEOREM, _sizes, _turning
from ntr.bound import Bound
from ntr.case import Setting
from ntr.methods import SGDM, AdaGrad
from ntr.noise import AdditiveNoise, signs
from ntr.norms import L2
from ntr.theorem import UnmetHypotheses
from problems import CosineQuadratic, Huber, LogCosh, Quadratic, Rademacher, Saturating, Separable

HUBER = Separable(Huber(np.array([1.0, 4.0]), 2.0), np.array([1.0, -0.5]))


class Unknown(AdditiveNoise):
    """Noise of which nothing but its deviation is certified."""

    def sample(self, shape, key):
        return signs(shape, key)

    def deviation(self, problem):
        return Bound(float(np.sqrt(np.prod(problem.shape))), exact=False)


def case(problem=HUBER, method=None, noise=None) -> Case:
    """From 0."""
    return Case(problem, noise or Rademacher(1.0), method or AdaGrad((2,), 0.5), np.zeros(2), 10, range(2))


@pytest.mark.parametrize("eta", [0.1, 0.5, 3.0])
@pytest.mark.parametrize("problem", [HUBER, Quadratic(np.diag([3.0, 0.2]), [1.0, 2.0])], ids=["Huber", "quadratic"])
def test_the_steps_of_the_proof_hold_on_every_path(problem, eta: float) -> None:
    """1. |d_k| <= D; 3. sum g_k d_k <= C h; and g d >= f - inf f + g^2/(2L) for the true gradient in 4."""
    experiment = case(problem, AdaGrad((2,), eta))
    smoothness, weight, reach, size = _sizes(experiment.setting, eta)
    center = experiment.setting.constants.minimizer
    random = np.random.default_rng(7)
    x, sums, products = np.zeros((50, 2)), np.zeros((50, 2)), np.zeros((50, 2))
    method = experiment.method
    state = None
    for _ in range(200):
        exact = problem.gradient(x)
        g = exact + size * random.choice([-1.0, 1.0], size=x.shape)
        state = method.start(x, g) if state is None else state
        d = x - center
        assert (np.abs(d) <= reach * (1 + 1e-12)).all()
        products += g * d
        sums += g * g
        lower = problem.value(x) - problem.value(center) + (exact**2 / (2 * smoothness)).sum(axis=1)
        assert ((exact * d).sum(axis=1) >= lower - 1e-12).all()
        state = method.step(state, g)
        x = state.x
        assert (products <= weight * np.sqrt(sums) * (1 + 1e-12)).all()


def test_the_bound_is_the_maximum_over_p() -> None:
    experiment = case()
    smoothness, weight, _, size = _sizes(experiment.setting, 0.5)
    p = np.concatenate([[0.0], np.geomspace(1e-6, 1e6, 200001)])[:, None]
    for count in (1.0, 10.0, 1e3, 1e5):
        best = (weight * np.sqrt(p + count * size**2) - p / (2 * smoothness)).max(axis=0).sum() / count
        np.testing.assert_allclose(THEOREM.bound(experiment, np.array([count])), best, rtol=1e-6)


def test_where_the_slope_exceeds_the_noise() -> None:
    center = np.array([1.0, -0.5])
    np.testing.assert_allclose(_turning(HUBER, center, 1.0), [1.0, 0.25], rtol=1e-12)
    assert (_turning(HUBER, center, 0.0) == 0).all()
    assert np.isinf(_turning(HUBER, center, 2.5)).all()


@pytest.mark.parametrize(
    ("experiment", "message"),
    [
        (case(method=SGDM((2,), 0.1)), "the method must be AdaGrad, got SGDM"),
        (case(method=AdaGrad((2,), lambda k: 0.5)), "radius must be constant, got a schedule"),
        (case(method=AdaGrad((2,), 0.5, initial=0.1)), "initial and delta must be 0, got 0.1 and 0.0"),
        (case(noise=Unknown()), "the noise must have a certified largest entry"),
        (case(noise=Rademacher(4.0)), "the slopes of f must exceed the largest entry of the noise"),
        (case(Quadratic(np.array([[2.0, 1.0], [1.0, 2.0]]), [1.0, 1.0])), "one coordinate each"),
        (case(Separable(Saturating(), np.ones(2))), "f must be certified to be convex"),
        (case(Separable(CosineQuadratic(-2.0, 1.0), np.ones(2))), "the minimizer must be known|certified to be convex"),
    ],
)
def test_hypotheses(experiment, message) -> None:
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(experiment)


@pytest.mark.parametrize(("sigma", "epsilon"), [(0.0, 0.3), (0.0, 0.01), (0.5, 1.0), (0.5, 0.1)])
def test_tuned_parameters_give_epsilon_with_the_least_k(sigma: float, epsilon: float) -> None:
    setting = Setting(Separable(LogCosh(), [1.0, -2.0]), L2((2,)), Rademacher(sigma), np.zeros(2), range(1))
    tuned = THEOREM.tuned(setting, epsilon)
    assert THEOREM.violated(tuned) == []
    found = THEOREM.bound(tuned, np.array([tuned.iterations - 1.0, float(tuned.iterations)]))
    assert found[1] <= epsilon < found[0]
