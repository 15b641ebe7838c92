"""Adam's theorem: its descent on random runs, hypotheses, tuning."""

from __future__ import annotations

import numpy as np
import pytest

from ntr import Case
from ntr.beyond.adam import THEOREM
from ntr.case import Setting
from ntr.methods import SGDM, Adam
from ntr.norms import L2
from ntr.theorem import UnmetHypotheses
from problems import Gaussian, Huber, LogCosh, Quadratic, Saturating, Separable

SATURATING = Separable(Saturating(), np.array([0.5, -2.0, 1.0]))


def case(method=None, problem=SATURATING, sigma: float = 0.0) -> Case:
    """From 0."""
    method = method or Adam((3,), 0.05, 1.0, 0.1, epsilon=0.3)
    return Case(problem, Gaussian(sigma), method, np.zeros(3), 10, range(1))


@pytest.mark.parametrize("second", [0.001, 0.3, 1.0])
def test_every_step_decreases_f_as_the_proof_says(second: float) -> None:
    """f_{k+1} <= f_k - eta (1 - L eta/(2 epsilon)) ||g||^2/(G + epsilon)."""
    L, G = 2.0, float(np.sqrt(27) / 8)  # sup |phi''| and sup |phi'| of t^2/(1 + t^2)
    eta, epsilon = 0.1, 0.2
    method = Adam((3,), eta, 1.0, second, epsilon)
    x = 3 * np.random.default_rng(5).normal(size=(40, 3))
    state = method.start(x, SATURATING.gradient(x))
    for _ in range(50):
        g, before = SATURATING.gradient(state.x), SATURATING.value(state.x)
        state = method.step(state, g)
        promised = eta * (1 - L * eta / (2 * epsilon)) * (g**2).sum(axis=1) / (G + epsilon)
        assert (SATURATING.value(state.x) <= before - promised + 1e-14).all()


@pytest.mark.parametrize(
    ("experiment", "message"),
    [
        (case(SGDM((3,), 0.1)), "the method must be Adam, got SGDM"),
        (case(Adam((3,), 0.05, 0.1, epsilon=0.3)), "momentum must be 1, got 0.1"),
        (case(Adam((3,), 0.05, 1.0, epsilon=0.3, weight_decay=0.1)), "weight_decay must be 0, got 0.1"),
        (case(Adam((3,), lambda k: 0.05, 1.0, epsilon=0.3)), "radius must be constant, got a schedule"),
        (case(Adam((3,), 0.3, 1.0, epsilon=0.3)), "eta must be less than 2 epsilon/L = 0.3, got 0.3"),
        (case(sigma=1.0), "sigma must be 0"),
        (case(problem=Quadratic(np.eye(3), [1.0, 0.0, 0.0])), "the entries of grad f must have a certified bound"),
    ],
)
def test_hypotheses(experiment, message) -> None:
    with pytest.raises(UnmetHypotheses, match=message):
        THEOREM.require(experiment)


@pytest.mark.parametrize(
    "problem", [SATURATING, Separable(LogCosh(), [4.0, 1.0, -2.0]), Separable(Huber(), np.full(3, 5.0))]
)
def test_tuned_parameters_give_epsilon(problem) -> None:
    setting = Setting(problem, L2((3,)), Gaussian(0.0), np.zeros(3), range(1))
    tuned = THEOREM.tuned(setting, 0.01)
    assert THEOREM.violated(tuned) == []
    assert 0.005 < THEOREM.bound(tuned, np.array([float(tuned.iterations)]))[0] <= 0.01
