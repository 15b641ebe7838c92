"""PISA against the rounds of its source, and what it is with one worker."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.methods import PISA
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


def test_it_equals_ten_lines() -> None:
    """Three workers; w moves at the end of a round only."""
    noise = draws((5,))
    w, pi, iterates = np.ones(5), np.zeros((3, 5)), []
    for first in range(0, len(noise), 3):
        local = np.array([w - (w + noise[first + i] + pi[i] + 0.2 * w) / (4 + 2) for i in range(3)])
        pi = pi + 4 * (local - w)
        iterates += [w, w]
        w = (4 * local + pi).mean(axis=0) / (4 + 0.1)
        iterates.append(w)
    assert_same(run(PISA((5,), 4.0, 2.0, workers=3, ridge=0.1, local_ridge=0.2), np.ones(5), noise), iterates)


def test_the_first_round_is_a_step_of_sgd() -> None:
    """pi = sigma (w_1 - w) and so w_1 + pi/sigma = w - 2 g/(sigma + rho)."""
    noise = draws((5,), 1)
    assert_same(run(PISA((5,), 4.0, 2.0), np.ones(5), noise)[0], np.ones(5) - (1 + noise[0]) / 3)


def test_it_finds_the_minimum_without_noise() -> None:
    """f = ||x||^2/2 and lambda = 0: the fixed point has pi = -g and g = 0."""
    iterates = run(PISA((3,), 4.0, 2.0, workers=2), np.ones(3), np.zeros((400, 3)))
    assert np.abs(iterates[-1]).max() < 1e-10


def test_a_batch_has_multipliers_of_its_own() -> None:
    noise = draws((2, 5), 6)
    method, x0 = PISA((5,), 4.0, 2.0, workers=2), np.ones((2, 5))
    state = method.start(x0, x0 + noise[0])
    for n in noise:
        state = method.step(state, state.query + n)
    assert state.extra[1].shape == (2, 2, 5)
    for i in range(2):
        assert_same(state.x[i], run(method, np.ones(5), noise[:, i])[-1])


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: PISA((3,), 0.0, 1.0), ValueError, "penalty must be positive, got 0.0"),
        (lambda: PISA((3,), 1.0, -1.0), ValueError, "curvature must be positive, got -1.0"),
        (lambda: PISA((3,), 1.0, 1.0, workers=0), ValueError, "workers must be at least 1"),
        (lambda: PISA((3,), 1.0, 1.0, ridge=-1.0), ValueError, "ridge must be at least 0"),
        (lambda: PISA((3,), 1.0, 1.0, workers=1.5), TypeError, "workers must be an integer"),  # type: ignore[arg-type]
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = PISA((2,), 1.0, 1.0), np.ones((1, 2))
    with pytest.raises(TypeError, match="PISA has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
