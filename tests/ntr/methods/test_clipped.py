"""Clipped and SmoothClipped against separately written references, and their descent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr import Case, TrustRegion, simulate
from ntr.methods import Clipped, SmoothClipped
from ntr.norm import Norm
from ntr.norms import L1, L2, LInf, Lp, Nuclear, Spectral
from ntr.regularizers import L1Penalty
from problems import Cosh, Gaussian, LogCosh, Separable

SEED = 20240926


def test_clipped_sgd_equals_ten_lines() -> None:
    noise = np.random.default_rng(SEED).normal(size=(40, 5))
    x, m, iterates = np.ones(5), None, []
    for n in noise:
        g = x + n
        m = g if m is None else 0.7 * m + 0.3 * g
        size = np.sqrt(m @ m)
        x = x - min(0.3, 0.2 * size) * m / size
        iterates.append(x)
    method = Clipped(L2(5), 0.3, 0.2, 0.3)
    state = method.start(np.ones((1, 5)), 1 + noise[:1])
    for n, expected in zip(noise, iterates, strict=True):
        state = method.step(state, state.query + n)
        np.testing.assert_allclose(state.x[0], expected, atol=1e-14, err_msg=f"seed {SEED}, k = {state.k}")


def test_smooth_clipping_equals_a_formula() -> None:
    g = np.random.default_rng(SEED).normal(size=(6, 5))
    x = np.zeros((6, 5))
    moved = SmoothClipped(LInf(5), 2.0, 0.5)
    state = moved.step(moved.start(x, g), g)
    size = np.abs(g).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(state.x, -size / (2 + 0.5 * size) * np.sign(g), atol=1e-15)
    assert not moved.step(moved.start(x, 0 * g), 0 * g).x.any()


@pytest.mark.parametrize("norm", [L1(4), L2(4), LInf(4), Spectral((2, 2))], ids=repr)
def test_without_clipping_it_is_algorithm_1(norm: Norm) -> None:
    problem = Separable(LogCosh(), np.arange(4.0).reshape(norm.shape))
    runs = [
        simulate(Case(problem, Gaussian(1.0), method, np.zeros(norm.shape), 30, range(3)), engine="numpy").final
        for method in (TrustRegion(norm, 0.05, 0.2), Clipped(norm, 0.05, np.inf, 0.2), Clipped(norm, 0.05, 1e9, 0.2))
    ]
    assert np.array_equal(runs[0], runs[1])
    assert np.array_equal(runs[0], runs[2])


@pytest.mark.parametrize("norm", [L1(4), L2(4), LInf(4), Lp(4, 3.0), Spectral((2, 2)), Nuclear((2, 2))], ids=repr)
def test_every_step_decreases_f_as_much_as_section_11_says(norm: Norm) -> None:
    """f_{k+1} <= f_k - (1 - (L_0 gamma + L_1 eta)/2) t||G||, and - ||G||^2/(2(L_0 + L_1||G||)) by smooth clipping."""
    problem = Separable(Cosh(10.0), np.array([5.0, -8.0, 0.5, 0.0]).reshape(norm.shape))
    pair = problem.generalized_smoothness(norm)
    assert pair is not None
    constant, linear = pair
    for method in (
        Clipped(norm, 1 / (2 * linear), 1 / (2 * constant)),
        Clipped(norm, 1 / linear, 0.9 / constant),
        SmoothClipped(norm, constant, linear),
    ):
        x = np.zeros((1, *norm.shape))
        state = method.start(x, problem.gradient(x))
        for _ in range(40):
            g = problem.gradient(state.x)
            size, before = norm.dual(g)[0], problem.value(state.x)[0]
            state = method.step(state, g)
            if isinstance(method, Clipped):
                share = 1 - (constant * method.gamma + linear * method.radius) / 2
                promised = share * min(method.radius, method.gamma * size) * size
            else:
                promised = size**2 / (2 * (constant + linear * size))
            after = problem.value(state.x)[0]
            assert after <= before - promised + 1e-12 * before, (method, state.k, before, after, promised)


def test_zero_momentum_stays() -> None:
    for gamma in (0.5, np.inf):
        method = Clipped(LInf(3), 0.1, gamma)
        state = method.step(method.start(np.ones((1, 3)), np.zeros((1, 3))), np.zeros((1, 3)))
        assert np.array_equal(state.x, np.ones((1, 3)))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Clipped("L2", 0.1, 1.0), TypeError, "norm must be a Norm"),  # type: ignore[arg-type]
        (lambda: Clipped(L2(2), 0.0, 1.0), ValueError, "radius must be positive"),
        (lambda: Clipped(L2(2), np.inf, 1.0), ValueError, "radius must be finite"),
        (lambda: Clipped(L2(2), 0.1, -1.0), ValueError, "gamma must be positive"),
        (lambda: Clipped(L2(2), 0.1, 1.0, 0.0), ValueError, r"must lie in \(0, 1\]"),
        (lambda: SmoothClipped(L2(2), 0.0, 1.0), ValueError, "constant must be positive"),
        (lambda: SmoothClipped(L2(2), 1.0, -1.0), ValueError, "linear must be at least 0"),
        (lambda: SmoothClipped(2, 1.0, 1.0), TypeError, "norm must be a Norm"),  # type: ignore[arg-type]
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


@pytest.mark.parametrize("method", [Clipped(L2(2), 0.1, 1.0), SmoothClipped(L2(2), 1.0, 1.0)], ids=repr)
def test_a_regularizer_is_refused(method: Clipped | SmoothClipped) -> None:
    composite = Separable(LogCosh(), np.ones(2), regularizer=L1Penalty(0.1))
    with pytest.raises(ValueError, match="no composite step"):
        Case(composite, Gaussian(0.0), method, np.zeros(2), 5, range(1))
    with pytest.raises(TypeError, match="no composite step"):
        method.step(method.start(np.zeros((1, 2)), np.ones((1, 2))), np.ones((1, 2)), L1Penalty(0.1))


def test_schedules_are_evaluated_at_k_and_checked_there() -> None:
    noise = np.random.default_rng(SEED).normal(size=(6, 1, 3))
    method = Clipped(LInf(3), lambda k: 0.3 / (k + 1), lambda k: np.inf if k == 2 else 0.1, lambda k: 1 - 0.1 * k)
    state = method.start(np.ones((1, 3)), noise[0])
    x, m = np.ones(3), noise[0, 0]
    for k, (g,) in enumerate(noise):
        m = 0.1 * k * m + (1 - 0.1 * k) * g
        x = x - min(0.3 / (k + 1), np.inf if k == 2 else 0.1 * np.abs(m).sum()) * np.sign(m)
        state = method.step(state, noise[k])
        np.testing.assert_allclose(state.x[0], x, atol=1e-15, err_msg=f"seed {SEED}, k = {k}")
    bad = Clipped(LInf(3), 0.1, lambda k: 0.0)
    with pytest.raises(ValueError, match=r"gamma\(0\) must be positive, got 0.0"):
        bad.step(bad.start(np.ones((1, 3)), noise[0]), noise[0])
