"""Steepest descent in a norm against formulas of its own, and its promised decrease."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.methods import Clipped, SteepestDescent, polar_grad
from ntr.norms import L1, L2, LInf, Spectral
from ntr.regularizers import L1Penalty
from problems import LogCosh, Separable
from tests.ntr.methods.runs import assert_same, draws, run


def test_in_l1_it_is_coordinate_descent() -> None:
    """Only the largest entry moves, by eta |m_i|."""
    noise = draws((5,))
    x = np.ones(5)
    m, iterates = x + noise[0], []
    for n in noise:
        m = 0.7 * m + 0.3 * (x + n)
        i = np.argmax(np.abs(m))
        x = 0.98 * x
        x[i] -= 0.1 * m[i]
        iterates.append(x)
    assert_same(run(SteepestDescent(L1((5,)), 0.1, 0.3, 0.02), np.ones(5), noise), iterates)


def test_polar_grad_multiplies_the_polar_factor_by_the_nuclear_norm() -> None:
    noise = draws((4, 3))
    x = np.ones((4, 3))
    m, iterates = x + noise[0], []
    for n in noise:
        m = 0.7 * m + 0.3 * (x + n)
        u, s, v = np.linalg.svd(m, full_matrices=False)
        x = x - 0.05 * s.sum() * (u @ v)
        iterates.append(x)
    assert_same(run(polar_grad((4, 3), 0.05, 0.3), np.ones((4, 3)), noise), iterates)


def test_it_is_clipping_that_never_clips() -> None:
    noise = draws((5,))
    for norm in (L1((5,)), L2((5,)), LInf((5,))):
        assert_same(
            run(SteepestDescent(norm, 0.1, 0.3), np.ones(5), noise),
            run(Clipped(norm, 1e9, 0.1, 0.3), np.ones(5), noise),
        )


@pytest.mark.parametrize("norm", [L1((4,)), L2((4,)), LInf((4,)), Spectral((2, 2))], ids=repr)
def test_f_decreases_by_at_least_the_promised_amount(norm) -> None:
    """f(x+) <= f(x) - eta (1 - L eta/2) ||g||_*^2 without noise."""
    problem = Separable(LogCosh(), np.array([3.0, -1.0, 0.2, 0.0]).reshape(norm.shape))
    smoothness = problem.constants(norm).L.value
    for eta in (0.5 / smoothness, 1 / smoothness, 1.9 / smoothness):
        method = SteepestDescent(norm, eta)
        x = np.zeros((1, *norm.shape))
        state = method.start(x, problem.gradient(x))
        for _ in range(20):
            g, before = problem.gradient(state.x), problem.value(state.x)[0]
            state = method.step(state, g)
            promised = eta * (1 - smoothness * eta / 2) * norm.dual(g)[0] ** 2
            assert problem.value(state.x)[0] <= before - promised + 1e-14, (eta, state.k)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: SteepestDescent(3, 0.1), TypeError, "norm must be a Norm, got 3"),  # type: ignore[arg-type]
        (lambda: SteepestDescent(L2((3,)), 0.0), ValueError, "radius must be positive, got 0.0"),
        (lambda: SteepestDescent(L2((3,)), 0.1, 0.0), ValueError, r"momentum .* must lie in \(0, 1\]"),
        (lambda: polar_grad((3,), 0.1), ValueError, "shape must have 2 axes"),  # type: ignore[arg-type]
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = SteepestDescent(L2((2,)), 0.1), np.ones((1, 2))
    with pytest.raises(TypeError, match="SteepestDescent has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
