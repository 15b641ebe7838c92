"""Adam against the form of its source with constant and with changing weights, and its limits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ntr.methods import Adam, sign_sgd
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


def test_it_equals_kingma_and_ba() -> None:
    noise = draws((5,))
    x, m, v, iterates = np.ones(5), np.zeros(5), np.zeros(5), []
    for t, n in enumerate(noise, start=1):
        g = x + n
        m, v = 0.7 * m + 0.3 * g, 0.9 * v + 0.1 * g * g
        x = 0.99 * x - 0.05 * (m / (1 - 0.7**t)) / (np.sqrt(v / (1 - 0.9**t)) + 1e-6)
        iterates.append(x)
    assert_same(run(Adam((5,), 0.05, 0.3, 0.1, 1e-6, 0.01), np.ones(5), noise), iterates)


def test_weights_1_over_k_are_plain_averages() -> None:
    noise = draws((5,))
    x, gradients, iterates = np.ones(5), [], []
    for n in noise:
        gradients.append(x + n)
        root = np.sqrt(np.mean(np.square(gradients), axis=0))
        x = x - 0.05 * np.mean(gradients, axis=0) / (root + 1e-8)
        iterates.append(x)

    def share(k: int) -> float:
        return 1 / (k + 1)

    assert_same(run(Adam((5,), 0.05, share, share), np.ones(5), noise), iterates)


def test_without_memory_it_is_sign_sgd() -> None:
    noise = draws((5,))
    found = run(Adam((5,), 0.05, 1.0, 1.0, 1e-300), np.ones(5), noise)
    # v + (g^2 - v) is g^2 up to the rounding of the last v, which may be much larger
    assert_same(found, run(sign_sgd((5,), 0.05), np.ones(5), noise), 1e-10)


def test_defaults_are_those_of_the_source() -> None:
    method = Adam((5,), 0.1)
    assert (method.momentum, method.second_momentum, method.epsilon, method.weight_decay) == (0.1, 0.001, 1e-8, 0.0)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Adam((0,), 0.1), ValueError, "shape must be at least 1"),
        (lambda: Adam((3,), -1.0), ValueError, "radius must be positive, got -1.0"),
        (lambda: Adam((3,), 0.1, epsilon=0.0), ValueError, "epsilon must be positive"),
        (lambda: Adam((3,), 0.1, second_momentum=0.0), ValueError, r"second_momentum .* must lie in \(0, 1\]"),
        (lambda: Adam((3,), 0.1, weight_decay=2.0), ValueError, r"weight_decay must lie in \[0, 1\]"),
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = Adam((2,), 0.1), np.ones((1, 2))
    with pytest.raises(TypeError, match="Adam has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
