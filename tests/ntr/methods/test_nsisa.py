"""NSISA against the rounds of its source with an exact polar factor."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import scipy.linalg

from ntr.methods import NSISA
from ntr.regularizers import L1Penalty
from tests.ntr.methods.runs import assert_same, draws, run


@pytest.mark.parametrize("shape", [(4, 2), (2, 4)])
def test_it_equals_ten_lines(shape: tuple[int, int]) -> None:
    noise = draws(shape)
    w, pi, b, iterates = np.ones(shape), np.zeros((2, *shape)), np.zeros((2, *shape)), []
    for first in range(0, len(noise), 2):
        g = w + noise[first : first + 2]
        b = 0.7 * b + g
        u = np.array([scipy.linalg.polar(g[i] + 0.7 * b[i])[0] for i in range(2)]) * np.sqrt(
            max(1, shape[0] / shape[1])
        )
        d = u + pi + 0.2 * w
        local = w - d / (4 + 2 * (np.abs(d) + 1e-3))
        pi = pi + 4 * (local - w)
        iterates += [w, (4 * local + pi).mean(axis=0) / (4 + 0.1)]
        w = iterates[-1]
    method = NSISA(shape, 4.0, 2.0, 2, 0.1, 0.2, 0.3, 1e-3, None)
    assert_same(run(method, np.ones(shape), noise), iterates)


def test_newton_schulz_is_its_default_and_another_method() -> None:
    noise = draws((3, 2), 4)
    found = [run(NSISA((3, 2), 4.0, 2.0, **choice), np.ones((3, 2)), noise) for choice in ({}, {"lmo": None})]
    assert 1e-3 < np.abs(found[0] - found[1]).max() < 0.5


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: NSISA((3,), 1.0, 1.0), ValueError, "shape must have 2 axes"),  # type: ignore[arg-type]
        (lambda: NSISA((3, 2), 0.0, 1.0), ValueError, "penalty must be positive, got 0.0"),
        (lambda: NSISA((3, 2), 1.0, 1.0, momentum=0.0), ValueError, r"momentum .* must lie in \(0, 1\]"),
        (lambda: NSISA((3, 2), 1.0, 1.0, epsilon=-1.0), ValueError, "epsilon must be at least 0"),
        (lambda: NSISA((3, 2), 1.0, 1.0, lmo=5), TypeError, "lmo must be an InexactLMO or None"),  # type: ignore[arg-type]
    ],
)
def test_bad_parameters(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


def test_a_regularizer_is_refused() -> None:
    method, g = NSISA((2, 2), 1.0, 1.0), np.ones((1, 2, 2))
    with pytest.raises(TypeError, match="NSISA has no composite step"):
        method.step(method.start(g, g), g, L1Penalty(1.0))
